"""A request's id and W3C trace go with it wherever it goes, and each piece of work tells how it went in one line."""

import io
import json
import re
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway import call, proxy_event
from videoclub.contracts import ContractModel, Operation
from videoclub.drivers import aws
from videoclub.errors import NotFound, ServiceUnavailable
from videoclub.event_bus import EventBridge
from videoclub.events import RENTAL_EVENT
from videoclub.http import ANYONE, AnswerModel, Call, NoBody, NoQuery, Reply, Routes
from videoclub.http.lambda_app import LambdaApp
from videoclub.internal import Operations
from videoclub.jobs import job
from videoclub.log import logger
from videoclub.queues import batch_consumer, consumer, message_body
from videoclub.relay import LambdaRelay
from videoclub.services import LambdaServices
from videoclub.tracing import Trace, carried, continued, link, refuse, span

TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
SPAN_ID = "00f067aa0ba902b7"
TRACEPARENT = f"00-{TRACE_ID}-{SPAN_ID}-01"


@pytest.fixture
def lines(capsys):
    """What was logged since the last call."""
    return lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_trace_is_continued():
    trace = continued({"request_id": "r-1", "traceparent": TRACEPARENT}, request_id="own")
    assert (trace.request_id, trace.trace_id, trace.parent_id) == ("r-1", TRACE_ID, SPAN_ID)
    assert re.fullmatch(f"00-{TRACE_ID}-[0-9a-f]{{16}}-01", trace.traceparent)
    assert trace.span_id != SPAN_ID


@pytest.mark.parametrize(
    "traceparent",
    [
        None,
        "",
        "somebody@example.com",
        TRACEPARENT.upper(),
        f"ff-{TRACE_ID}-{SPAN_ID}-01",
        f"00-{'0' * 32}-{SPAN_ID}-01",
        f"00-{TRACE_ID}-{'0' * 16}-01",
        f"{TRACEPARENT}-more",
        f"{TRACEPARENT}\n",
        f"00-{TRACE_ID}-{SPAN_ID}",
    ],
)
def test_what_is_no_trace_begins_a_new_one(traceparent):
    trace = continued({"traceparent": traceparent}, request_id="own")
    assert trace.trace_id != TRACE_ID
    assert trace.parent_id is None
    assert continued({"traceparent": trace.traceparent}, request_id="own").trace_id == trace.trace_id


def test_a_later_version_is_read_as_far_as_it_is_known():
    trace = continued({"traceparent": f"cc-{TRACE_ID}-{SPAN_ID}-01-what-comes"}, request_id="own")
    assert (trace.trace_id, trace.traceparent[:3]) == (TRACE_ID, "00-")


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first text ever drawn reads all of Unicode
@given(st.dictionaries(st.sampled_from(["request_id", "traceparent"]), st.text() | st.integers() | st.none()))
def test_no_carrier_breaks_it_nor_brings_in_what_is_no_id(carrier):
    trace = continued(carrier, request_id="own")
    assert re.fullmatch(r"[\w.:/=+-]{1,128}", trace.request_id, re.ASCII)


def test_work_tells_how_it_went_in_one_line_of_metrics(lines):
    # When
    with span("movies", "list_movies", continued({"traceparent": TRACEPARENT}, request_id="r-1")):
        logger("movies").info("looked")
    # Then
    looked, ended = lines()
    assert (ended["event"], ended["level"], ended["service"], ended["operation"]) == (
        "done",
        "info",
        "movies",
        "list_movies",
    )
    for line in (looked, ended):
        assert (line["request_id"], line["trace_id"], line["parent_span_id"]) == ("r-1", TRACE_ID, SPAN_ID)
    [declared] = ended["_aws"]["CloudWatchMetrics"]
    assert declared["Dimensions"] == [["service"], ["service", "operation"]]
    assert {metric["Name"] for metric in declared["Metrics"]} <= set(ended)
    assert ended["Duration"] >= 0
    assert (ended["Failed"], ended["Refused"]) == (0, 0)


def test_metrics_are_told_whatever_the_level_of_logs(monkeypatch, lines):
    monkeypatch.setenv("LOG_LEVEL", "ERROR")
    with span("movies", "list_movies", continued(None, request_id="r-1")):
        logger("movies").info("looked")
    assert [line["event"] for line in lines()] == ["done"]


