import threading
from itertools import islice

from fcm_emulator.inbox import Inbox, Selection

EVERYTHING = Selection()
NOON = 1_795_348_800.0


def deliver(inbox: Inbox, topic: str = "t", recipients: tuple[str, ...] = ()) -> int:
    return inbox.deliver("demo", "topic", topic, recipients, {"topic": topic}).id


def test_ids_grow_even_while_the_clock_stands_still_or_goes_back():
    # Given
    moments = iter([NOON, NOON, NOON - 60])
    inbox = Inbox(clock=lambda: next(moments))

    # When
    ids = [deliver(inbox) for _ in range(3)]

    # Then
    assert ids == [int(NOON * 1_000_000) + offset for offset in range(3)]


def test_the_oldest_make_room_for_new_ones():
    # Given
    inbox = Inbox(capacity=2)

    # When
    ids = [deliver(inbox) for _ in range(3)]

    # Then
    assert [delivery.id for delivery in inbox.select(EVERYTHING)] == ids[1:]


def test_a_selection_by_topic_token_and_since():
    # Given
    inbox = Inbox()
    first = deliver(inbox, "a", ("phone",))
    second = deliver(inbox, "b", ("phone", "tablet"))
    third = deliver(inbox, "a", ("tablet",))

    # Then
    def ids(selection: Selection, since: int = 0) -> list[int]:
        return [delivery.id for delivery in inbox.select(selection, since)]

    assert ids(Selection(topic="a")) == [first, third]
    assert ids(Selection(token="phone")) == [first, second]
    assert ids(Selection(topic="a", token="tablet")) == [third]
    assert ids(EVERYTHING, since=first) == [second, third]


def test_a_delivery_as_json():
    # Given
    inbox = Inbox(clock=lambda: NOON)

    # When
    delivery = inbox.deliver("demo", "token", "a:APA91bx", ("a:APA91bx",), {"token": "a:APA91bx", "data": {"k": "v"}})

    # Then
    assert delivery.as_json() == {
        "id": 1_795_348_800_000_000,
        "name": "projects/demo/messages/1795348800000000",
        "received_at": "2026-11-22T12:00:00.000000Z",
        "project": "demo",
        "target": {"token": "a:APA91bx"},
        "recipients": ["a:APA91bx"],
        "message": {"token": "a:APA91bx", "data": {"k": "v"}},
    }


def test_a_follower_gets_what_was_there_and_what_comes_later():
    # Given
    inbox = Inbox()
    before = deliver(inbox, "a")
    deliver(inbox, "another topic")
    follower = inbox.follow(Selection(topic="a"), since=0, pause_seconds=10)
    assert (first := next(follower))
    assert first.id == before

    # When
    received: list[int] = []
    reader = threading.Thread(target=lambda: received.extend(d.id for d in islice(follower, 2) if d))
    reader.start()
    later = [deliver(inbox, "a"), deliver(inbox, "a")]
    reader.join(5)

    # Then
    assert received == later


def test_a_follower_is_told_of_silence_and_survives_a_cleared_inbox():
    # Given
    inbox = Inbox()
    follower = inbox.follow(EVERYTHING, since=deliver(inbox), pause_seconds=0.01)

    # Then
    assert next(follower) is None
    inbox.clear()
    assert next(follower) is None
    after = deliver(inbox)
    assert next(delivery for delivery in follower if delivery).id == after
