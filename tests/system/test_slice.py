"""A film is rented through all five services, through the gateway."""

from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest

from api_client import ApiClient, eventually, problem
from canaries import canary


@pytest.fixture(scope="session")
def anyone(platform) -> ApiClient:
    return ApiClient(platform.https_api_url, verify=platform.tls)


@pytest.fixture
def customer(anyone) -> ApiClient:
    return anyone.sign_up()


@pytest.fixture(scope="session")
def admin(anyone, platform) -> ApiClient:
    return anyone.sign_in(**platform.logins["admin"])


@pytest.fixture(scope="session")
def nosferatu(anyone) -> dict:
    return anyone.find_movie("nosferatu")


def started_session(customer: ApiClient, rental_id: str, device: str = "tv") -> httpx.Response:
    body = {"device_id": device, "device_name": device.upper(), "confirm_start": True}
    return customer.post(f"/rentals/{rental_id}/playback-sessions", body)


def test_the_demo_logins_sign_in(anyone, platform):
    roles = {name: anyone.sign_in(**login).get("/me").json()["roles"] for name, login in platform.logins.items()}
    assert roles["customer"] == ["customer"]
    assert "admin" in roles["admin"]
    assert "developer" in roles["developer"]


def test_plain_http_serves_the_same_api(platform, nosferatu):
    assert ApiClient(platform.api_url).get(f"/movies/{nosferatu['id']}").json()["id"] == nosferatu["id"]


class TestAccounts:
    def test_an_account_is_taken_once(self, anyone):
        account = {"email": f"{uuid4()}@example.org", "password": canary(), "display_name": canary()}
        first = anyone.post("/accounts", account)
        assert first.status_code == 201
        assert first.json()["roles"] == ["customer"]
        assert problem(anyone.post("/accounts", account)) == (409, "email-taken")

    def test_a_wrong_password_and_an_unknown_address_look_alike(self, anyone, platform):
        email = platform.logins["customer"]["email"]
        wrong = anyone.post("/sessions", {"email": email, "password": "not this one"})
        unknown = anyone.post("/sessions", {"email": f"{uuid4()}@example.org", "password": "not this one"})
        assert problem(wrong) == problem(unknown) == (401, "invalid-credentials")

    def test_a_refresh_token_works_once_and_its_reuse_ends_the_session(self, anyone):
        account = {"email": f"{uuid4()}@example.org", "password": canary(), "display_name": canary()}
        anyone.post("/accounts", account)
        first = anyone.post("/sessions", {"email": account["email"], "password": account["password"]}).json()
        second = anyone.post("/sessions/refresh", {"refresh_token": first["refresh_token"]})
        third = anyone.post("/sessions/refresh", {"refresh_token": second.json()["refresh_token"]})
        assert (second.status_code, third.status_code) == (201, 201)
        reused = anyone.post("/sessions/refresh", {"refresh_token": first["refresh_token"]})
        assert problem(reused) == (401, "unauthenticated")
        latest = anyone.post("/sessions/refresh", {"refresh_token": third.json()["refresh_token"]})
        assert problem(latest) == (401, "unauthenticated")


