"""The SQL of a search, put together from constants: which films match, in which order, and how facets count them."""

from collections.abc import Callable
from dataclasses import dataclass

from movies.models import SearchQuery, Sort
from videoclub.cursors import Key
from videoclub.drivers.postgres import Row


@dataclass(frozen=True, slots=True)
class SortOrder:
    """A sort: its columns, their types, and whether all of them run down. The last column makes it unique."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    position: Callable[[Row], Key]
    descending: bool = False

    def clause(self) -> str:
        """What follows `order by`."""
        direction = " desc" if self.descending else ""
        return ", ".join(column + direction for column in self.columns)

    def after(self) -> str:
        """The condition of the rows behind the position `after_0, after_1 …`."""
        comparison = "<" if self.descending else ">"
        values = ", ".join(f"%(after_{place})s::{kind}" for place, kind in enumerate(self.types))
        return f"({', '.join(self.columns)}) {comparison} ({values})"


SORTS: dict[Sort, SortOrder] = {
    "relevance": SortOrder(
        ("tier", "distance", "sort_title", "movie_id"),
        ("int", "int", "text", "uuid"),
        lambda row: [row["tier"], row["distance"], row["sort_title"], str(row["id"])],
    ),
    "title": SortOrder(("sort_title", "movie_id"), ("text", "uuid"), lambda row: [row["sort_title"], str(row["id"])]),
    "-year": SortOrder(
        ("(-year)", "sort_title", "movie_id"),
        ("int", "text", "uuid"),
        lambda row: [-row["year"], row["sort_title"], str(row["id"])],
    ),
    "price": SortOrder(
        ("amount", "sort_title", "movie_id"),
        ("numeric", "text", "uuid"),
        lambda row: [str(row["sort_amount"]), row["sort_title"], str(row["id"])],
    ),
    "-added": SortOrder(
        ("created_at", "movie_id"),
        ("timestamptz", "uuid"),
        lambda row: [row["created_at"].isoformat(), str(row["id"])],
        descending=True,
    ),
}

_AMOUNT_KNOWN = "d.price_from <= %(now)s and %(now)s < d.price_until"
_AMOUNT_ASKED = "(d.price_from > %(now)s or d.price_until <= %(now)s)"
_AMOUNT = f"""
    case when {_AMOUNT_KNOWN} then d.amount
         else (select p.amount from prices p where p.movie_id = d.movie_id and p.valid @> %(now)s::timestamptz) end
"""  # noqa: S608 - of constants

_PERSON = "d.movie_id in (select c.movie_id from credits c where {})"
_NAMED = """
    c.role = '{role}' and c.person_id = any (array(
        select p.id from search_question(%({filter})s) n join people p on p.words @@ n.names))
"""
_FILTERS: dict[str, str] = {
    "genre": "d.genres @> array[%(genre)s]",
    "person_id": _PERSON.format("c.person_id = %(person_id)s::uuid"),
    "director": _PERSON.format(_NAMED.format(role="director", filter="director")),
    "actor": _PERSON.format(_NAMED.format(role="actor", filter="actor")),
    "year_min": "d.year >= %(year_min)s",
    "year_max": "d.year <= %(year_max)s",
    "runtime_max": "d.runtime_min <= %(runtime_max)s",
    "language": "d.languages @> array[%(language)s]",
    "country": "d.countries @> array[%(country)s]",
    "price_max": f"{_AMOUNT} <= %(price_max)s",
}
_OF_FACETS = {
    "genres": {"genre"},
    "decades": {"year_min", "year_max"},
    "languages": {"language"},
}
"""The filters that each facet sets aside: its own."""

# Exact title, beginning of a title, words of titles, people as well, synopses, and last what is only close.
_TIER = """
    case when strpos(d.titles, '| ' || q.phrase || '|') > 0 then 1
         when strpos(d.titles, '| ' || q.phrase) > 0 then 2
         when d.titles like all (q.patterns) then 3
         when q.meant is null and (q.subject is null or not d.synopsis @@ q.subject or d.words @@ q.words) then 4
         when d.synopsis @@ q.subject then 5
         else 6 end
