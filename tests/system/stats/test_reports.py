"""Reports, histories and dead letters through the gateway: what was rented is counted, read in every form, and kept."""

import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest

from api_client import ApiClient, eventually, problem
from videoclub_local.deploy.stack import Stack


@pytest.fixture(scope="module")
def anyone(platform) -> ApiClient:
    return ApiClient(platform.https_api_url, verify=platform.tls)


@pytest.fixture(scope="module")
def admin(anyone, platform) -> ApiClient:
    return anyone.sign_in(**platform.logins["admin"])


@pytest.fixture(scope="module")
def outputs(platform) -> dict[str, str]:
    return Stack(platform.aws).outputs()


@pytest.fixture
def customer(anyone) -> ApiClient:
    return anyone.sign_up()


def days_ago(days: int) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).date().isoformat()


def test_a_day_of_the_demo_is_reported_from_rental_itself_in_every_form(admin, platform):
    # Given
    day = days_ago(10)

    # When
    made = platform.run_job("stats-bot", period=day)
    report = admin.get(f"/reports/{day}").json()

    # Then
    assert (made["period"], made["closed"], made["rentals"]) == (day, True, report["rentals"])
    assert report["rentals"] > 0
    assert report["differences"] == {"missing_events": 0, "missing_cancellations": 0, "unknown_to_rental": 0}
    assert sum(genre["rentals"] for genre in report["genres"]) == report["rentals"]
    assert "unknown" not in {genre["genre"] for genre in report["genres"]}
    assert "unknown" not in {country["country"] for country in report["countries"]}
    page = admin.get(f"/reports/{day}", headers={"Accept": "text/html", "Accept-Language": "fr"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="fr">' in page.text
    assert report["movies"][0]["title"]["fr"].replace("'", "&#x27;") in page.text
    table = admin.get(f"/reports/{day}", headers={"Accept": "text/csv"})
    assert table.text.startswith("period,section,")
    assert problem(admin.get(f"/reports/{day}", headers={"Accept": "image/png"})) == (406, "not-acceptable")
    # And made again it is the same to the byte
    before = admin.get(f"/reports/{day}").content
    platform.run_job("stats-bot", period=day)
    assert admin.get(f"/reports/{day}").content == before


def test_a_week_asked_for_is_made_with_its_days(admin):
    # Given
    year, week, _ = (datetime.now(UTC) - timedelta(days=14)).isocalendar()
    period = f"{year}-W{week:02}"

    # When
    asked = admin.post("/reports", {"period": period})
    report = eventually(lambda: _found(admin.get(f"/reports/{period}")), timeout_s=120)

    # Then
    assert (asked.status_code, asked.headers["location"]) == (202, asked.json()["links"]["report"])
    assert (report["closed"], report["days_reported"], len(report["days"])) == (True, 7, 7)
    listed = eventually(lambda: admin.get("/reports?kind=week").json()["items"])
    assert period in {item["period"] for item in listed}
    days = [admin.get(f"/reports/{line['day']}").json() for line in report["days"]]
    assert report["rentals"] == sum(day["rentals"] for day in days)


def _found(answer):
    return answer.json() if answer.status_code == 200 else None


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("soon", (400, "validation-error")),
        ("2026-W60", (400, "validation-error")),
        ("2900-01-01", (400, "validation-error")),
        ("2001-01-01", (404, "not-found")),
    ],
)
def test_periods_that_have_no_report_are_refused(admin, period, expected):
    assert problem(admin.get(f"/reports/{period}")) == expected
    if expected[0] == 400:
        assert problem(admin.post("/reports", {"period": period})) == expected


def test_what_a_customer_rents_is_in_their_history_and_in_the_films_days(customer, anyone, admin):
    # Given
    movie = anyone.find_movie("nosferatu")
    today = {datetime.now(UTC).date().isoformat()}
    rental = customer.rent(movie["id"]).json()

    # When
    [seen] = eventually(lambda: customer.get("/me/history").json()["items"])
    stats = admin.get(f"/movies/{movie['id']}/stats").json()

    # Then
    assert (seen["rental_id"], seen["movie_id"], seen["completed"]) == (rental["id"], movie["id"], False)
    assert anyone.sign_up().get("/me/history").json()["items"] == []
    today.add(datetime.now(UTC).date().isoformat())
    assert today & {day["day"] for day in stats["days"]}
    assert problem(admin.get(f"/movies/{movie['id']}/stats?first_day=soon")) == (400, "validation-error")


def test_an_event_that_cannot_be_taken_in_becomes_a_dead_letter_and_is_sent_again(admin, platform, outputs):
    # Given a letter that no consumer takes, already dead
    sqs, queue_url = platform.aws.client("sqs"), outputs["StatsDeadLettersUrl"]
    detail = {"type": "rental.exploded", "event_id": "e-1", "customer_id": "somebody"}
    sqs.send_message(QueueUrl=queue_url, MessageBody=json.dumps({"detail": detail}))

    # When
    listed = eventually(lambda: _letters(admin))
    redriven = admin.post("/stats/dead-letter-redrives")

    # Then
    assert (listed["count"], listed["items"][0]["type"]) == (1, "rental.exploded")
    assert "somebody" not in json.dumps(listed)
    assert (redriven.status_code, redriven.json()["count"]) == (202, 1)
    eventually(lambda: admin.get("/stats/dead-letters").json()["count"] == 0)


def _letters(admin):
    listed = admin.get("/stats/dead-letters").json()
    return listed if listed["items"] else None


def test_all_histories_lie_on_s3_as_columns(platform, outputs):
    # When
    made = platform.run_job("stats-snapshot")

    # Then
    s3, bucket = platform.aws.client("s3"), outputs["HistoriesBucketName"]
    manifest = json.loads(s3.get_object(Bucket=bucket, Key="histories/manifest.json")["Body"].read())
    assert manifest["viewings"] == made["viewings"] > 100
    shard = manifest["shards"][0]
    content = s3.get_object(Bucket=bucket, Key=f"histories/{shard['key']}")["Body"].read()
    assert gzip.decompress(content).startswith(b"VCHIST01")


def test_the_sweep_runs(platform):
    assert platform.run_job("stats-sweep") == {"events": 0, "hours": 0, "staged_rentals": 0}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/reports"),
        ("POST", "/reports"),
        ("GET", "/reports/2026-11-21"),
        ("GET", "/movies/m/stats"),
        ("GET", "/stats/dead-letters"),
        ("POST", "/stats/dead-letter-redrives"),
    ],
)
def test_admins_alone_may(customer, anyone, method, path):
    assert problem(customer.call(method, path, json={"period": "2026-11-21"})) == (403, "forbidden")
    assert problem(anyone.call(method, path, json={"period": "2026-11-21"})) == (401, "unauthenticated")
