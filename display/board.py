"""The board of a hall, folded from its public events: last calls, who waits, up to which row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

KEPT = 12
"""Calls on a board."""

CALLS = frozenset({"ticket.called", "ticket.recalled"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call as the board shows it; a later call of the same number takes its place."""

    counter: str
    number: str
    attempt: int
    called_at: str
    """RFC 3339."""

    line: str | None = None
    priority: str | None = None
    language: str = "vi"


@dataclass(frozen=True, slots=True)
class Board:
    """What a wall knows after the event ``seq``."""

    seq: int = 0
    calls: tuple[Call, ...] = ()
    """Newest first, each number once."""

    waiting: Mapping[str, int] = field(default_factory=dict)
    """How many wait, by line."""

    def as_json(self) -> dict[str, Any]:
        """Return the contract's shape."""
        return {
            "seq": self.seq,
            "calls": [_call_as_json(call) for call in self.calls],
            "waiting": dict(self.waiting),
        }


def board(events: Iterable[tuple[str, Mapping[str, Any]]], start: Board | None = None) -> Board:
    """Fold events, each its kind and public body, into the board after the last of them."""
    folded = start or Board()
    for kind, body in events:
        folded = apply(folded, kind, body)
    return folded


def apply(before: Board, kind: str, body: Mapping[str, Any]) -> Board:
    """Return the board after one more event; one that is already in it changes nothing.

    A call stays among the last calls after its visitor was served, did not come or went home,
    so that whoever looks up late still sees it. A new day begins with an empty board.
    """
    if body["seq"] <= before.seq:
        return before
    if kind == "day.begun":
        return Board(body["seq"], (), dict(body.get("waiting", {})))
    waiting = {**before.waiting, **body.get("waiting", {})}
    after = replace(before, seq=body["seq"], waiting=waiting)
    if kind not in CALLS:
        return after
    others = [call for call in before.calls if call.number != body["number"]]
    return replace(after, calls=(_call(body), *others)[:KEPT])


def _call(body: Mapping[str, Any]) -> Call:
    return Call(
        counter=body["counter"],
        number=body["number"],
        attempt=body["attempt"],
        called_at=body["at"],
        line=body.get("line"),
        priority=body.get("priority"),
        language=body.get("language", "vi"),
    )


def _call_as_json(call: Call) -> dict[str, Any]:
    return {name: getattr(call, name) for name in Call.__slots__}