"""
_DISTANCE = "length(d.titles)"


def search_statement(query: SearchQuery, *, first_page: bool) -> str:
    """Table expressions `answer` (what was meant), `page` and `counted` (facets, null but for the first page)."""
    return _of_words(query, first_page=first_page) if query.q else _of_filters(query, first_page=first_page)


def _of_words(query: SearchQuery, *, first_page: bool) -> str:
    order = SORTS[query.sort]
    set_aside = {name for names in _OF_FACETS.values() for name in names} if first_page else set[str]()
    amount = _AMOUNT if query.sort == "price" else "d.amount"
    years_fit, fits = _where(query, only=_OF_FACETS["decades"]), _where(query, only=set_aside)
    return f"""
        with q as materialized (select * from search_question(%(q)s)),
        matched as materialized (
            select d.movie_id, d.sort_title, d.year, d.created_at, d.kind, {amount} as amount,
                   {_TIER} as tier, {_DISTANCE} as distance, {years_fit} as years_fit, {fits} as fits
            from q join search_documents d on (d.words @@ q.words or d.synopsis @@ q.subject)
            where {_where(query, without=set_aside)}
        ),
        page as (
            select *, row_number() over (order by {order.clause()}) as place
            from (select * from matched where fits and {"true" if first_page else order.after()}
                  order by {order.clause()} limit %(limit)s) as films
        ),
        answer as (
            select meant from q where not exists (select from matched where tier < 6)
        ),
        kinds as (select kind, years_fit, count(*)::int as films from matched group by kind, years_fit),
        {_counted(query, first_page=first_page)}
    """  # noqa: S608 - of constants; every value is bound


def _of_filters(query: SearchQuery, *, first_page: bool) -> str:
    columns = "d.movie_id, d.sort_title, d.year, d.created_at"
    sort: Sort = "title" if query.sort == "relevance" else query.sort
    order = SORTS[sort]
    where = _where(query)
    behind = "true" if first_page else (_after_title(order) if query.sort == "relevance" else order.after())
    known = f"select {columns}, d.amount from search_documents d where {where} and {behind}"  # noqa: S608 - of constants
    if sort == "price":
        # Prices that are out of date are few; they are asked for, and merged with those that the index has in order
        known = f"""
            (select * from ({known} and {_AMOUNT_KNOWN} order by {order.clause()} limit %(limit)s) as known)
            union all
            (select * from (select {columns}, {_AMOUNT} as amount from search_documents d
                            where {where} and {_AMOUNT_ASKED}) as asked where {behind})
        """  # noqa: S608 - of constants
    return f"""
        with page as (
            select *, 0 as tier, 0 as distance, row_number() over (order by {order.clause()}) as place
            from (select * from ({known}) as films order by {order.clause()} limit %(limit)s) as films
        ),
        answer as (select null::text as meant),
        kinds as (
            select d.kind, {_where(query, only=_OF_FACETS["decades"])} as years_fit, count(*)::int as films
            from search_documents d
            where {_where(query, without={name for names in _OF_FACETS.values() for name in names})}
            group by 1, 2
        ),
        {_counted(query, first_page=first_page)}
    """  # noqa: S608 - of constants; every value is bound


def _after_title(order: SortOrder) -> str:
    return order.after().replace("after_1", "after_3").replace("after_0", "after_2")


def _counted(query: SearchQuery, *, first_page: bool) -> str:
    """Films by each value of each facet: the kinds found, times how often, instead of film by film."""
    if not first_page:
        return "counted as (select null::jsonb as facets)"
    genre = "k.genres @> array[%(genre)s]" if query.genre else "true"
    language = "k.languages @> array[%(language)s]" if query.language else "true"
    return f"""
        told_kinds as materialized (
            select k.genres, k.decade, k.languages, films, years_fit, {genre} as genre_fits, {language} as language_fits
            from kinds join film_kinds k on k.id = kinds.kind
        ),
        counted as (
            select jsonb_build_object(
                'genres', (select jsonb_agg(jsonb_build_array(value, films)) from (
                    select unnest(genres) as value, sum(films) as films from told_kinds
                    where language_fits and years_fit group by 1) as genres),
                'decades', (select jsonb_agg(jsonb_build_array(value, films)) from (
                    select decade as value, sum(films) as films from told_kinds
                    where genre_fits and language_fits group by 1) as decades),
                'languages', (select jsonb_agg(jsonb_build_array(value, films)) from (
                    select unnest(languages) as value, sum(films) as films from told_kinds
                    where genre_fits and years_fit group by 1) as languages)) as facets
        )
    """  # noqa: S608 - of constants; every value is bound


def _where(query: SearchQuery, *, only: set[str] | None = None, without: set[str] | None = None) -> str:
    """The conditions of the filters given, archived films included where asked for."""
    given = query.model_dump(include=set(_FILTERS), exclude_none=True)
    kept = [
        condition
        for name, condition in _FILTERS.items()
        if name in given and name not in (without or ()) and (only is None or name in only)
    ]
    if only is None and not query.show_archived:
        kept.append("not d.archived")
    return " and ".join(kept) or "true"
