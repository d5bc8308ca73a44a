"""What stands on a ticket: the facts from the server and the printer's own fixed words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from devices.errors import SlipError


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A ticket to print; texts are already in the visitor's language."""

    hall_name: str
    line_name: str
    number: str
    ahead: int | None
    """Visitors before this one; None leaves the sentence out."""
    wait: tuple[int, int] | None
    """Shortest and longest expected wait in minutes; None leaves it out."""
    counters: tuple[str, ...]
    issued_at: datetime
    """With the hall's own offset; printed as it is."""
    link: str
    """URL of the phone page, drawn as a QR code; empty: no code."""
    language: Literal["vi", "en"]
    priority_name: str | None
    bring: tuple[str, ...]
    hotline: str
    copy: int = 0
    """0 is the original, n the n-th copy."""

    @classmethod
    def from_dict(cls, facts: Mapping[str, Any]) -> "Slip":
        """Build a slip from the link's JSON object (``job.slip``); unknown keys are ignored.

        Raises:
            SlipError: Something needed is missing or of the wrong kind.
        """
        raise SlipError(f"not yet: {facts}")
