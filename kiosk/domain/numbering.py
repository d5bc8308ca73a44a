"""Numbers: a line's letters and a figure that starts at 001 each day."""

import base64
import secrets
from datetime import date, datetime
from zoneinfo import ZoneInfo

ID_BYTES = 13
ID_LENGTH = 20


def ticket_number(prefix: str, sequence: int) -> str:
    """Write a number as printed: ``A015``; after 999 it goes on with four figures.

    Prefixes are letters only, so no line can run into another's numbers.

    Raises:
        ValueError: ``sequence`` is less than 1.
    """
    if sequence < 1:
        raise ValueError(f"numbers start at 1, not at {sequence}")
    return f"{prefix}{sequence:03d}"


def prefix_of(number: str) -> str:
    """Return a number's letters: ``A`` of ``A015``."""
    return number.rstrip("0123456789")


def hall_day(now: datetime, timezone: str) -> date:
    """Return the day it is in the hall; ``now`` must carry its zone."""
    if now.tzinfo is None:
        raise ValueError("a time without a zone has no day in a hall")
    return now.astimezone(ZoneInfo(timezone)).date()


def new_ticket_id() -> str:
    """Draw an unguessable ticket id: 20 letters and figures, 100 random bits."""
    return base64.b32encode(secrets.token_bytes(ID_BYTES)).decode().lower()[:ID_LENGTH]
