"""Films go out and come in as CSV through the gateway; large files in chunks, by a worker."""

import csv
import gzip
import io
from uuid import uuid4

import httpx
import pytest

from api_client import ApiClient, eventually, problem

HEADER = "id,title_en,year,runtime_min,genres,price,cast\n"
LARGE = 450
"""Rows of an import that does not fit one request."""
WORK_TIMEOUT_S = 120


@pytest.fixture(scope="module")
def admin(platform) -> ApiClient:
    return ApiClient(platform.https_api_url, verify=platform.tls).sign_in(**platform.logins["admin"])


def imported(admin: ApiClient, content: str | bytes, query: str = "", **headers: str) -> httpx.Response:
    sent = {"Content-Type": "text/csv"} | {name.replace("_", "-"): value for name, value in headers.items()}
    body = content.encode() if isinstance(content, str) else content
    return admin.call("POST", f"/movie-imports{query}", content=body, headers=sent)


def exported(admin: ApiClient) -> dict[str, dict[str, str]]:
    answer = admin.get("/movie-exports")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = csv.DictReader(io.StringIO(answer.content.decode(), newline=""))
    return {row["id"]: row for row in rows}


def finished(admin: ApiClient, answer: httpx.Response) -> dict:
    assert answer.status_code == 202, answer.text
    path = f"/movie-imports/{answer.json()['id']}"

    def progress():
        now = admin.get(path).json()
        return now if now["state"] == "finished" else None

    return eventually(progress, timeout_s=WORK_TIMEOUT_S)


def test_a_film_comes_in_goes_out_and_changes(admin):
    # Given a film that would be computed by a spreadsheet, and one that is none
    name = f"=Zoë {uuid4()}"
    row = f'"{name}",1921,68,comedy,2.49,"A \\| B=The ""kid"""'

    # When
    first = imported(admin, f"{HEADER},{row}\n,,1500,68,nonsense,2.49,\n")

    # Then
    assert first.status_code == 207
    added, refused = first.json()["items"]
    assert (added["row"], added["status"], refused["row"], refused["status"]) == (2, 201, 3, 400)
    assert {error["pointer"] for error in refused["errors"]} == {"/title_en", "/year", "/genres"}
    movie = admin.get(f"/movies/{added['id']}")
    assert movie.json()["title"]["en"] == name
    assert movie.json()["cast"][0]["name"] == "A | B"
    out = exported(admin)[added["id"]]
    assert (out["title_en"], out["archived"]) == (f"'{name}", "false")
    # When it comes in again, unchanged and then changed
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, out)
    writer.writeheader()
    writer.writerow(out)
    unchanged = imported(admin, file.getvalue()).json()["items"][0]
    dry = imported(admin, f"id;price\n{added['id']};3.99", "?dry_run=true").json()["items"][0]
    assert admin.get(f"/movies/{added['id']}").headers["etag"] == movie.headers["etag"]
    changed = imported(admin, f"id;price\n{added['id']};3.99").json()["items"][0]
    # Then
    assert unchanged["outcome"] == "unchanged"
    assert dry == changed
    assert changed["changed"] == ["price"]
    assert admin.get(f"/movies/{added['id']}").json()["price"]["amount"] == "3.99"


def test_the_whole_catalogue_goes_out_and_comes_in_unchanged(admin):
    # When
    text = admin.get("/movie-exports").text
    answer = imported(admin, text, "?dry_run=true")

    # Then
    results = answer.json()["items"] if answer.status_code == 207 else finished(admin, answer)["items"]
    assert results
    assert {item["outcome"] for item in results} == {"unchanged"}


def test_a_large_file_is_done_by_workers(admin):
    # Given
    mark = uuid4().hex
    rows = "".join(f",{mark} {number},1921,68,comedy,2.49,\n" for number in range(LARGE))

    # When
    answer = imported(admin, gzip.compress((HEADER + rows + ",,x,,,,\n").encode()), Content_Encoding="gzip")
    done = finished(admin, answer)

    # Then
    assert (done["rows"]["total"], done["rows"]["added"], done["rows"]["failed"]) == (LARGE + 1, LARGE, 1)
    assert [item["row"] for item in done["items"]] == list(range(2, 22))
    assert done["next"]
    failed = admin.get(f"/movie-imports/{done['id']}", params={"failed": "true"}).json()["items"]
    assert [item["row"] for item in failed] == [LARGE + 2]
    # When what is done is asked for again
    retried = admin.post(f"/movie-imports/{done['id']}/retries")
    # Then nothing is
    assert (retried.status_code, retried.json()["state"]) == (202, "finished")
    assert sum(row["title_en"].startswith(mark) for row in exported(admin).values()) == LARGE


def test_the_films_of_some_years_go_out(admin):
    # Given
    title = uuid4().hex
    imported(admin, f"{HEADER},{title},2077,68,comedy,2.49,\n")

    # When
    out = admin.get("/movie-exports?year_min=2077&year_max=2077").text

    # Then
    assert {row["year"] for row in csv.DictReader(io.StringIO(out, newline=""))} == {"2077"}
    assert title in out
    assert problem(admin.get("/movie-exports?year_min=soon")) == (400, "validation-error")


@pytest.mark.parametrize(
    ("body", "media_type", "expected"),
    [
        (b"title_en,year\nA,1921\n", "text/csv", (400, "validation-error")),
        (b"The Kid,1921\n", "text/csv", (400, "validation-error")),
        ("title_en\nHäxan\n".encode("latin-1"), "text/csv", (400, "validation-error")),
        ("title_en\nHäxan\n".encode("utf-16"), "text/csv", (400, "validation-error")),
        (b"{}", "application/json", (415, "unsupported-media-type")),
        (b"id\n", "text/csv; charset=latin1", (415, "unsupported-media-type")),
        (b"x" * (17 * 1024 * 1024), "text/csv", (413, "payload-too-large")),
    ],
    ids=["columns", "header", "latin-1", "utf-16", "json", "charset", "17 MiB"],
)
def test_what_is_no_file_of_films_is_refused_by_name(admin, body, media_type, expected):
    assert problem(imported(admin, body, Content_Type=media_type)) == expected


def test_films_come_and_go_by_admins_only(platform):
    anyone = ApiClient(platform.https_api_url, verify=platform.tls)
    customer = anyone.sign_up()
    assert problem(imported(anyone, HEADER)) == (401, "unauthenticated")
    assert problem(imported(customer, HEADER)) == (403, "forbidden")
    assert problem(customer.get("/movie-exports")) == (403, "forbidden")
    assert problem(customer.get(f"/movie-imports/{uuid4()}")) == (403, "forbidden")
    assert problem(customer.post(f"/movie-imports/{uuid4()}/retries")) == (403, "forbidden")
