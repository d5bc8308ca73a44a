"""Emergency rolls: set numbers aside and print them; enter them after the power cut."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.hall import HallSettings
from kiosk.actions.days import begin_day
from kiosk.actions.halls import head_start, line_of
from kiosk.actions.ports import HallLog, Work
from kiosk.actions.printing import Hand
from kiosk.domain import errors
from kiosk.domain import events as ev
from kiosk.domain.numbering import hall_day, new_ticket_id, ticket_number
from kiosk.domain.printing import Sheet
from kiosk.domain.rolls import MOST, roll_prefix
from kiosk.domain.tickets import Ticket

PRINTING = timedelta(hours=2)
"""A whole roll takes its time, and a new one must go in between."""

NAMED = 5
"""So many wrong numbers are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Some numbers of a line's emergency series, as printed from the first to the last."""

    line: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Stretch):
    """Numbers that were handed out while the power was off."""

    tap: str
    """UUID of this one press: the same again enters nothing twice."""

    since: datetime | None = None
    """From when the visitors count as having come; None: now."""

    priority: str | None = None


def reserve_roll(
    work: Work, hall: HallSettings, line: str, count: int, printer: str, hand: Hand
) -> Stretch:
    """Set the next numbers of a line's series aside and print a slip of each.

    Raises:
        LineUnknownError: The hall has no such line.
        InputError: None, or more than 200.
    """
    prefix = roll_prefix(line_of(hall, line).prefix)
    if not 1 <= count <= MOST:
        raise errors.InputError(field="count", fault=f"1 to {MOST}")
    with work.hall(hall.slug) as log:
        first = log.head.roll(prefix, line).last + 1
        last = first + count - 1
        log.record(
            ev.RollReserved(
                hall=hall.slug,
                at=hand.at,
                line=line,
                prefix=prefix,
                first=first,
                last=last,
                by=hand.by,
            )
        )
        for figure in range(first, last + 1):
            log.print_sheet(_sheet(line, ticket_number(prefix, figure), figure, printer, hand))
        return Stretch(line=line, first=first, last=last)


def enter_roll(
    work: Work, hall: HallSettings, entry: Entry, by: str, now: datetime
) -> list[Ticket]:
    """Give the numbers that visitors hold their place in the line; all of them or none.

    They are called in the order of their figures, and before whoever came after ``since``.

    Raises:
        LineUnknownError, PriorityUnknownError: The hall has none of this name.
        RollNumberError: Some are on no roll, or were entered or voided already.
        RollTimeError: ``since`` is later than now, or on another day of the hall.
    """
    prefix = roll_prefix(line_of(hall, entry.line).prefix)
    ahead_by = head_start(hall, entry.priority)
    _refuse_odd(entry)
    with work.hall(hall.slug) as log:
        known = [log.ticket_by_tap(_tap(entry, figure)) for figure in _figures(entry)]
        if known and all(known):
            return [ticket for ticket in known if ticket]
        since = _since(hall, entry, now)
        _refuse_missing(log, prefix, entry)
        day = begin_day(log, hall, now)
        return [
            _entered(
                log,
                ev.TicketIssued(
                    hall=hall.slug,
                    at=now,
                    ticket=new_ticket_id(),
                    number=ticket_number(prefix, figure),
                    line=entry.line,
                    sequence=figure,
                    day=day,
                    priority=entry.priority,
                    head_start=ahead_by,
                    tap=_tap(entry, figure),
                    kiosk=by,
                    roll=True,
                    arrived_at=since,
                ),
            )
            for figure in _figures(entry)
        ]


def void_roll(work: Work, hall: HallSettings, spoilt: Stretch, by: str, now: datetime) -> None:
    """Note that printed numbers were spoilt or lost: they are never used.

    Raises:
        LineUnknownError: The hall has no such line.
        RollNumberError: Some are on no roll, or were entered or voided already.
    """
    prefix = roll_prefix(line_of(hall, spoilt.line).prefix)
    _refuse_odd(spoilt)
    with work.hall(hall.slug) as log:
        _refuse_missing(log, prefix, spoilt)
        log.record(
            ev.RollVoided(
                hall=hall.slug,
                at=now,
                line=spoilt.line,
                prefix=prefix,
                first=spoilt.first,
                last=spoilt.last,
                by=by,
            )
        )


def _sheet(line: str, number: str, figure: int, printer: str, hand: Hand) -> Sheet:
    at = hand.at + timedelta(milliseconds=figure)  # jobs are printed in the order of their times
    return Sheet(
        kind="roll",
        printer=printer,
        content={"line": line, "number": number},
        at=at,
        expires_at=at + PRINTING,
        asked_by=hand.by,
    )


def _since(hall: HallSettings, entry: Entry, now: datetime) -> datetime:
    since = entry.since or now
    if since > now or hall_day(since, hall.timezone) != hall_day(now, hall.timezone):
        raise errors.RollTimeError(field="since")
    return since


def _entered(log: HallLog, event: ev.TicketIssued) -> Ticket:
    log.record(event)
    ticket = log.ticket(event.ticket)
    if ticket is None:
        raise LookupError(event.number)
    return ticket


def _refuse_odd(stretch: Stretch) -> None:
    if not 1 <= stretch.first <= stretch.last or stretch.last - stretch.first >= MOST:
        raise errors.InputError(field="last", fault=f"from first on, at most {MOST} numbers")


def _refuse_missing(log: HallLog, prefix: str, stretch: Stretch) -> None:
    missing = log.head.roll(prefix, stretch.line).missing(stretch.first, stretch.last)
    if missing:
        named = ", ".join(ticket_number(prefix, figure) for figure in missing[:NAMED])
        more = len(missing) - NAMED
        raise errors.RollNumberError(
            numbers=f"{named} (+{more})" if more > 0 else named, line=stretch.line
        )


def _figures(stretch: Stretch) -> range:
    return range(stretch.first, stretch.last + 1)


def _tap(entry: Entry, figure: int) -> str:
    # With the line: a form gone back to has the same tap, and may be of another line now.
    return str(uuid.uuid5(uuid.UUID(entry.tap), f"{entry.line} {figure}"))
