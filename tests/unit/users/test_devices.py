"""Where somebody is signed in."""


def test_devices_are_listed_and_the_current_one_is_marked(club):
    # Given
    person = club.sign_up()
    club.sign_in(person, headers={"User-Agent": "Television"})
    token = club.sign_in(person, headers={"User-Agent": "Telephone"}).json["access_token"]
    club.sign_in(club.sign_up(), headers={"User-Agent": "Somebody else's"})

    # When
    answer = club.call("GET", "/sessions", token=token)

    # Then
    assert answer.status == 200
    devices = {item["device"]: item["current"] for item in answer.json["items"]}
    assert devices == {"Telephone": True, "Television": False}
    assert {"id", "created_at", "last_used_at", "expires_at"} <= answer.json["items"][0].keys()
    stored = next(iter(club.sessions.kept.values()))
    assert stored.token_hash.hex() not in answer.text


def test_devices_come_page_by_page(club):
    # Given
    person = club.sign_up()
    tokens = [club.sign_in(person).json["access_token"] for _ in range(5)]
    seen, query = [], {"limit": "2"}

    # When
    while query:
        page = club.call("GET", "/sessions", query=query, token=tokens[0]).json
        seen += [item["id"] for item in page["items"]]
        cursor = page.get("next", "").partition("cursor=")[2]
        query = {"limit": "2", "cursor": cursor} if cursor else None

    # Then
    assert len(seen) == len(set(seen)) == 5


def test_a_cursor_is_good_for_its_own_list_only(club):
    # Given
    people = [club.sign_up() for _ in range(2)]
    tokens = [club.sign_in(person).json["access_token"] for person in people for _ in range(2)]
    page = club.call("GET", "/sessions", query={"limit": "1"}, token=tokens[0]).json
    cursor = page["next"].partition("cursor=")[2]

    # When
    foreign = club.call("GET", "/sessions", query={"cursor": cursor}, token=tokens[2])

    # Then
    assert (foreign.status, foreign.json["errors"][0]["pointer"]) == (400, "/cursor")


def test_signing_out_everywhere_leaves_no_device_and_nobody_else_alone(club):
    # Given
    person, other = club.sign_up(), club.sign_up()
    sessions = [club.sign_in(person).json for _ in range(3)]
    others = club.sign_in(other).json

    # When
    answer = club.call("DELETE", "/sessions", token=sessions[0]["access_token"])

    # Then
    assert (answer.status, answer.text) == (204, "")
    refreshed = [
        club.call("POST", "/sessions/refresh", body={"refresh_token": each["refresh_token"]}).status
        for each in [*sessions, others]
    ]
    assert refreshed == [401, 401, 401, 201]
    assert club.call("GET", "/sessions", token=sessions[0]["access_token"]).json["items"] == []
