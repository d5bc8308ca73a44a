"""A printout and the states its job goes through."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from kiosk.domain.estimates import Wait
from kiosk.domain.tickets import Ticket


class JobState(StrEnum):
    """How far a printout has come; an agent's spool uses the same words."""

    QUEUED = "queued"
    """No byte went out."""
    SENDING = "sending"
    """Bytes of the body may be on paper."""
    NEEDS_VOID = "needs_void"
    """It broke off: a scrap hangs in the printer, is marked void and cut, then all begins anew."""
    BODY_CONFIRMED = "body_confirmed"
    """The printer has proved that it took the whole body; the cut is missing."""
    DONE = "done"
    """The printer has proved the cut too."""
    UNCERTAIN = "uncertain"
    """It was sent once to a printer that proves nothing: a person has to look."""
    FAILED = "failed"
    """It will not come out; the number counts all the same."""
    EXPIRED = "expired"
    """Its time was over, or it was dropped, before its first byte."""


FINAL = frozenset({JobState.DONE, JobState.UNCERTAIN, JobState.FAILED, JobState.EXPIRED})
"""States that nothing of the machine follows; of an uncertain one a person may say more."""

OPEN = frozenset(JobState) - FINAL

WORDS: Mapping[JobState, str] = {
    JobState.SENDING: "printing",
    JobState.NEEDS_VOID: "printing",
    JobState.BODY_CONFIRMED: "printing",
    JobState.DONE: "printed",
    JobState.UNCERTAIN: "unconfirmed",
}
"""What the contract calls ``print`` where it has another word."""


def print_word(state: str) -> str:
    """Return the contract's word for a job's state."""
    return WORDS.get(JobState(state), state)


def follows(before: str, after: str) -> bool:
    """Whether an agent's report is news.

    The first final state counts: what came out cannot fail afterwards. A job that expired here
    and came out all the same did come out.
    """
    if before == JobState.EXPIRED:
        return after in {JobState.DONE, JobState.UNCERTAIN}
    return before not in FINAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Printout:
    """What is to be printed: the ticket as the screen showed it when it was given."""

    ticket: Ticket
    printer: str
    ahead: int
    wait: Wait
    at: datetime
    expires_at: datetime
    """From then on it is no longer printed."""

    copy: int = 0
    """0 for the original, n for the n-th copy, which says so on the paper."""

    large: bool = False
    """In large print."""

    asked_by: str | None = None
    """Who asked for a copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is to be printed without a ticket: a number of an emergency roll, a test, next steps."""

    kind: str
    printer: str
    content: Mapping[str, Any]
    """What its template needs to know, as JSON."""

    at: datetime
    expires_at: datetime
    asked_by: str | None = None
