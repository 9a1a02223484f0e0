"""The catalogue goes out as CSV and comes in again, and nothing is lost on the way."""

import csv
import io

from .conftest import EXPORT_MOVIES_MAX, Exchange


def records(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


class TestExport:
    def test_what_goes_out_comes_in_and_changes_nothing(self, exchange: Exchange):
        # Given films with everything that a cell may hold
        exchange.shop.add(
            title={"en": " =HYPERLINK(1) ", "fr": '-Le "Kid", dit l\'autre'},
            original_title="'@kid",
            synopsis={"en": "+ a\r\nb\rc\td", "fr": "\ufeffé; à"},
            directors=[{"name": "A | B = C \\"}, {"name": "-Dash"}],
            cast=[{"name": "=Jackie", "character": "The | kid = he"}, {"name": "D"}],
            countries=["US"],
            languages=["en", "fr"],
            rental_terms={"start_within": "P7D", "watch_within": "PT90M"},
        )
        exchange.shop.archive(exchange.shop.add().json["id"])
        before, told = dict(exchange.shop.movies.movies), len(exchange.shop.outbox.rows)

        # When
        text = exchange.export().text
        answer = exchange.post(body=text.encode())

        # Then
        assert [item["outcome"] for item in answer.json["items"]] == ["unchanged"] * 2
        assert [item["changed"] for item in answer.json["items"]] == [[], []]
        assert exchange.shop.movies.movies == before
        assert len(exchange.shop.outbox.rows) == told
        assert exchange.export().text == text

    def test_what_goes_out_makes_the_same_film_again(self, exchange: Exchange):
        # Given
        exchange.shop.add(cast=[{"name": "Jackie | Coogan", "character": "=Kid"}], synopsis={"fr": "-é\n"})
        [row] = records(exchange.export().text)
        exchange.shop.movies.movies.clear()

        # When the row comes in without its id
        answer = exchange.post(body=exchange.export().text.encode() + _line(row | {"id": ""}))

        # Then
        assert answer.json["items"][0]["status"] == 201
        [again] = records(exchange.export().text)
        assert again | {"id": row["id"]} == row

    def test_is_csv_that_a_spreadsheet_shows_and_does_not_compute(self, exchange: Exchange):
        # Given
        exchange.shop.add(title={"en": "=1+1"}, cast=[{"name": "@x"}])
        exchange.shop.archive(exchange.shop.add(title={"en": "Zorro"}).json["id"])

        # When
        answer = exchange.export()

        # Then
        assert (answer.status, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
        shown = records(answer.text)
        assert [(row["title_en"], row["archived"]) for row in shown] == [("'=1+1", "false"), ("Zorro", "true")]
        assert shown[0]["cast"] == "'@x"

    def test_of_no_films_is_a_header(self, exchange: Exchange):
        assert exchange.export().text.startswith("id,title_en,title_fr,")

    def test_that_is_too_large_for_an_answer_is_a_link(self, exchange: Exchange):
        # Given
        exchange.shop.add(synopsis={"en": "x" * 2000})

        # When
        answer = exchange.export()

        # Then
        assert (answer.status, answer.headers["location"]) == (303, answer.json["url"])
        assert answer.headers["content-type"] == "application/json"
        assert answer.json["movies"] == 1
        assert answer.json["url"].endswith(".csv?expires_in=900")
        [content] = exchange.files.files.values()
        assert records(content.decode())[0]["title_en"] == "The Kid"

    def test_of_some_years(self, exchange: Exchange):
        # Given
        for year in (1921, 1922, 1923, 1924):
            exchange.shop.add(year=year)

        # When
        some = exchange.export(query={"year_min": "1922", "year_max": "1923"})

        # Then
        assert {row["year"] for row in records(some.text)} == {"1922", "1923"}
        assert exchange.export(query={"year_min": "1700"}).json["errors"][0]["pointer"] == "/year_min"

    def test_of_more_films_than_one_export_holds_is_refused(self, exchange: Exchange):
        # Given
        for year in range(1921, 1922 + EXPORT_MOVIES_MAX):
            exchange.shop.add(year=year)

        # When
        answer = exchange.export()

        # Then
        assert (answer.status, answer.json["code"]) == (400, "validation-error")
        assert answer.json["errors"][0]["code"] == "too_many_movies"
        assert len(records(exchange.export(query={"year_min": "1922"}).text)) == EXPORT_MOVIES_MAX


def _line(cells: dict[str, str]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerow(cells.values())
    return file.getvalue().encode()
