-- Walking an order to see what matches, and finding all that match by when they last rented, need not visit the rows.
-- A rental moves its customer in each of these indexes anyway, so more columns in them cost bytes, no further writes.
DROP INDEX customers_by_created_at, customers_by_last_rented_at;
CREATE INDEX customers_by_created_at ON customers (created_at, id)
    INCLUDE (country, locale, status, tags, birth_year, rented, spent, last_rented_at, favourite_genre);
CREATE INDEX customers_by_last_rented_at ON customers (last_rented_at, id)
    INCLUDE (country, locale, status, tags, birth_year, created_at, rented, spent, favourite_genre);
