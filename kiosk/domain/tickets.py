"""A ticket (phiếu số) and the states it goes through."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class State(StrEnum):
    """Where a ticket is on its way through the hall."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    ON_HOLD = "on_hold"
    DONE = "done"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


AT_COUNTER = frozenset({State.CALLED, State.SERVING})
"""States in which the ticket occupies a counter."""

ENDED = frozenset({State.DONE, State.NO_SHOW, State.CANCELLED})
"""States that nothing follows."""


LEFT_OVER = (State.WAITING, State.ON_HOLD)
"""States that do not last over night: the next day's beginning ends them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One visitor's place; ``id`` is secret, ``number`` is public."""

    id: str
    hall: str
    day: date
    line: str
    number: str
    sequence: int
    """The number's figure: 15 in ``A015``."""

    priority: str | None
    language: str
    issued_at: datetime
    arrived_at: datetime
    """The claim: since when the visitor waits; a transfer keeps it."""

    rank_at: datetime
    """``arrived_at`` less the head start of the priority group."""

    state: State = State.WAITING
    counter: str | None = None
    """The counter that called it last, or that holds it."""

    wanted: str | None = None
    """The only counter that may call it while it is open, after a transfer to a counter."""

    attempt: int = 0
    called_at: datetime | None = None
    began_at: datetime | None = None
    ended_at: datetime | None = None
    tap: str | None = None
    kiosk: str | None = None
