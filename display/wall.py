"""The board that a wall gets on connecting."""

from collections.abc import Iterable, Mapping
from typing import Any

from display.push import told
from kiosk.domain.events import Event, TicketCalled, TicketRecalled

SHOWN = 12
"""Calls on a board."""


def board(seq: int, calls: Iterable[Event], waiting: Mapping[str, int]) -> dict[str, Any]:
    """Return the board: the last calls, newest first and each number once, and who waits.

    Args:
        seq: Journal row up to which the board is right.
        calls: ``ticket.called`` and ``ticket.recalled``, newest first.
        waiting: How many wait, by line.
    """
    shown: dict[str, dict[str, Any]] = {}
    for event in calls:
        if isinstance(event, TicketCalled | TicketRecalled):
            shown.setdefault(event.number, _call(event))
    return {"seq": seq, "calls": list(shown.values())[:SHOWN], "waiting": dict(waiting)}


def _call(event: TicketCalled | TicketRecalled) -> dict[str, Any]:
    return {
        "counter": event.counter,
        "number": event.number,
        "attempt": event.attempt,
        "called_at": told(event.at),
        "line": event.line,
        "priority": event.priority,
        "language": event.language,
    }