class TestCatalogue:
    @pytest.mark.parametrize("words", ["Nosferatu", "nosfer", "nosfreatu", "NOSFÉRATU", "murnau nosferatu"])
    def test_a_film_is_found_though_mistyped(self, anyone, words):
        assert anyone.find_movie(words)["title"]["en"].startswith("Nosferatu")

    def test_a_film_has_the_whole_answer(self, anyone, nosferatu):
        movie = anyone.get(f"/movies/{nosferatu['id']}").json()
        assert [person["name"] for person in movie["directors"]] == ["F. W. Murnau"]
        assert movie["rental_terms"] == {"start_within": "P30D", "watch_within": "PT48H"}
        assert movie["price"]["currency"] == "EUR"
        assert set(movie["synopsis"]) == {"en", "fr"}

    def test_its_poster_is_served_by_the_gateway(self, platform, nosferatu):
        poster = httpx.get(nosferatu["poster_url"])
        assert poster.status_code == 200
        assert poster.headers["content-type"].startswith("image/svg+xml")

    def test_a_known_entity_tag_is_not_modified(self, anyone, nosferatu):
        first = anyone.get(f"/movies/{nosferatu['id']}")
        again = anyone.get(f"/movies/{nosferatu['id']}", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")

    def test_all_films_are_paged_without_doubles(self, anyone):
        seen, url = [], "/movies?limit=50&sort=title"
        while url:
            page = anyone.get(url).json()
            seen += [movie["id"] for movie in page["items"]]
            url = page["next"].partition("/v1")[2] if "next" in page else None
        assert len(seen) == len(set(seen)) >= 112

    def test_a_film_added_reaches_developers_and_can_be_rented(self, admin, customer, platform):
        # Given a film that an admin adds
        title = f"The {uuid4().hex[:12]}"
        added = admin.post(
            "/movies",
            {
                "title": {"en": title},
                "year": 1921,
                "runtime_min": 70,
                "genres": ["comedy"],
                "price": {"amount": "2.49", "currency": "EUR"},
                "directors": [{"name": "Mabel Normand"}],
            },
        )
        assert added.status_code == 201, added.text

        # Then its notification arrives on the topic
        def delivered():
            inbox = httpx.get(f"{platform.fcm_inbox_url}/_inbox", params={"topic": "movies.added"}).json()
            entries = inbox["items"] if "items" in inbox else inbox["messages"]
            return [e["message"]["data"] for e in entries if e["message"]["data"]["movie_id"] == added.json()["id"]]

        [data] = eventually(delivered)
        assert (data["type"], data["title"]) == ("movies.added", title)
        # And customers can rent it
        assert customer.rent(added.json()["id"]).status_code == 201

    def test_an_archived_film_is_hidden_and_not_rented(self, admin, customer):
        film = {
            "title": {"en": f"Gone {uuid4().hex[:10]}"},
            "year": 1922,
            "runtime_min": 60,
            "genres": ["drama"],
            "price": {"amount": "1.99", "currency": "EUR"},
        }
        movie_id = admin.post("/movies", film).json()["id"]
        rental = customer.rent(movie_id).json()
        assert admin.delete(f"/movies/{movie_id}").status_code == 204
        assert problem(customer.rent(movie_id, key="after")) in {(409, "movie-archived"), (409, "already-rented")}
        found = customer.get("/movies", params={"q": film["title"]["en"]}).json()["items"]
        assert movie_id not in [movie["id"] for movie in found]
        # What was rented before goes on
        assert started_session(customer, rental["id"]).status_code == 201


class TestRenting:
    def test_refusals_are_named(self, customer, nosferatu):
        movie_id = nosferatu["id"]
        assert problem(customer.rent(movie_id, payment_method="test-declined")) == (402, "payment-declined")
        moved = customer.rent(movie_id, expected_price={"amount": "0.01", "currency": "EUR"})
        assert problem(moved) == (409, "price-changed")
        assert moved.json()["price"] == nosferatu["price"]
        assert customer.rent(movie_id, payment_method="test-timeout").status_code == 201
        again = customer.rent(movie_id)
        assert problem(again) == (409, "already-rented")
        no_key = customer.post("/rentals", {"movie_id": movie_id, "payment_method": "test-ok"})
        assert problem(no_key) == (400, "idempotency-key-required")

    def test_another_customers_rental_looks_like_none(self, customer, anyone, nosferatu):
        rental = customer.rent(nosferatu["id"]).json()
        stranger = anyone.sign_up()
        assert problem(stranger.get(f"/rentals/{rental['id']}")) == (404, "not-found")
        assert problem(started_session(stranger, rental["id"])) == (404, "not-found")


class TestPlaying:
    def test_a_film_plays_seeks_and_resumes(self, customer, anyone, nosferatu):
        # Given a rental
        rental = customer.rent(nosferatu["id"]).json()
        before = customer.get(f"/rentals/{rental['id']}/playback").json()
        assert before["will_start_watch_window"]
        unconfirmed = customer.post(f"/rentals/{rental['id']}/playback-sessions", {"device_id": "tv"})
        assert problem(unconfirmed) == (409, "start-not-confirmed")
        # When it is played
        session = started_session(customer, rental["id"]).json()
        # Then its media seek, and only with their signature
        part = httpx.get(session["media"]["url"], headers={"Range": "bytes=100-199"})
        assert (part.status_code, len(part.content)) == (206, 100)
        assert part.headers["content-range"].startswith("bytes 100-199/")
        forged = httpx.get(session["media"]["url"].replace("X-Amz-Expires=", "X-Amz-Expires=9"))
        assert forged.status_code == 403
        assert httpx.get(session["captions"][0]["url"]).text.startswith("WEBVTT")
        # And heartbeats keep the position and the count of viewers
        beat = customer.put(f"/playback-sessions/{session['id']}", {"position_s": 17, "state": "playing"})
        assert beat.json()["position_s"] == 17
        assert anyone.get(f"/movies/{nosferatu['id']}/watching").json()["count"] >= 1
        in_the_way = started_session(customer, rental["id"], device="phone")
        assert problem(in_the_way) == (409, "stream-limit-reached")
        assert in_the_way.json()["active"][0]["session_id"] == session["id"]
        # When another device takes over, it goes on where the first one was
        body = {"device_id": "phone", "take_over": session["id"]}
        second = customer.post(f"/rentals/{rental['id']}/playback-sessions", body)
        assert second.json()["position_s"] == 17
        late = customer.put(f"/playback-sessions/{session['id']}", {"position_s": 18, "state": "playing"})
        assert problem(late) == (410, "session-ended")
        assert customer.get("/me/continue-watching").json()["items"][0]["rental_id"] == rental["id"]
        assert customer.delete(f"/playback-sessions/{second.json()['id']}").status_code == 204


class TestStatsAndSuggestions:
    def test_a_rental_reaches_the_history_the_report_and_the_suggestions(self, customer, admin, platform, nosferatu):
        # Given a film rented and watched
        rental = customer.rent(nosferatu["id"]).json()
        session = started_session(customer, rental["id"]).json()
        customer.put(f"/playback-sessions/{session['id']}", {"position_s": 3, "state": "paused"})

        # Then its customer finds it in the history
        def in_history():
            items = customer.get("/me/history").json()["items"]
            return [item for item in items if item["movie_id"] == nosferatu["id"]]

        eventually(in_history)
        # When the bot reports on today and the suggestions are made anew
        today = datetime.now(UTC).date().isoformat()
        assert platform.run_job("stats-bot", period=today)
        assert platform.run_job("suggestions")
        # Then an admin reads of the rental, and the customer has suggestions with a reason
        report = admin.get(f"/reports/{today}").json()
        assert report["period"] == today
        assert nosferatu["id"] in str(report)
        suggestions = customer.get("/me/suggestions").json()
        assert suggestions["source"] == "personal"
        assert suggestions["items"]
        assert nosferatu["id"] not in [item["movie"]["id"] for item in suggestions["items"]]
        assert all(item["reason"]["text"] for item in suggestions["items"])
        assert httpx.get(suggestions["items"][0]["movie"]["poster_url"]).status_code == 200
        assert "because_you_watched" in {item["reason"]["kind"] for item in suggestions["items"]}

    def test_a_report_can_be_asked_for(self, admin):
        today = datetime.now(UTC).date().isoformat()
        asked = admin.post("/reports", {"period": today})
        assert asked.status_code == 202
        eventually(lambda: admin.get(f"/reports/{today}").status_code == 200)

    def test_reports_are_for_admins(self, customer, anyone):
        assert problem(customer.get("/reports")) == (403, "forbidden")
        assert problem(anyone.get("/reports")) == (401, "unauthenticated")


class TestTheGateway:
    def test_every_part_is_healthy(self, anyone):
        health = anyone.get("/health")
        assert health.status_code == 200
        services = {service["name"]: service for service in health.json()["services"]}
        assert set(services) == {"users", "movies", "rental", "suggestions", "stats"}
        assert all(store["reachable"] for service in services.values() for store in service["stores"])

    def test_serves_the_frontend_and_the_apis_own_pages(self, platform):
        page = httpx.get(platform.site_url)
        assert page.status_code == 200
        assert "<title>Vidéoclub</title>" in page.text
        script = page.text.partition('src="./')[2].partition('"')[0]
        assert httpx.get(platform.site_url + script).headers["content-type"].startswith("text/javascript")
        assert httpx.get(f"{platform.api_url}/openapi.json").json()["openapi"] == "3.1.0"
        assert "already-rented" in httpx.get(f"{platform.api_url}/problems/already-rented").text
        assert "/rentals" in httpx.get(f"{platform.api_url}/docs").text

    @pytest.mark.parametrize(
        ("method", "path", "options", "expected"),
        [
            ("POST", "/accounts", {"json": {"email": 1}}, (400, "validation-error")),
            ("POST", "/accounts", {"json": {"surprise": True}}, (400, "validation-error")),
            (
                "POST",
                "/accounts",
                {"content": b"{", "headers": {"Content-Type": "application/json"}},
                (400, "validation-error"),
            ),
            (
                "POST",
                "/accounts",
                {"content": b"a=b", "headers": {"Content-Type": "text/plain"}},
                (415, "unsupported-media-type"),
            ),
            ("POST", "/accounts", {"json": {"display_name": "x" * 300_000}}, (413, "payload-too-large")),
            ("GET", "/movies?limit=0", {}, (400, "validation-error")),
            ("GET", "/movies?surprise=1", {}, (400, "validation-error")),
            ("GET", "/movies?cursor=garbage", {}, (400, "validation-error")),
            ("GET", "/movies/nothing", {}, (404, "not-found")),
            ("GET", "/me", {}, (401, "unauthenticated")),
            ("GET", "/rentals", {"headers": {"Authorization": "Bearer garbage"}}, (401, "unauthenticated")),
        ],
    )
    def test_bad_input_is_refused_by_name(self, anyone, method, path, options, expected):
        assert problem(anyone.call(method, path, **options)) == expected