def test_what_raises_has_failed_and_the_log_has_the_rest(lines):
    with pytest.raises(KeyError), span("movies", "tell", continued(None, request_id="r-1")):
        raise KeyError("x")
    raised, ended = lines()
    assert "KeyError" in raised["exception"]
    assert (ended["event"], ended["Failed"]) == ("failed", 1)


def test_a_refusal_is_no_fault(lines):
    def refuse_caller():
        with span("users", "authorize", continued(None, request_id="r-1")):
            refuse("unauthenticated")
            raise PermissionError

    with pytest.raises(PermissionError):
        refuse_caller()
    [ended] = lines()
    assert (ended["event"], ended["problem"], ended["Failed"], ended["Refused"]) == ("refused", "unauthenticated", 0, 1)


def test_outside_any_work_nothing_is_carried():
    assert carried() == {}


# ------------------------------------------------------------------------------------------ one request, everywhere


class Ask(ContractModel):
    word: str


class Told(ContractModel):
    length: int


class LengthAnswer(AnswerModel):
    length: int


MEASURE = Operation("words", "measure", Ask, Told, raises=(NotFound,))
operations = Operations("words")
routes = Routes("sentences", verifier=lambda: pytest.fail("nobody is asked for a token"))


@operations.serves(MEASURE)
def measure(request: Ask) -> Told:
    if request.word == "missing":
        raise NotFound("No such word.")
    return Told(length=len(request.word))


@routes.route("GET", "/words/{word}", who=ANYONE, answer=LengthAnswer, raises=[NotFound])
def measure_word(call: Call[NoQuery, NoBody]) -> Reply[LengthAnswer]:
    """Measure a word."""
    told = LambdaServices({"words": "words-internal"}).ask(MEASURE, Ask(word=call.path["word"]))
    LambdaRelay("sentences", ("sentences-notify",)).wake()
    return Reply(LengthAnswer(length=told.length))


app = LambdaApp(routes)


class Lambda:
    """Lambda with the function above behind it; keeps the events it is given without being waited for."""

    def __init__(self):
        self.woken: list[dict[str, Any]] = []

    def invoke(self, FunctionName: str, Payload: bytes, InvocationType: str = ""):  # noqa: N803 - as boto3 has it
        event = json.loads(Payload)
        if InvocationType == "Event":
            self.woken.append(event)
            return {}
        return {"Payload": io.BytesIO(json.dumps(operations.handler(event, None)).encode())}


def test_a_request_keeps_its_trace_from_the_gateway_through_services_and_those_they_wake(monkeypatch, lines):
    # Given
    functions = Lambda()
    monkeypatch.setattr(aws, "client", lambda *_, **__: functions)
    event = proxy_event("GET", "/words/{word}", path={"word": "kite"}, headers={"TraceParent": TRACEPARENT})

    @job("sentences")
    def notify(event: dict[str, Any], context: Any) -> int:
        return 1

    # When
    answer = app(event, None)
    notify(functions.woken[0], SimpleNamespace(aws_request_id="lambda's own"))

    # Then
    asked, answered, woken = lines()
    request_id = event["requestContext"]["requestId"]
    assert answer["headers"]["X-Request-Id"] == request_id
    assert answer["headers"]["Traceresponse"] == f"00-{TRACE_ID}-{answered['span_id']}-01"
    assert [line["operation"] for line in (answered, asked, woken)] == ["measure_word", "measure", "notify"]
    assert {line["request_id"] for line in (answered, asked, woken)} == {request_id}
    assert {line["trace_id"] for line in (answered, asked, woken)} == {TRACE_ID}
    assert answered["parent_span_id"] == SPAN_ID
    assert asked["parent_span_id"] == woken["parent_span_id"] == answered["span_id"]
    assert (answered["status"], answered["route"]) == (200, "GET /words/{word}")


def test_a_refusal_of_another_service_is_one_in_both_lines(monkeypatch, lines):
    monkeypatch.setattr(aws, "client", lambda *_, **__: Lambda())
    answer = call(app, "GET", "/words/{word}", path={"word": "missing"})
    assert answer.status == 404
    assert [(line["event"], line["problem"]) for line in lines()] == [("refused", "not-found")] * 2


def test_a_clients_own_request_id_is_not_taken_over():
    # It could be that of somebody else's request
    answer = call(app, "PUT", "/words/{word}", path={"word": "x"}, headers={"X-Request-Id": "forged"})
    assert answer.headers["x-request-id"] not in ("", "forged")


