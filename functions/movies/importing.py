"""Films from a CSV file: each row adds a film or updates one, through the same use cases as single requests do."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from movies.catalogue import Catalogue
from movies.csv_table import Row, read_table
from movies.movie import Movie, NewMovie
from movies.movie_csv import COLUMNS, NEEDED_TO_ADD, TITLES, archived_of, cells_of, cells_of_new, film_of, genres_of
from movies.ports.imports import Order, RowResult
from movies.ports.movies import Relay
from videoclub.errors import DomainError, FieldError, PreconditionFailed, ServiceUnavailable, ValidationFailed
from videoclub.ids import MovieId
from videoclub.values import iso_duration


def read_rows(text: str) -> list[Row]:
    """The rows of a file, those that repeat an id marked as faulty. Raises ValidationFailed for the file as a whole."""
    header, rows = read_table(text, COLUMNS)
    missing = [] if "id" in header else [name for name in NEEDED_TO_ADD if name not in header]
    if "id" not in header and not set(header) & set(TITLES):
        missing.insert(0, TITLES[0])
    if missing:
        message = "is needed, as without the column `id` every row adds a film"
        raise ValidationFailed(*(FieldError(f"/{name}", "missing_column", message) for name in missing))
    return _without_repeated_ids(rows)


@dataclass(frozen=True)
class _Quiet:
    """The Relay of single changes, as it is woken once for all of them."""

    def wake(self) -> None:
        """Nothing to do."""


@dataclass(frozen=True)
class Importing:
    """Carries out rows. `catalogue` wakes nobody by itself: `relay` is woken once for all rows."""

    catalogue: Catalogue
    relay: Relay

    @classmethod
    def through(cls, catalogue: Catalogue) -> "Importing":
        """Importing by the use cases of `catalogue`."""
        return cls(replace(catalogue, relay=_Quiet()), catalogue.relay)

    def import_rows(self, rows: Sequence[Row], order: Order, *, now: datetime) -> list[RowResult]:
        """What became of each row; a bad one does not keep the others from being done.

        Raises ServiceUnavailable if the store does not answer at the first row; if it stops answering later, the rest
        of the rows are refused for that reason.
        """
        sound = [row for row in rows if not row.faults]
        ids = [MovieId(row.cells["id"]) for row in sound if _is_id(row.cells.get("id", ""))]
        movies = {movie.id: movie for movie in self.catalogue.read_movies(ids, now=now)}
        unknown = self.catalogue.store.unknown_genres({slug for row in sound for slug in genres_of(row.cells)})
        run = _Run(self.catalogue, movies, unknown, order, now)
        results: list[RowResult] = []
        try:
            for row in rows:
                results.append(run.import_row(row))  # noqa: PERF401 - what is done counts, whatever comes after it
        except ServiceUnavailable as down:
            if not results:
                raise
            results += [RowResult(row.number, "refused", problem=down.slug) for row in rows[len(results) :]]
        if not order.dry_run and any(result.outcome in {"added", "updated"} for result in results):
            self.relay.wake()
        return results


@dataclass(frozen=True)
class _Run:
    """Rows against the catalogue as it was read for all of them."""

    catalogue: Catalogue
    movies: Mapping[MovieId, Movie]
    unknown_genres: Collection[str]
    order: Order
    now: datetime

    def import_row(self, row: Row) -> RowResult:
        """Raises ServiceUnavailable; every other refusal is a result."""
        if row.faults:
            return _refused(row, ValidationFailed(*row.faults))
        try:
            movie = self.movies.get(_id_of(row))
            return self._add(row) if movie is None else self._update_as_it_is(row, movie)
        except ServiceUnavailable:
            raise
        except DomainError as refused:
            return _refused(row, refused)

    def _add(self, row: Row) -> RowResult:
        new = self._film_of(row.cells)
        if archived_of(row.cells):
            message = "a film is added on offer; archive it afterwards"
            raise ValidationFailed(FieldError("/archived", "not_yet_added", message))
        given = _id_of(row)
        movie_id = given or _derived_id(self.order, row)
        if not self.order.dry_run:
            self.catalogue.add_movie(new, now=self.now, api_url=self.order.api_url, by=self.order.by, movie_id=movie_id)
        return RowResult(row.number, "added", (given or None) if self.order.dry_run else movie_id)

    def _update_as_it_is(self, row: Row, movie: Movie) -> RowResult:
        try:
            return self._update(row, movie)
        except PreconditionFailed:  # changed since all were read
            return self._update(row, self.catalogue.read_movie(movie.id, now=self.now))

    def _update(self, row: Row, movie: Movie) -> RowResult:
        present = cells_of(movie)
        given = {name: cell for name, cell in row.cells.items() if name != "id" and cell != present[name]}
        if not given:
            return RowResult(row.number, "unchanged", movie.id)
        new = replace(
            self._film_of(present | given),
            poster_path=movie.poster_path,
            media_key=movie.media.key,
            duration_s=movie.media.duration_s,
        )
        archived = archived_of(given)
        wanted = present | self._cells_of(new) | ({} if archived is None else {"archived": str(archived).lower()})
        changed = tuple(name for name in COLUMNS if name in given and wanted[name] != present[name])
        if not self.order.dry_run:
            self._change(movie, new, changed)
        return RowResult(row.number, "updated" if changed else "unchanged", movie.id, changed)

    def _change(self, movie: Movie, new: NewMovie, changed: Sequence[str]) -> None:
        if set(changed) - {"archived"}:
            self.catalogue.update_movie(
                movie.id,
                lambda _: new,
                if_match=movie.etag,
                now=self.now,
                api_url=self.order.api_url,
                by=self.order.by,
            )
        if "archived" in changed:
            turn = self.catalogue.restore_movie if movie.archived_at else self.catalogue.archive_movie
            turn(movie.id, now=self.now, api_url=self.order.api_url, by=self.order.by)

    def _film_of(self, cells: Mapping[str, str]) -> NewMovie:
        unknown = [
            FieldError("/genres", "unknown_genre", f"entry {place}: there is no genre {slug!r}")
            for place, slug in enumerate(genres_of(cells), 1)
            if slug in self.unknown_genres
        ]
        try:
            film = film_of(cells)
        except ValidationFailed as refused:
            errors = [error for error in refused.errors if not (unknown and error.pointer == "/genres")]
            raise ValidationFailed(*errors, *unknown) from None
        if unknown:
            raise ValidationFailed(*unknown)
        return film.as_new_movie()

    def _cells_of(self, new: NewMovie) -> dict[str, str]:
        terms = self.catalogue.terms
        return cells_of_new(new) | {
            "start_within": iso_duration(new.start_within or terms.start_within),
            "watch_within": iso_duration(new.watch_within or terms.watch_within),
        }


def _refused(row: Row, why: DomainError) -> RowResult:
    told = (FieldError("", why.slug, why.detail),)
    errors = why.errors if isinstance(why, ValidationFailed) else told
    return RowResult(row.number, "refused", problem=why.slug, errors=errors)


def _without_repeated_ids(rows: Sequence[Row]) -> list[Row]:
    first: dict[str, int] = {}
    checked: list[Row] = []
    for row in rows:
        given = row.cells.get("id", "").strip().lower()
        before = first.setdefault(given, row.number) if given else row.number
        fault = FieldError("/id", "duplicate_id", f"row {before} has the same id, and was taken")
        faults = row.faults if before == row.number else (*row.faults, fault)
        checked.append(Row(row.number, {**row.cells, "id": given} if given else row.cells, faults))
    return checked


def _id_of(row: Row) -> MovieId:
    """The id that the row names, empty without one. Raises ValidationFailed."""
    given = row.cells.get("id", "")
    if given.strip() and not _is_id(given):
        message = "is not an id of a film (a UUID); leave the cell empty to add a film"
        raise ValidationFailed(FieldError("/id", "uuid_parsing", message))
    return MovieId(given.strip())


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _derived_id(order: Order, row: Row) -> MovieId:
    """The same for the same row of the same import, so that a chunk that comes twice adds each film once."""
    return MovieId(str(uuid5(NAMESPACE_URL, f"{order.import_id}/{row.number}")))
