"""The SQL of insights: window functions over all customers, or over the rentals of a span of time."""

from typing import LiteralString

_COUNTED: LiteralString = "cancelled_at IS NULL AND rented_at IS NOT NULL"

# Equal values score alike: the share of customers who are below, in fifths.
RFM: LiteralString = """
    WITH scored AS (
        SELECT last_rented_at, rented, spent,
               least(5, 1 + floor(percent_rank() OVER (ORDER BY last_rented_at) * 5))::integer AS recency,
               least(5, 1 + floor(percent_rank() OVER (ORDER BY rented) * 5))::integer AS frequency,
               least(5, 1 + floor(percent_rank() OVER (ORDER BY spent) * 5))::integer AS monetary
        FROM customers WHERE rented > 0
    )
    SELECT recency, frequency, monetary, count(*) AS customers, sum(spent) AS spent_in_all,
           min(last_rented_at) AS earliest, max(last_rented_at) AS latest,
           min(rented) AS fewest, max(rented) AS most, min(spent) AS least_spent, max(spent) AS most_spent
    FROM scored GROUP BY recency, frequency, monetary ORDER BY recency DESC, frequency DESC, monetary DESC
"""

# Months are numbered from 1 by where they begin, which costs less than calendar arithmetic. Who rented in a month
# counts once for it.
COHORTS: LiteralString = f"""
    WITH signed_up AS (
        SELECT id, width_bucket(created_at, %(months)s::timestamptz[]) AS month FROM customers
        WHERE created_at >= %(since)s AND created_at < %(until)s
    ),
    rented_in AS (
        SELECT DISTINCT customer_id, width_bucket(rented_at, %(months)s::timestamptz[]) AS month
        FROM rentals WHERE {_COUNTED} AND rented_at >= %(since)s AND rented_at < %(until)s
    ),
    activity AS (
        SELECT s.month, r.month - s.month AS later, count(*) AS active
        FROM signed_up s JOIN rented_in r ON r.customer_id = s.id AND r.month >= s.month
        GROUP BY s.month, r.month
    ),
    sizes AS (SELECT month, count(*) AS customers FROM signed_up GROUP BY month)
    SELECT month, customers,
           coalesce(jsonb_object_agg(later, active) FILTER (WHERE later IS NOT NULL), '{{}}') AS active
    FROM sizes LEFT JOIN activity USING (month) GROUP BY month, customers ORDER BY month
"""  # noqa: S608 - of constants

FAVOURITE_GENRES: LiteralString = """
    SELECT favourite_genre AS genre, rank() OVER (ORDER BY count(*) DESC)::integer AS rank, count(*) AS customers,
           (count(*) / sum(count(*)) OVER ())::float AS share, sum(rented) AS rented, sum(spent) AS spent
    FROM customers WHERE favourite_genre IS NOT NULL GROUP BY favourite_genre ORDER BY rank, genre
"""

TOP_SPENDERS: LiteralString = f"""
    WITH spenders AS (
        SELECT customer_id, count(*) AS rented, sum(amount) AS spent
        FROM rentals WHERE {_COUNTED} AND rented_at >= %(since)s AND rented_at < %(until)s
        GROUP BY customer_id
    )
    SELECT rank() OVER (ORDER BY spent DESC)::integer AS rank, customer_id, rented, spent,
           coalesce(spent / nullif(sum(spent) OVER (), 0), 0)::float AS share
    FROM spenders ORDER BY spent DESC, customer_id LIMIT %(limit)s
"""  # noqa: S608 - of constants

USUAL_GAPS: LiteralString = f"""
    SELECT customer_id, avg(extract(epoch FROM gap) / 86400)::float AS days
    FROM (SELECT customer_id, rented_at - lag(rented_at) OVER (PARTITION BY customer_id ORDER BY rented_at) AS gap
          FROM rentals WHERE customer_id = ANY(%s::uuid[]) AND {_COUNTED}) AS gaps
    WHERE gap IS NOT NULL GROUP BY customer_id
"""  # noqa: S608 - of constants
