"""The slips of a hall: tickets, large print, refusals, the roll for the day without electricity."""

from datetime import datetime
from typing import Any, Literal, Protocol
from zoneinfo import ZoneInfo

from config.hall import HallSettings, LineSettings
from config.slips import Kind, template
from kiosk.domain.tickets import Ticket
from kiosk.slips import words
from kiosk.slips.filling import Facts, filled

LONGEST_LINK = 500
"""Characters that a QR code of an agent holds."""


class Shown(Protocol):
    """What a ticket's job keeps of the moment when its number was given; a ``Job`` fits."""

    @property
    def copy(self) -> int:
        """0 for the original, n for the n-th copy."""

    @property
    def ahead(self) -> int:
        """Visitors before this one."""

    @property
    def low(self) -> int:
        """Shortest expected wait in minutes."""

    @property
    def high(self) -> int:
        """Longest expected wait in minutes."""


def ticket_slip(
    job: Shown,
    ticket: Ticket,
    hall: HallSettings,
    public_url: str,
    *,
    kind: Literal["ticket", "large"] = "ticket",
    paper: int = 80,
) -> dict[str, Any]:
    """Return the slip of a ticket's job, its texts in the ticket's language.

    People before and the range are those that the screen showed with the number.

    Args:
        job: Says which copy it is and what the screen showed.
        ticket: The number.
        hall: Its templates and names.
        public_url: How phones reach the server.
        kind: ``large`` for large print.
        paper: Width of the paper in mm, 80 or 58.
    """
    said = ticket.language
    group = next((one for one in hall.priority if one.slug == ticket.priority), None)
    facts = _shared(hall, _line(hall, ticket.line), said) | {
        "number": ticket.number,
        "ahead": words.ahead(job.ahead, said),
        "wait": words.wait(job.low, job.high, said),
        "time": words.moment("time", _local(ticket.issued_at, hall), said),
        "valid": words.say("valid", said),
        "priority": words.say("priority", said, name=group.name.in_language(said)) if group else "",
        "copy": words.say("copy", said, n=job.copy) if job.copy else "",
        "link": _link(f"{public_url}/t/{ticket.id}"),
    }
    return _slip(hall, kind, facts, said, paper)


def refusal_slip(  # noqa: PLR0913  # each is a fact of its own
    hall: HallSettings,
    line: str,
    language: str,
    code: str,
    opens: datetime | None,
    *,
    now: datetime | None = None,
    paper: int = 80,
) -> dict[str, Any]:
    """Return the slip for a visitor who got no number: why, and what to do next.

    Args:
        hall: Its templates and names.
        line: The line's slug.
        language: ``vi`` or ``en``.
        code: The refusal's code, for example ``line_closed``; one nobody knows says less.
        opens: When numbers are given again; None: not known.
        now: When it is printed; None leaves it out.
        paper: Width of the paper in mm, 80 or 58.
    """
    facts = _shared(hall, _line(hall, line), language) | {
        "reason": words.reason(code, language),
        "opens": words.moment("opens", _local(opens, hall), language) if opens else "",
        "time": words.moment("time", _local(now, hall), language) if now else "",
    }
    return _slip(hall, "refusal", facts, language, paper)


def roll_slip(
    hall: HallSettings, line: str, number: str, language: str, *, paper: int = 80
) -> dict[str, Any]:
    """Return a slip of the emergency roll: a number that is given by hand when the power is out.

    Args:
        hall: Its templates and names.
        line: The line's slug.
        number: As called, for example ``A301``.
        language: ``vi`` or ``en``.
        paper: Width of the paper in mm, 80 or 58.
    """
    facts = _shared(hall, _line(hall, line), language) | {"number": number}
    return _slip(hall, "roll", facts, language, paper)


def _slip(
    hall: HallSettings, kind: Kind, facts: Facts, language: str, paper: int
) -> dict[str, Any]:
    return filled(template(hall.slip, kind, language=language, paper=paper), facts, language)


def _shared(hall: HallSettings, line: LineSettings, said: str) -> dict[str, str | tuple[str, ...]]:
    return {
        "hall": hall.title.in_language(said),
        "line": line.name.in_language(said),
        "counters": words.counters(
            [one.slug for one in hall.counter if line.slug in one.lines], said
        ),
        "bring": tuple(text.in_language(said) for text in line.bring),
        "hotline": words.say("hotline", said, number=hall.hotline) if hall.hotline else "",
    }


def _line(hall: HallSettings, slug: str) -> LineSettings:
    return next(one for one in hall.line if one.slug == slug)


def _local(at: datetime, hall: HallSettings) -> datetime:
    return at.astimezone(ZoneInfo(hall.timezone))


def _link(url: str) -> str:
    """Return what a QR code can hold: rather a ticket without a code than no ticket."""
    fits = url.isascii() and url.isprintable() and len(url) <= LONGEST_LINK
    return url if fits else ""
