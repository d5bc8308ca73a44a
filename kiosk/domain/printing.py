"""A printout of a ticket and the states it goes through."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.estimates import Wait
from kiosk.domain.tickets import Ticket

FINAL = frozenset({"printed", "unconfirmed", "failed", "expired"})
"""States that nothing follows; before them a job is ``queued`` or ``printing``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printout:
    """What is to be printed: the ticket as the screen showed it when it was given."""

    ticket: Ticket
    printer: str
    ahead: int
    wait: Wait
    expires_at: datetime
    """From then on it is no longer printed."""

    copy: int = 0
    """0 for the original, n for the n-th copy."""
