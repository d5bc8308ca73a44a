"""Slips with made-up facts, to see a template before anybody gets one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from config.hall import HallSettings, LineSettings
from config.slips import Kind
from kiosk.domain.tickets import Ticket
from kiosk.slips.making import refusal_slip, roll_slip, ticket_slip

Mark = Literal["none", "priority", "copy"]

CODE = "a7k2m9q4x8c3v6b5n1w0"
"""Stands for a ticket's id, as long as a real one."""


@dataclass(frozen=True)
class _Shown:
    copy: int
    ahead: int = 7
    low: int = 15
    high: int = 25


def sample(  # noqa: PLR0913  # each is a choice of its own
    hall: HallSettings,
    line: LineSettings,
    kind: Kind,
    language: str,
    paper: int,
    *,
    mark: Mark,
    public_url: str,
    now: datetime,
) -> dict[str, Any]:
    """Return a slip of ``kind`` as a visitor of ``line`` might get it at ``now``."""
    if kind == "refusal":
        opens = _morning_after(now, hall)
        return refusal_slip(hall, line.slug, language, "line_closed", opens, now=now, paper=paper)
    if kind == "roll":
        return roll_slip(hall, line.slug, f"{line.prefix}301", language, paper=paper)
    group = hall.priority[0].slug if hall.priority and mark == "priority" else None
    ticket = _ticket(hall, line, language, group, now)
    job = _Shown(copy=1 if mark == "copy" else 0)
    return ticket_slip(job, ticket, hall, public_url, kind=kind, paper=paper)


def _morning_after(now: datetime, hall: HallSettings) -> datetime:
    there = now.astimezone(ZoneInfo(hall.timezone)) + timedelta(days=1)
    return there.replace(hour=7, minute=30)


def _ticket(
    hall: HallSettings, line: LineSettings, language: str, group: str | None, now: datetime
) -> Ticket:
    return Ticket(
        id=CODE,
        hall=hall.slug,
        day=now.date(),
        line=line.slug,
        number=f"{line.prefix}015",
        sequence=15,
        priority=group,
        language=language,
        issued_at=now,
        arrived_at=now,
        rank_at=now,
    )
