"""The board that a wall gets on connecting."""

from collections.abc import Iterable, Mapping
from typing import Any

from display.board import board as folded
from display.push import payload
from kiosk.domain.events import Event


def board(seq: int, calls: Iterable[Event], waiting: Mapping[str, int]) -> dict[str, Any]:
    """Return the board as of journal row ``seq``.

    Args:
        seq: Journal row up to which the board is right.
        calls: The newest calls, recalls and beginnings of a day, newest first.
        waiting: How many wait, by line.
    """
    events = [(event.kind, payload(event, 0)) for event in calls][::-1]
    told = folded([(kind, body | {"seq": index + 1}) for index, (kind, body) in enumerate(events)])
    return told.as_json() | {"seq": seq, "waiting": dict(waiting)}
