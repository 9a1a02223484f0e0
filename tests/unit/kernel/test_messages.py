"""What services tell each other: operations, events, queues."""

import io
import json

import pytest

from videoclub.contracts import ContractModel, Operation
from videoclub.drivers import aws
from videoclub.errors import Forbidden, NotFound, ServiceUnavailable
from videoclub.event_bus import EventBridge
from videoclub.events import RENTAL_EVENT, RentalCreated
from videoclub.internal import Operations
from videoclub.queues import consumer
from videoclub.services import LambdaServices


class Ask(ContractModel):
    word: str


class Told(ContractModel):
    length: int


MEASURE = Operation("words", "measure", Ask, Told, raises=(NotFound,))
operations = Operations("words")


@operations.serves(MEASURE)
def measure(request: Ask) -> Told:
    if request.word == "missing":
        raise NotFound("No such word.")
    if request.word == "forbidden":
        raise Forbidden("Not declared.")
    return Told(length=len(request.word))


class LoopbackLambda:
    """Lambda with one function behind it, in this process."""

    def invoke(self, FunctionName: str, Payload: bytes):  # noqa: N803 - as boto3 has it
        assert FunctionName == "words-internal"
        try:
            answer, fault = operations.handler(json.loads(Payload), None), {}
        except Exception as error:  # noqa: BLE001 - Lambda reports whatever a handler raises
            answer, fault = {"errorType": type(error).__name__}, {"FunctionError": "Unhandled"}
        return {"Payload": io.BytesIO(json.dumps(answer).encode()), **fault}


@pytest.fixture
def words(monkeypatch):
    monkeypatch.setattr(aws, "client", lambda *_, **__: LoopbackLambda())
    return LambdaServices({"words": "words-internal"})


def test_an_answer_comes_back_typed(words):
    assert words.ask(MEASURE, Ask(word="kite")) == Told(length=4)


def test_a_declared_refusal_crosses_under_its_own_name(words):
    with pytest.raises(NotFound, match=r"No such word\."):
        words.ask(MEASURE, Ask(word="missing"))


def test_an_undeclared_refusal_is_a_fault_of_the_other_side(words):
    with pytest.raises(ServiceUnavailable):
        words.ask(MEASURE, Ask(word="forbidden"))


def test_a_message_outside_the_contract_raises_and_is_logged_without_its_content(capsys):
    with pytest.raises(ValueError, match="validation error"):
        operations.handler({"operation": "measure", "request": {"word": {"secret": 1}}}, None)
    logged = capsys.readouterr().out
    assert "contract_broken" in logged
    assert "secret" not in logged


EVENT = {
    "type": "rental.created",
    "event_id": "e1",
    "occurred_at": "2026-11-21T20:00:00Z",
    "rental_id": "r1",
    "customer_id": "c1",
    "movie_id": "m1",
    "price": {"amount": "3.99", "currency": "EUR"},
    "told_by_a_newer_version": True,
}


def test_an_event_is_read_by_its_type_and_tolerates_a_newer_producer():
    event = RENTAL_EVENT.validate_python(EVENT)
    assert isinstance(event, RentalCreated)
    assert RENTAL_EVENT.validate_json(event.model_dump_json()) == event


class RecordedBus:
    def __init__(self, failed=0):
        self.entries, self.failed = [], failed

    def put_events(self, Entries):  # noqa: N803 - as boto3 has it
        self.entries += Entries
        return {"FailedEntryCount": self.failed}


def test_events_are_put_in_tens(monkeypatch):
    bus = RecordedBus()
    monkeypatch.setattr(aws, "client", lambda _, **limits: bus)
    event = RENTAL_EVENT.validate_python(EVENT)
    EventBridge("videoclub", "videoclub.rental").publish([event] * 23)
    assert len(bus.entries) == 23
    assert bus.entries[0]["DetailType"] == "rental.created"
    assert json.loads(bus.entries[0]["Detail"])["rental_id"] == "r1"


def test_an_event_the_bus_did_not_take_is_not_lost_in_silence(monkeypatch):
    monkeypatch.setattr(aws, "client", lambda _, **limits: RecordedBus(failed=1))
    with pytest.raises(ServiceUnavailable):
        EventBridge("videoclub", "videoclub.rental").publish([RENTAL_EVENT.validate_python(EVENT)])


def test_one_bad_message_does_not_hold_up_the_others():
    # Given a batch with a message that cannot be processed and one that is no JSON
    done = []

    def process(detail):
        if detail["n"] == 2:
            raise ValueError(detail)
        done.append(detail["n"])

    bodies = ['{"detail": {"n": 1}}', '{"detail": {"n": 2}}', "garbage", '{"detail": {"n": 3}}']
    batch = {
        "Records": [
            {"messageId": str(n), "body": body, "eventSourceARN": "arn:aws:sqs:eu-west-1:1:stats"}
            for n, body in enumerate(bodies)
        ]
    }
    # When it is consumed
    answer = consumer("stats", process)(batch, None)
    # Then the good ones are done and the bad ones come back, alone
    assert done == [1, 3]
    assert answer == {"batchItemFailures": [{"itemIdentifier": "1"}, {"itemIdentifier": "2"}]}
