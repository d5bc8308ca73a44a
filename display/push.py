"""From an event to what a wall is told."""

from datetime import UTC, datetime
from typing import Any

from display.voice import sentence
from kiosk.domain.events import Event, TicketCalled, TicketRecalled


def told(at: datetime) -> str:
    """Write a time for a screen: RFC 3339, UTC, milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def payload(event: Event, seq: int) -> dict[str, Any]:
    """Return what anybody in the hall may know of an event; a call brings what to say."""
    body = {"seq": seq, "at": told(event.at), **event.public()}
    if isinstance(event, TicketCalled | TicketRecalled):
        body["say"] = {
            language: sentence(event.number, event.counter, language, event.attempt)
            for language in ("vi", "en")
        }
    return body
