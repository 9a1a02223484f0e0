-- Search at the size of a large shop: what is sorted, filtered and counted lies in one narrow row for each film, words
-- are corrected by an index of their misspellings, and facets are counted by kind of film.

-- What is left of the first letters of a word when some are left out. Two words a typing error apart share one of these
-- (the symmetric deletions of SymSpell: https://github.com/wolfgarbe/SymSpell).
create function spellings(word text) returns text[]
    language sql immutable strict parallel safe
    return (
        with letters as (select left(word, 7) as whole)
        select array_agg(distinct spelling) from (
            select whole as spelling from letters
            union all
            select overlay(whole placing '' from i for 1) from letters, generate_series(1, length(whole)) i
            union all
            select overlay(overlay(whole placing '' from i for 1) placing '' from j for 1)
            from letters, generate_series(1, length(whole)) i, generate_series(1, i - 1) j where length(whole) >= 5
        ) as left_out where spelling <> ''
    );

-- How far a word that was typed is from one that is known: the errors to put right, where letters that changed places
-- count once. A word may still be being typed; that it is only the beginning counts half an error more.
create function typing_errors(typed text, known text) returns numeric
    language sql immutable strict parallel safe
    return least(
        levenshtein_less_equal(typed, known, 2)
            - (length(typed) = length(known) and levenshtein_less_equal(typed, known, 2) = 2
               and array(select unnest(string_to_array(typed, null)) order by 1)
                   = array(select unnest(string_to_array(known, null)) order by 1))::int,
        case when length(typed) >= 5 and length(known) > length(typed)
             then levenshtein_less_equal(typed, left(known, length(typed)), 1) + 0.5 end
    );

drop index search_words_by_trigram;
alter table search_words add spellings text[] not null generated always as (spellings(word)) stored;
create index search_words_by_spelling on search_words using gin (spellings);
create index search_words_by_beginning on search_words (word collate "C");

alter table people
    add words tsvector not null generated always as (array_to_tsvector(string_to_array(fold(name), ' '))) stored;
create index people_by_word on people using gin (words);

-- The kinds of films that facets tell apart. There are some thousands, however many films there are.
create table film_kinds (
    id integer primary key generated always as identity,
    genres text[] not null,
    decade smallint not null,
    languages text[] not null,
    unique (genres, decade, languages)
);

drop function index_movie(uuid);
drop function search_question(text);
drop table search_documents;

-- One row for each film. `titles` has every title folded between bars: `| the kid| le kid|`. The words are kept aside
-- (TOAST), as their indexes answer for them. `amount` is the price from `price_from` until `price_until`: at any other
-- time it is asked of `prices`.
create table search_documents (
    movie_id uuid primary key references movies on delete cascade,
    sort_title text not null,
    year smallint not null,
    runtime_min smallint not null,
    archived boolean not null,
    amount numeric(7, 2) not null,
    kind integer not null references film_kinds,
    created_at timestamptz not null,
    price_from timestamptz not null,
    price_until timestamptz not null,
    genres text[] not null,
    languages text[] not null,
    countries text[] not null,
    titles text not null,
    words tsvector not null,
    synopsis tsvector not null
) with (toast_tuple_target = 256);

alter table search_documents alter words set storage external, alter synopsis set storage external;

create index search_documents_by_word on search_documents using gin (words);
create index search_documents_by_synopsis on search_documents using gin (synopsis);
create index search_documents_by_title on search_documents (sort_title, movie_id);
create index search_documents_by_year on search_documents ((-year), sort_title, movie_id);
create index search_documents_by_price on search_documents (amount, sort_title, movie_id);
create index search_documents_by_added on search_documents (created_at, movie_id);
create index search_documents_by_kind on search_documents (kind) where not archived;
create index search_documents_by_price_from on search_documents (price_from);
create index search_documents_by_price_until on search_documents (price_until);

-- The words that films are found by: those of titles (A) and of people (B).
create function words_of_movies(asked uuid[]) returns table (movie_id uuid, word text, weight text)
    language sql stable
    as $$
        with titles as (
            select distinct id, title
            from movies, lateral unnest(array[title_en, title_fr, original_title]) as title
            where id = any (asked) and title <> ''
        )
        select distinct id, word, weight from (
            select id, unnest(string_to_array(fold(title), ' ')) as word, 'A' as weight from titles
            -- "doa" finds D.O.A., "spiderman" Spider-Man: what is written together also counts as one word
            union all
            select id, replace(fold(together), ' ', ''), 'A'
            from titles, unnest(regexp_split_to_array(title, '\s+')) as together
            where together ~ '[[:alnum:]][^[:alnum:]]+[[:alnum:]]'
            union all
            select c.movie_id, unnest(string_to_array(p.name_key, ' ')), 'B'
            from credits c join people p on p.id = c.person_id where c.movie_id = any (asked)
        ) as found
        where word <> '' and octet_length(word) <= 80
    $$;

create function kind_of_movie(film movies, out genres text[], out decade int, out languages text[])
    language sql stable
    return (array(select g.genre from movie_genres g where g.movie_id = film.id order by g.genre),
            film.year / 10 * 10, array(select unnest(film.languages) order by 1));

-- Writes the search rows of films anew. Whoever changes films, credits, genres or prices calls it, in the transaction.
create function index_movies(indexed uuid[]) returns void
    language plpgsql
    as $$
    begin
        insert into search_words (word)
            select distinct w.word from words_of_movies(indexed) w
            where not exists (select from search_words known where known.word = w.word)
            order by w.word
            on conflict do nothing;

        insert into film_kinds (genres, decade, languages)
            select distinct (kind_of_movie(m)).* from movies m where id = any (indexed)
            except select genres, decade, languages from film_kinds
            order by 1, 2, 3
            on conflict do nothing;

        insert into search_documents
            with given as materialized (
                select w.movie_id,
                       string_agg(quote_literal(w.word) || case w.weight when 'A' then ':1A' else ':2B' end, ' ')
                           ::tsvector as words
                from words_of_movies(indexed) w group by w.movie_id
            )
            select m.id, m.sort_title, m.year, m.runtime_min, m.archived_at is not null, p.amount, k.id, m.created_at,
                   lower(p.valid), coalesce(upper(p.valid), 'infinity'), k.genres, m.languages, m.countries,
                   (select '| ' || string_agg(distinct fold(title), '| ') || '|'
                    from unnest(array[m.title_en, m.title_fr, m.original_title]) as title where fold(title) <> ''),
                   coalesce(w.words, ''),
                   to_tsvector('english', unaccent(coalesce(m.synopsis_en, '')))
                       || to_tsvector('french', unaccent(coalesce(m.synopsis_fr, '')))
            from movies m
            join lateral kind_of_movie(m) as is_of on true
            join film_kinds k on (k.genres, k.decade, k.languages) = (is_of.genres, is_of.decade, is_of.languages)
            join lateral (select amount, valid from prices where movie_id = m.id
                          order by valid @> now() desc, valid limit 1) as p on true
            left join given w on w.movie_id = m.id
            where m.id = any (indexed)
        on conflict (movie_id) do update
            set (sort_title, year, runtime_min, archived, amount, kind, price_from, price_until, genres, languages,
                 countries, titles, words, synopsis)
                = (excluded.sort_title, excluded.year, excluded.runtime_min, excluded.archived, excluded.amount,
                   excluded.kind, excluded.price_from, excluded.price_until, excluded.genres, excluded.languages,
                   excluded.countries, excluded.titles, excluded.words, excluded.synopsis);
    end
    $$;

create function index_movie(indexed uuid) returns void
    language sql
    as $$ select index_movies(array[indexed]) $$;

-- What somebody asks for. `words`: every word begins one of the film's or of its people's; one that begins none is taken
-- for those it is close to, and `meant` is then what was perhaps meant. So are all words where they are known, but in no
-- film together. Two letters are too few for people's names: they begin a word of a title or are a word of a name.
-- `names` asks the same of people. `subject` asks synopses, and only about words that say something.
create function search_question(asked text, forgiving boolean default false,
                                out phrase text, out words tsquery, out names tsquery, out subject tsquery,
                                out patterns text[], out meant text)
    language plpgsql stable
    as $$
    declare
        typed text;
        begins text;
        close_words text[];
        corrected text[] := '{}';
    begin
        phrase := fold(asked);
        patterns := '{}';
        foreach typed in array (string_to_array(phrase, ' '))[1:8] loop
            continue when typed = '' or octet_length(typed) > 80;
            begins := quote_literal(typed) || ':*';
            close_words := '{}';
            if length(typed) >= 3 and (forgiving or not exists (
                    select from search_words known
                    where known.word collate "C" >= typed and known.word collate "C" < typed || chr(1114111))) then
                close_words := array(
                    select known.word from search_words known, typing_errors(typed, known.word) as errors
                    where known.spellings && spellings(typed) and known.word <> typed
                      and errors <= case when length(typed) < 5 then 1 else 2 end
                    order by errors, abs(length(known.word) - length(typed)), known.word
                    limit 10);
                begins := array_to_string(begins || array(select quote_literal(word) from unnest(close_words) word),
                                          ' | ');
            end if;
            corrected := corrected || coalesce(close_words[1], typed);
            patterns := patterns || ('% ' || typed || '%');
            names := coalesce(names && begins::tsquery, begins::tsquery);
            if length(typed) < 3 then
                begins := begins || 'A | ' || quote_literal(typed);
            end if;
            words := coalesce(words && begins::tsquery, begins::tsquery);
        end loop;
        meant := nullif(array_to_string(corrected, ' '), phrase);
        subject := nullif(plainto_tsquery('english', phrase) || plainto_tsquery('french', phrase), '');
        if meant is null and not forgiving and cardinality(patterns) > 1
           and not exists (select from search_documents d where d.words @@ search_question.words)
           and not exists (select from search_documents d where d.synopsis @@ search_question.subject) then
            select * into phrase, words, names, subject, patterns, meant from search_question(asked, true);
        end if;
    end
    $$;

select index_movies(array(select id from movies));