def test_a_path_that_has_no_such_method_is_told_too(lines):
    assert call(app, "PUT", "/words/{word}", path={"word": "x"}).status == 405
    assert lines()[-1]["operation"] == "unrouted"


EVENT = RENTAL_EVENT.validate_python(
    {
        "type": "rental.cancelled",
        "event_id": "e1",
        "occurred_at": "2026-11-21T20:00:00Z",
        "rental_id": "r1",
        "customer_id": "c1",
        "movie_id": "m1",
    }
)


def record(message_id: str, body: str) -> dict[str, Any]:
    return {"messageId": message_id, "body": body, "eventSourceARN": "arn:aws:sqs:eu-west-1:1:stats"}


def test_an_event_carries_the_trace_of_its_request_to_its_consumers(monkeypatch, lines):
    # Given an event that is told within a request, and one that kept its own trace in an outbox
    entries: list[dict[str, Any]] = []
    bus = SimpleNamespace(put_events=lambda Entries: entries.extend(Entries) or {"FailedEntryCount": 0})  # noqa: N803
    monkeypatch.setattr(aws, "client", lambda *_, **__: bus)
    kept = EVENT.model_copy(update={"trace": {"request_id": "r-before", "traceparent": TRACEPARENT}})
    with span("rental", "cancel_rental", continued(None, request_id="r-1")) as cancelling:
        EventBridge("videoclub", "videoclub.rental").publish([EVENT, kept])
    # When they are consumed
    seen: list[dict[str, Any]] = []
    details = [f'{{"detail": {entry["Detail"]}}}' for entry in entries]
    consumer("stats", seen.append)({"Records": [record(f"m-{n}", body) for n, body in enumerate(details)]}, None)
    # Then each is done within its own trace, which is no part of the fact
    of_request, of_outbox = lines()[-2:]
    assert (of_request["request_id"], of_request["parent_span_id"]) == ("r-1", cancelling.trace.span_id)
    assert (of_outbox["request_id"], of_outbox["parent_span_id"]) == ("r-before", SPAN_ID)
    assert all("trace" not in detail for detail in seen)


def test_a_message_to_an_own_queue_carries_the_trace(lines):
    with span("movies", "import_movies", continued(None, request_id="r-1")) as importing:
        body = message_body({"import_id": "i"})
    consumer("movies", lambda _: None)({"Records": [record("m", body)]}, None)
    _, ended = lines()
    assert (ended["request_id"], ended["parent_span_id"]) == ("r-1", importing.trace.span_id)


def test_messages_done_together_name_all_their_requests(lines):
    # Given messages of two requests and one of none
    traces = [Trace(name, TRACE_ID, SPAN_ID) for name in ("r-1", "r-2")]
    details = [{"trace": {"request_id": each.request_id, "traceparent": each.traceparent}} for each in traces]
    bodies = [json.dumps({"detail": detail}) for detail in [*details, {}]]

    def take_events(details: Any) -> None:
        pass

    # When
    take = batch_consumer("stats", lambda detail: detail, take_events, at_once=10)
    take({"Records": [record(f"m-{n}", body) for n, body in enumerate(bodies)]}, None)
    # Then
    [ended] = lines()
    assert (ended["operation"], ended["messages"]) == ("take_events", 3)
    assert (ended["request_id"], ended["linked_requests"]) == ("r-1", ["m-2", "r-2"])


def test_work_of_other_requests_names_them(lines):
    # When
    with span("movies", "notify", continued(None, request_id="r-1")):
        link({"request_id": "r-2", "traceparent": TRACEPARENT}, None)
        link({"request_id": "r-3", "traceparent": TRACEPARENT}, {"request_id": "r-1", "traceparent": TRACEPARENT})
    with span("movies", "notify", continued(None, request_id="r-4")):
        link(None)

    # Then
    assert [line.get("linked_requests") for line in lines()] == [["r-2", "r-3"], None]


def test_messages_that_nobody_is_to_blame_for_come_back_together():
    def unavailable(details: Any) -> None:
        raise ServiceUnavailable("down")

    take = batch_consumer("stats", lambda detail: detail, unavailable, at_once=10)
    records = [record(f"m-{n}", '{"detail": {}}') for n in range(3)]
    assert len(take({"Records": records}, None)["batchItemFailures"]) == 3
