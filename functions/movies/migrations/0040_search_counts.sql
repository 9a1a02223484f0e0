-- Search within its budget for whatever is typed. Rows that are ranked are narrow: synopses lie in a table of their own.
-- (0010 meant its `toast_tuple_target` to do that, but PostgreSQL moves nothing out of rows under 2 KB.) Films are
-- counted for facets as they are written, so that a page without a question counts nothing.

drop table search_documents;
drop function kind_of_movie(movies);
drop table film_kinds;

-- The genres and the languages that films have together: some hundreds, however many films there are.
create table genre_sets (
    id integer primary key generated always as identity,
    genres text[] not null unique
);

create table language_sets (
    id integer primary key generated always as identity,
    languages text[] not null unique
);

-- One row for each film. `titles` has every title folded between bars: `| the kid| le kid|`. `words` has the words of
-- titles twice, once behind a tilde, as two letters ask for beginnings of those only. `amount` is the price from
-- `price_from` until `price_until`: at any other time it is asked of `prices`.
create table search_documents (
    movie_id uuid primary key references movies,
    sort_title text not null,
    year smallint not null,
    runtime_min smallint not null,
    archived boolean not null,
    amount numeric(7, 2) not null,
    genre_set integer not null references genre_sets,
    language_set integer not null references language_sets,
    created_at timestamptz not null,
    price_from timestamptz not null,
    price_until timestamptz not null,
    genres text[] not null,
    languages text[] not null,
    countries text[] not null,
    titles text not null,
    words tsvector not null
);

create index search_documents_by_word on search_documents using gin (words);
create index search_documents_by_title on search_documents (sort_title, movie_id);
create index search_documents_by_year on search_documents ((-year), sort_title, movie_id);
create index search_documents_by_price on search_documents (amount, sort_title, movie_id);
create index search_documents_by_added on search_documents (created_at, movie_id);
create index search_documents_by_price_from on search_documents (price_from);
create index search_documents_by_price_until on search_documents (price_until);

create table search_synopses (
    movie_id uuid primary key references search_documents,
    words tsvector not null
);

create index search_synopses_by_word on search_synopses using gin (words);

-- How many films there are of each country, language, genre and year; '' stands for any. A film with two genres and one
-- language of one country counts in 3 × 2 × 2 rows.
create table film_counts (
    country text not null,
    language text not null,
    genre text not null,
    year smallint not null,
    archived boolean not null,
    films integer not null,
    primary key (country, language, genre, year, archived)
);

create index film_counts_by_genre on film_counts (country, genre, language, year);

-- Counts films as they were (-1) and as they are (+1), in the order of the key, so that two who do it at once wait for
-- each other rather than deadlock.
create function count_films(before search_documents[], after search_documents[]) returns void
    language sql
    as $$
        insert into film_counts as counted (country, language, genre, year, archived, films)
        select country, language, genre, year, archived, sum(change)
        from (select -1 as change, * from unnest(before) union all select 1, * from unnest(after)) as films,
             unnest(countries || ''::text) as country, unnest(languages || ''::text) as language, unnest(genres || ''::text) as genre
        group by country, language, genre, year, archived
        having sum(change) <> 0
        order by country, language, genre, year, archived
        on conflict (country, language, genre, year, archived)
            do update set films = counted.films + excluded.films
    $$;

create or replace function index_movies(indexed uuid[]) returns void
    language plpgsql
    as $$
    declare
        before search_documents[] := array(select d from search_documents d where d.movie_id = any (indexed));
        having_them uuid[];
        words text[];
        weights text[];
    begin
        select array_agg(w.movie_id), array_agg(w.word), array_agg(w.weight) into having_them, words, weights
            from words_of_movies(indexed) w;

        insert into search_words (word)
            select distinct given.word from unnest(words) as given (word)
            where not exists (select from search_words known where known.word = given.word)
            order by given.word
            on conflict do nothing;

        insert into genre_sets (genres)
            select distinct array(select g.genre from movie_genres g where g.movie_id = m.id order by g.genre)
            from movies m where m.id = any (indexed)
            except select genres from genre_sets order by 1
            on conflict do nothing;

        insert into language_sets (languages)
            select distinct array(select unnest(m.languages) order by 1) from movies m where m.id = any (indexed)
            except select languages from language_sets order by 1
            on conflict do nothing;

        insert into search_documents
            with given as materialized (
                select w.movie_id,
                       array_to_tsvector(array_agg(distinct w.word)
                                         || array_agg(distinct '~' || w.word) filter (where w.weight = 'A')) as words
                from unnest(having_them, words, weights) as w (movie_id, word, weight) group by w.movie_id
            )
            select m.id, m.sort_title, m.year, m.runtime_min, m.archived_at is not null, p.amount, g.id, l.id,
                   m.created_at, lower(p.valid), coalesce(upper(p.valid), 'infinity'), g.genres, l.languages, m.countries,
                   (select '| ' || string_agg(distinct fold(title), '| ') || '|'
                    from unnest(array[m.title_en, m.title_fr, m.original_title]) as title where fold(title) <> ''),
                   coalesce(w.words, '')
            from movies m
            join genre_sets g
                on g.genres = array(select of.genre from movie_genres of where of.movie_id = m.id order by of.genre)
            join language_sets l on l.languages = array(select unnest(m.languages) order by 1)
            join lateral (select amount, valid from prices where movie_id = m.id
                          order by valid @> now() desc, valid limit 1) as p on true
            left join given w on w.movie_id = m.id
            where m.id = any (indexed)
            order by m.id
        on conflict (movie_id) do update
            set (sort_title, year, runtime_min, archived, amount, genre_set, language_set, price_from, price_until,
                 genres, languages, countries, titles, words)
                = (excluded.sort_title, excluded.year, excluded.runtime_min, excluded.archived, excluded.amount,
                   excluded.genre_set, excluded.language_set, excluded.price_from, excluded.price_until,
                   excluded.genres, excluded.languages, excluded.countries, excluded.titles, excluded.words);

        insert into search_synopses
            select m.id, to_tsvector('english', unaccent(coalesce(m.synopsis_en, '')))
                             || to_tsvector('french', unaccent(coalesce(m.synopsis_fr, '')))
            from movies m where m.id = any (indexed)
            order by m.id
        on conflict (movie_id) do update set words = excluded.words where search_synopses.words <> excluded.words;

        perform count_films(before, array(select d from search_documents d where d.movie_id = any (indexed)));
    end
    $$;

