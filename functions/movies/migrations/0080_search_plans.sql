-- A rare word was looked for film by film: `exists` over words unknown to the planner expects a match at once, and so
-- prefers the table to its index. Inside this function every question has an index.
alter function search_question(text, boolean) set enable_seqscan = off;

-- All that the filters by price and length ask of a film, so that counting its facets reads this index alone.
create index search_documents_by_length on search_documents (runtime_min, amount)
    include (movie_id, genre_set, language_set, year, price_from, price_until) where not archived;
