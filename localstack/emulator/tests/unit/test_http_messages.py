"""Parsing of requests from the bytes as they come."""

from __future__ import annotations

import pytest

from process_executor.http_messages import MalformedRequest, Request, RequestParser, response

PLAIN = b"POST /path HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = (
    b"POST /path HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"3;extension=1\r\nhel\r\n2\r\nlo\r\n0\r\nTrailer: 1\r\n\r\n"
)


@pytest.mark.parametrize("message", [PLAIN, CHUNKED])
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_request_arrives_in_pieces_of_any_size(message: bytes, size: int) -> None:
    # Given
    parser = RequestParser()
    requests: list[Request] = []
    # When: twice the same on one connection
    stream = message * 2
    for first in range(0, len(stream), size):
        parser.feed(stream[first : first + size])
        while request := parser.next_request():
            requests.append(request)
    # Then
    assert [(request.method, request.path, request.body) for request in requests] == [("POST", "/path", b"hello")] * 2


def test_header_names_are_in_lower_case() -> None:
    # Given
    parser = RequestParser()
    # When
    parser.feed(b"GET / HTTP/1.1\r\nLambda-Runtime-X: A: b \r\n\r\n")
    # Then
    assert parser.next_request() == Request("GET", "/", {"lambda-runtime-x": "A: b"}, b"")


def test_a_client_that_waits_before_its_body_is_noticed() -> None:
    # Given
    parser = RequestParser()
    # When
    parser.feed(b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
    # Then
    assert parser.next_request() is None
    assert parser.expects_continue
    parser.feed(b"ok")
    assert parser.next_request() is not None
    assert not parser.expects_continue


@pytest.mark.parametrize(
    "message",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"x" * (2 * 1024 * 1024 + 1),
    ],
)
def test_what_is_no_request_is_refused(message: bytes) -> None:
    # Given
    parser = RequestParser()
    parser.feed(message)
    # When / Then
    with pytest.raises(MalformedRequest):
        parser.next_request()


def test_a_response_is_one_piece() -> None:
    # When / Then
    assert response("200 OK", {"A": "b"}, b"body") == b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nA: b\r\n\r\nbody"
