-- What is short begins half of all titles. A short word that others follow was typed to its end, so it is looked up whole;
-- a single letter behind other words is about to become a word, and waits for it.
create or replace function search_question(asked text, forgiving boolean default false,
                                out phrase text, out words tsquery, out names tsquery, out subject tsquery,
                                out patterns text[], out meant text)
    language plpgsql stable
    as $$
    declare
        typed text;
        asked_words int;
        begins text;
        close_words text[];
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
            if length(typed) <= 3 and place < asked_words and not forgiving and exists (
                    select from search_words known where known.word = typed) then
                begins := quote_literal(typed);
            elsif length(typed) < 3 then
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

-- All that filters beside facets ask of a film, so that counting reads this index alone.
drop index search_documents_by_kind;
create index search_documents_by_kind on search_documents (kind)
    include (year, runtime_min, amount, price_from, price_until) where not archived;