create function is_beginning(typed text) returns boolean
    language sql stable
    return exists (select from search_words known
                   where known.word collate "C" >= typed and known.word collate "C" < typed || chr(1114111));

-- Known words that are a typing error or two away, the nearest first.
create function close_words(typed text) returns text[]
    language sql stable
    return array(select known.word from search_words known, typing_errors(typed, known.word) as errors
                 where known.spellings && spellings(typed) and known.word <> typed
                   and errors <= case when length(typed) < 5 then 1 else 2 end
                 order by errors, levenshtein(known.word, typed), abs(length(known.word) - length(typed)), known.word
                 limit 10);

drop function search_question(text, boolean);

-- What somebody asks for. `words`: every word begins one of the film's or of its people's; one that begins none is taken
-- for those it is close to, and `meant` is then what was perhaps meant. So are all words where they are known, but in no
-- film together. A short word that others follow was typed to its end, so it is looked up whole; one of two letters
-- begins a word of a title or is a word of a name; a single letter behind other words is about to become a word, and
-- waits for it. `names` asks the same of people. `subject` asks synopses, and only about words that say something.
create function search_question(asked text, forgiving boolean default false,
                                out phrase text, out words tsquery, out names tsquery, out subject tsquery,
                                out patterns text[], out meant text)
    language plpgsql stable
    as $$
    declare
        typed text;
        asked_words int;
        begins text;
        near text[];
        corrected text[] := '{}';
    begin
        phrase := fold(asked);
        patterns := '{}';
        asked_words := least(cardinality(string_to_array(phrase, ' ')), 8);
        for place in 1 .. asked_words loop
            typed := (string_to_array(phrase, ' '))[place];
            continue when typed = '' or octet_length(typed) > 80;
            continue when length(typed) = 1 and place = asked_words and place > 1;
            begins := quote_literal(typed) || ':*';
            near := '{}';
            if length(typed) >= 3 and (forgiving or not is_beginning(typed)) then
                near := close_words(typed);
                begins := array_to_string(begins || array(select quote_literal(word) from unnest(near) word), ' | ');
            end if;
            corrected := corrected || coalesce(near[1], typed);
            patterns := patterns || ('% ' || typed || '%');
            names := coalesce(names && begins::tsquery, begins::tsquery);
            if length(typed) <= 3 and place < asked_words and not forgiving and exists (
                    select from search_words known where known.word = typed) then
                begins := quote_literal(typed);
            elsif length(typed) < 3 then
                begins := quote_literal('~' || typed) || ':* | ' || quote_literal(typed);
            end if;
            words := coalesce(words && begins::tsquery, begins::tsquery);
        end loop;
        meant := nullif(array_to_string(corrected, ' '), phrase);
        subject := nullif(plainto_tsquery('english', phrase) || plainto_tsquery('french', phrase), '');
        if meant is null and not forgiving and cardinality(patterns) > 1
           and not exists (select from search_documents d where d.words @@ search_question.words)
           and not exists (select from search_synopses s where s.words @@ search_question.subject) then
            select * into phrase, words, names, subject, patterns, meant from search_question(asked, true);
        end if;
    end
    $$;

-- `meant` in the spelling of the film: each word as a title or a name of its people has it, also one that is written
-- together for search alone ("spiderman").
create function spelt_as_in(film uuid, meant text) returns text
    language sql stable
    return (
        select string_agg(coalesce(found.written, asked.word), ' ' order by asked.place)
        from unnest(string_to_array(meant, ' ')) with ordinality as asked (word, place)
        left join lateral (
            select written
            from (select unnest(array[title_fr, title_en, original_title]) as line, 1 as rank from movies where id = film
                  union all
                  select p.name, 2 from credits c join people p on p.id = c.person_id where c.movie_id = film) as lines,
                 lateral (select regexp_split_to_table(line, '[^[:alnum:]]+')
                          union all
                          select regexp_replace(together, '^[^[:alnum:]]+|[^[:alnum:]]+$', '', 'g')
                          from regexp_split_to_table(line, '\s+') as together) as words (written)
            where replace(fold(written), ' ', '') = asked.word
            order by rank limit 1
        ) as found on true
    );

select index_movies(array(select id from movies));
