CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

-- Search is blind to accents, case and punctuation. unaccent() is only stable, as its dictionary could be replaced;
-- ours never is, so the wrapper may be immutable and serve indexes.
CREATE FUNCTION fold(words text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN trim(regexp_replace(lower(unaccent('unaccent'::regdictionary, words)), '[^[:alnum:]]+', ' ', 'g'));

-- A word somebody looks for, as a pattern of what is searched: a short one would be anywhere, so it must begin a word.
CREATE FUNCTION search_pattern(word text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE WHEN length(fold(word)) < 3 THEN '% ' ELSE '%' END || fold(word) || '%';

ALTER TABLE accounts ADD COLUMN tags text[] NOT NULL DEFAULT '{}';

-- All that customers are searched, filtered and sorted by, in one row: what the account says, and what they rented.
-- Nothing is missing where it is sorted by: who never rented has rented nothing, for nothing, at the beginning of time.
CREATE TABLE customers (
    id              uuid          PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    name_key        text          NOT NULL,
    search          text          NOT NULL,      -- folded name and address, with a space before each word
    country         text,
    locale          text          NOT NULL,
    status          text          NOT NULL,
    tags            text[]        NOT NULL,
    birth_year      smallint,
    created_at      timestamptz   NOT NULL,
    rented          integer       NOT NULL DEFAULT 0,
    spent           numeric(10,2) NOT NULL DEFAULT 0,          -- euros
    last_rented_at  timestamptz   NOT NULL DEFAULT '-infinity',
    favourite_genre text                                       -- the main genre of most of their rentals
);

-- Statement by statement, so that a thousand customers brought in at once cost little more than one.
CREATE FUNCTION index_customers() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO customers (id, name_key, search, country, locale, status, tags, birth_year, created_at)
        SELECT id, fold(display_name), ' ' || fold(display_name) || ' ' || fold(email), country, locale, status, tags,
               birth_year, created_at
        FROM changed
        ON CONFLICT (id) DO UPDATE
        SET name_key = excluded.name_key, search = excluded.search, country = excluded.country,
            locale = excluded.locale, status = excluded.status, tags = excluded.tags,
            birth_year = excluded.birth_year, created_at = excluded.created_at
        WHERE (customers.name_key, customers.search, customers.country, customers.locale, customers.status,
               customers.tags, customers.birth_year, customers.created_at)
              IS DISTINCT FROM
              (excluded.name_key, excluded.search, excluded.country, excluded.locale, excluded.status,
               excluded.tags, excluded.birth_year, excluded.created_at);
        RETURN NULL;
    END
    $$;
CREATE TRIGGER accounts_inserted AFTER INSERT ON accounts REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION index_customers();
CREATE TRIGGER accounts_updated AFTER UPDATE ON accounts REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION index_customers();
UPDATE accounts SET tags = tags;      -- those who are there already

-- A sort each, with the id that makes it unique; filters of few values come with the usual sort.
CREATE INDEX customers_by_created_at ON customers (created_at, id);
CREATE INDEX customers_by_name ON customers (name_key, id);
CREATE INDEX customers_by_rented ON customers (rented, id);
CREATE INDEX customers_by_spent ON customers (spent, id);
CREATE INDEX customers_by_last_rented_at ON customers (last_rented_at, id);
CREATE INDEX customers_by_country ON customers (country, created_at, id);
CREATE INDEX customers_by_locale ON customers (locale, created_at, id);
CREATE INDEX customers_by_status ON customers (status, created_at, id) WHERE status <> 'active';
CREATE INDEX customers_by_favourite_genre ON customers (favourite_genre, created_at, id);
CREATE INDEX customers_by_birth_year ON customers (birth_year);
CREATE INDEX customers_by_tag ON customers USING gin (tags);
CREATE INDEX customers_by_word ON customers USING gin (search gin_trgm_ops);

-- Hundredths would be too coarse: a thousandth of a million is still read quickly, a hundredth no more.
ALTER TABLE customers ALTER COLUMN created_at SET STATISTICS 1000, ALTER COLUMN rented SET STATISTICS 1000,
    ALTER COLUMN spent SET STATISTICS 1000, ALTER COLUMN last_rented_at SET STATISTICS 1000;

-- Those who rent much spend much and rented lately: the planner would take the three for independent.
CREATE STATISTICS customers_activity (dependencies, mcv) ON rented, spent, last_rented_at FROM customers;
