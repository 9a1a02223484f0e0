import pytest

from fcm_emulator.subscriptions import Subscriptions

PHONE, TABLET = "phone:APA91bx", "tablet:APA91bx"


@pytest.fixture
def subscriptions():
    kept = Subscriptions(None)
    yield kept
    kept.close()


def test_who_listens_to_a_topic(subscriptions):
    # When
    assert subscriptions.subscribe(PHONE, "a")
    assert subscriptions.subscribe(TABLET, "a")
    assert subscriptions.subscribe(PHONE, "b")
    assert not subscriptions.subscribe(PHONE, "a")

    # Then
    assert subscriptions.of_topic("a") == (PHONE, TABLET)
    assert subscriptions.topics_by_registration() == {PHONE: {"a", "b"}, TABLET: {"a"}}
    assert subscriptions.count() == 3


def test_one_that_unsubscribed_stays_known(subscriptions):
    # Given
    subscriptions.subscribe(PHONE, "a")

    # Then
    assert subscriptions.unsubscribe(PHONE, "a")
    assert not subscriptions.unsubscribe(PHONE, "a")
    assert subscriptions.of_topic("a") == ()
    assert subscriptions.topics_by_registration() == {PHONE: set()}


def test_a_dead_registration_has_no_topics_until_it_registers_anew(subscriptions):
    # Given
    subscriptions.subscribe(PHONE, "a")

    # When
    subscriptions.kill(PHONE)

    # Then
    assert subscriptions.is_dead(PHONE)
    assert subscriptions.of_topic("a") == ()
    assert subscriptions.topics_by_registration() == {}
    subscriptions.register(PHONE)
    assert not subscriptions.is_dead(PHONE)
    assert subscriptions.topics_by_registration() == {PHONE: set()}


def test_subscriptions_outlive_the_process(tmp_path):
    # Given
    before = Subscriptions(tmp_path / "subscriptions.sqlite3")
    before.subscribe(PHONE, "a")
    before.kill(TABLET)
    before.close()

    # When
    after = Subscriptions(tmp_path / "subscriptions.sqlite3")

    # Then
    assert after.of_topic("a") == (PHONE,)
    assert after.is_dead(TABLET)
    after.close()
