"""The SQL of a search, put together from constants: which films match, in which order, and how facets count them."""

from collections.abc import Callable
from dataclasses import dataclass

from movies.models.movies import SearchQuery, Sort
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
    "ids": "d.movie_id = any (string_to_array(%(ids)s, ',')::uuid[])",
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
_SET_ASIDE = {name for names in _OF_FACETS.values() for name in names}
_COUNTED_AHEAD = _SET_ASIDE | {"country"}
"""The filters by which `film_counts` tells films apart."""

# Exact title, beginning of a title, words of titles, people as well, synopses, and last what is only close.
_TIER = """
    case when strpos(d.titles, q.title_beginning) > 0
         then case when strpos(d.titles, q.whole_title) > 0 then 1 else 2 end
         when d.titles like all (q.patterns) then 3
         when q.meant is null then 4
         when d.movie_id in (select movie_id from about) then 5
         else 6 end
"""
_TIER_OF_SYNOPSES = "5"
_DISTANCE = "octet_length(d.titles)"  # `length` counts letters, which takes longer than all else here


def search_statement(query: SearchQuery, *, first_page: bool) -> str:
    """Table expressions `answer` (what was meant), `page` and `counted` (facets, null but for the first page)."""
    return _of_words(query, first_page=first_page) if query.q else _of_filters(query, first_page=first_page)


def _of_words(query: SearchQuery, *, first_page: bool) -> str:
    order = SORTS[query.sort]
    set_aside = _SET_ASIDE if first_page else set[str]()
    amount = _AMOUNT if query.sort == "price" else "d.amount"

    def films(tier: str, found: str) -> str:
        return f"""
            select d.movie_id, d.sort_title, d.year, d.created_at, {amount} as amount, {tier} as tier,
                   {_DISTANCE} as distance, {_facet_columns(query)}, {_where(query, only=set_aside)} as fits
            from {found} and {_where(query, without=set_aside)}
        """  # noqa: S608 - of constants

    return f"""
        with q as materialized (
            select *, '| ' || phrase as title_beginning, '| ' || phrase || '|' as whole_title,
                   array_to_string(array(select quote_literal(word) || ':*'
                                         from unnest(string_to_array(meant, ' ')) as word), ' & ')::tsquery as all_meant
            from search_question(%(q)s)
        ),
        about as materialized (select s.movie_id from q join search_synopses s on s.words @@ q.subject),
        matched as materialized (
            {films(_TIER, "q join search_documents d on d.words @@ q.words")}
            union all
            {films(_TIER_OF_SYNOPSES, _ABOUT)}
        ),
        page as (
            select *, row_number() over (order by {order.clause()}) as place
            from (select * from matched where fits and {"true" if first_page else order.after()}
                  order by {order.clause()} limit %(limit)s) as films
        ),
        answer as (
            select (select spelt_as_in(m.movie_id, q.meant)
                    from matched m join search_documents d on d.movie_id = m.movie_id and d.words @@ q.all_meant
                    order by m.distance, m.movie_id limit 1) as meant
            from q where q.meant is not null and not exists (select from matched where tier < 6)
        ),
        {_counted(query, "matched") if first_page else _NOT_COUNTED}
    """  # noqa: S608 - of constants; every value is bound


_ABOUT = """
    q join about on true join search_documents d on d.movie_id = about.movie_id and (d.words @@ q.words) is not true
"""


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
        {_counted_of_filters(query) if first_page else _NOT_COUNTED}
    """  # noqa: S608 - of constants; every value is bound


def _after_title(order: SortOrder) -> str:
    return order.after().replace("after_1", "after_3").replace("after_0", "after_2")


_NOT_COUNTED = "counted as (select null::jsonb as facets)"


def _counted_of_filters(query: SearchQuery) -> str:
    """Facets from what was counted ahead, where it tells films apart by all filters given; else film by film."""
    if set(_given(query)) <= _COUNTED_AHEAD:
        return _counted_ahead(query)
    films = f"""
        (select d.year, {_facet_columns(query)}
         from search_documents d where {_where(query, without=_SET_ASIDE)}) as films
    """  # noqa: S608 - of constants
    return _counted(query, films)


def _facet_columns(query: SearchQuery) -> str:
    fits = (f"{_where(query, only=names)} as fits_{facet}" for facet, names in _OF_FACETS.items())
    return f"d.genre_set, d.language_set, {', '.join(fits)}"


def _counted(query: SearchQuery, films: str) -> str:
    """Facets of the films of a relation, by sets of genres and of languages, which are few."""
    facets = _facets(
        genres="select unnest(s.genres), sum(genre_films) from tallied join genre_sets s on s.id = genre_set",
        decades="select year / 10 * 10, sum(decade_films) from tallied where year is not null",
        languages="select unnest(s.languages), sum(language_films) "
        "from tallied join language_sets s on s.id = language_set",
    )
    return f"""
        tallied as materialized (
            select genre_set, language_set, year,
                   count(*) filter (where fits_languages and fits_decades) as genre_films,
                   count(*) filter (where fits_genres and fits_languages) as decade_films,
                   count(*) filter (where fits_genres and fits_decades) as language_films
            from {films} group by grouping sets ((genre_set), (language_set), (year))
        ),
        {facets}
    """  # noqa: S608 - of constants; every value is bound


def _counted_ahead(query: SearchQuery) -> str:
    """Facets as `index_movies` counted them when films were written."""
    archived = "true" if query.show_archived else "not d.archived"
    of_country = f"from film_counts d where {archived} and d.country = {_one_or_any(query, 'country')}"
    years = _where(query, only=_OF_FACETS["decades"])
    genre, language = (f"d.{name} = {_one_or_any(query, name)}" for name in ("genre", "language"))
    return _facets(
        genres=f"select d.genre, sum(d.films) {of_country} and {language} and d.genre <> '' and {years}",
        decades=f"select d.year / 10 * 10, sum(d.films) {of_country} and {language} and {genre}",
        languages=f"select d.language, sum(d.films) {of_country} and {genre} and d.language <> '' and {years}",
    )


def _one_or_any(query: SearchQuery, name: str) -> str:
    return f"%({name})s" if name in _given(query) else "''"


def _facets(**counts: str) -> str:
    """`counted`, from the statement that gives the values of each facet and their films."""
    told = ", ".join(
        f"""'{facet}', (select jsonb_agg(jsonb_build_array(value, films))
                        from ({values} group by 1) as one (value, films) where films > 0)"""  # noqa: S608 - of constants
        for facet, values in counts.items()
    )
    return f"counted as (select jsonb_build_object({told}) as facets)"


def _given(query: SearchQuery) -> dict[str, object]:
    """The filters that the query has."""
    return query.model_dump(include=set(_FILTERS), exclude_none=True)


def _where(query: SearchQuery, *, only: set[str] | None = None, without: set[str] | None = None) -> str:
    """The conditions of the filters given, archived films left out unless asked for."""
    given = _given(query)
    kept = [
        condition
        for name, condition in _FILTERS.items()
        if name in given and name not in (without or ()) and (only is None or name in only)
    ]
    if only is None and not query.show_archived:
        kept.append("not d.archived")
    return " and ".join(kept) or "true"
