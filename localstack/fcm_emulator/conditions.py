"""Topic conditions: `'a' in topics && ('b' in topics || !('c' in topics))`.

Grammar, `&&` binding more tightly than `||` (https://firebase.google.com/docs/cloud-messaging/topic-messaging):

    or    := and ('||' and)*
    and   := unary ('&&' unary)*
    unary := '!' unary | '(' or ')' | "'" topic "'" 'in' 'topics'
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

MAX_TOPICS = 5
MAX_DEPTH = 20
"""Nesting allowed before a condition is called malformed, so that no condition exhausts the interpreter's stack."""

TOPIC_NAME = re.compile(r"[a-zA-Z0-9\-_.~%]{1,900}")

_LEXEME = re.compile(r"\s*(?:(?P<operator>&&|\|\||[!()])|'(?P<topic>[^']*)'|(?P<word>[a-z]+))")

type Predicate = Callable[[Collection[str]], bool]


class ConditionError(ValueError):
    """The text is not a condition that FCM accepts."""


@dataclass(frozen=True)
class Condition:
    """A parsed condition; `matches` tells whether an app instance with these subscriptions receives the message."""

    text: str
    topics: frozenset[str]
    matches: Predicate


@dataclass(frozen=True)
class _Lexeme:
    kind: str
    text: str


class _Parser:
    def __init__(self, text: str) -> None:
        self._lexemes = _lexemes(text)
        self._next = 0
        self.mentions: list[str] = []

    def parse(self) -> Predicate:
        predicate = self._either(0)
        if self._next < len(self._lexemes):
            raise ConditionError("Invalid condition expression provided.")
        return predicate

    def _either(self, depth: int) -> Predicate:
        operands = [self._both(depth)]
        while self._accept("operator", "||"):
            operands.append(self._both(depth))
        return lambda topics: any(operand(topics) for operand in operands)

    def _both(self, depth: int) -> Predicate:
        operands = [self._unary(depth)]
        while self._accept("operator", "&&"):
            operands.append(self._unary(depth))
        return lambda topics: all(operand(topics) for operand in operands)

    def _unary(self, depth: int) -> Predicate:
        if depth > MAX_DEPTH:
            raise ConditionError("Invalid condition expression provided.")
        if self._accept("operator", "!"):
            operand = self._unary(depth + 1)
            return lambda topics: not operand(topics)
        if self._accept("operator", "("):
            inner = self._either(depth + 1)
            self._expect("operator", ")")
            return inner
        topic = self._expect("topic").text
        self._expect("word", "in")
        self._expect("word", "topics")
        if not TOPIC_NAME.fullmatch(topic):
            raise ConditionError("Invalid condition expression provided.")
        self.mentions.append(topic)
        return lambda topics: topic in topics

    def _accept(self, kind: str, text: str | None = None) -> _Lexeme | None:
        if self._next == len(self._lexemes):
            return None
        lexeme = self._lexemes[self._next]
        if lexeme.kind != kind or (text is not None and lexeme.text != text):
            return None
        self._next += 1
        return lexeme

    def _expect(self, kind: str, text: str | None = None) -> _Lexeme:
        lexeme = self._accept(kind, text)
        if lexeme is None:
            raise ConditionError("Invalid condition expression provided.")
        return lexeme


def _lexemes(text: str) -> list[_Lexeme]:
    lexemes: list[_Lexeme] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        found = _LEXEME.match(text, position)
        if found is None or found.lastgroup is None:
            raise ConditionError("Invalid condition expression provided.")
        lexemes.append(_Lexeme(found.lastgroup, found[found.lastgroup]))
        position = found.end()
    return lexemes


def parse_condition(text: str) -> Condition:
    """Read a condition. Raises ConditionError on bad grammar, a bad topic name or more than MAX_TOPICS topics."""
    parser = _Parser(text)
    predicate = parser.parse()
    if len(parser.mentions) > MAX_TOPICS:
        raise ConditionError(f"Invalid condition expression provided: at most {MAX_TOPICS} topics are allowed.")
    return Condition(text, frozenset(parser.mentions), predicate)
