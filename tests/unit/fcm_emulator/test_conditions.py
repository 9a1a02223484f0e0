import pytest

from fcm_emulator.conditions import ConditionError, parse_condition


@pytest.mark.parametrize(
    ("text", "topics", "expected"),
    [
        ("'a' in topics", {"a"}, True),
        ("'a' in topics", {"b"}, False),
        ("!('a' in topics)", set(), True),
        ("!!('a' in topics)", {"a"}, True),
        ("'a' in topics && 'b' in topics", {"a"}, False),
        ("'a' in topics || 'b' in topics", {"b"}, True),
        ("'a' in topics && ('b' in topics || !('c' in topics))", {"a"}, True),
        ("'a' in topics && ('b' in topics || !('c' in topics))", {"a", "c"}, False),
        # && binds more tightly than ||
        ("'a' in topics || 'b' in topics && 'c' in topics", {"a"}, True),
        ("('a' in topics || 'b' in topics) && 'c' in topics", {"a"}, False),
        ("  'movies.added'   in topics  ", {"movies.added"}, True),
    ],
)
def test_a_condition_is_evaluated_against_the_topics_of_one_instance(text, topics, expected):
    assert parse_condition(text).matches(topics) is expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a in topics",
        "'a'",
        "'a' in topic",
        "'a' in topics &&",
        "'a' in topics & 'b' in topics",
        "('a' in topics",
        "'a' in topics)",
        "'a' in topics 'b' in topics",
        "'a b' in topics",
        "'' in topics",
        "not 'a' in topics",
        '"a" in topics',
        "App == 'br.com.aptor.model'",
        "!" * 1000 + "('a' in topics)",
        "(" * 100_000 + "'a' in topics",
    ],
)
def test_what_does_not_follow_the_grammar_is_refused(text):
    with pytest.raises(ConditionError, match="Invalid condition expression provided"):
        parse_condition(text)


def test_five_topics_are_allowed_and_six_are_not():
    # Given
    five = " || ".join(f"'t{number}' in topics" for number in range(5))

    # Then
    assert parse_condition(five).topics == {"t0", "t1", "t2", "t3", "t4"}
    with pytest.raises(ConditionError, match="at most 5 topics"):
        parse_condition(f"{five} || 't5' in topics")
