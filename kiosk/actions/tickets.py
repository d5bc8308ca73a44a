"""Taking a number and giving it back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from config.hall import HallSettings
from kiosk.actions.days import begin_day
from kiosk.actions.halls import (
    calendar_of,
    gives_numbers,
    head_start,
    line_of,
    wait_for,
)
from kiosk.actions.ports import HallLog, Work
from kiosk.domain import decisions, errors
from kiosk.domain.estimates import Wait
from kiosk.domain.events import TicketIssued
from kiosk.domain.evolve import issued
from kiosk.domain.numbering import new_ticket_id, ticket_number
from kiosk.domain.printing import Printout, Sheet
from kiosk.domain.tickets import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a visitor asks for; ``tap`` is the UUID of this one touch."""

    line: str
    tap: str
    priority: str | None = None
    language: str = "vi"
    kiosk: str | None = None
    printer: str | None = None
    """Where it prints; None prints nothing."""
    large: bool = False
    """In large print."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A ticket, what is before it, and whether this call made it."""

    ticket: Ticket
    ahead: int
    wait: Wait
    new: bool
    printer: str | None


def issue_ticket(
    work: Work, hall: HallSettings, wish: Wish, now: datetime, job_life: timedelta
) -> Issued:
    """Give a number; the same tap again gives the same ticket, whatever else it asks for.

    Raises:
        LineUnknownError, PriorityUnknownError: The hall has no such line or group.
        LineClosedError: The line gives no numbers now.
    """
    line = line_of(hall, wish.line)
    ahead_by = head_start(hall, wish.priority)

    def give(log: HallLog) -> Issued:
        known = log.ticket_by_tap(wish.tap)
        if known:
            return _answer(hall, log, known, new=False, printer=None)
        _refuse_closed(hall, wish.line, now)
        day = begin_day(log, hall, now)
        sequence = log.last_sequence(line.prefix, day) + 1
        event = TicketIssued(
            hall=hall.slug,
            at=now,
            ticket=new_ticket_id(),
            number=ticket_number(line.prefix, sequence),
            line=line.slug,
            sequence=sequence,
            day=day,
            priority=wish.priority,
            head_start=ahead_by,
            language=wish.language,
            tap=wish.tap,
            kiosk=wish.kiosk,
        )
        log.record(event)
        answer = _answer(hall, log, issued(event), new=True, printer=wish.printer)
        _print(log, answer, now + job_life, large=wish.large)
        return answer

    return work.together(hall.slug, give)


def _print(log: HallLog, answer: Issued, expires_at: datetime, *, large: bool) -> None:
    if not answer.printer:
        return
    log.print_job(
        Printout(
            ticket=answer.ticket,
            printer=answer.printer,
            ahead=answer.ahead,
            wait=answer.wait,
            at=answer.ticket.issued_at,
            expires_at=expires_at,
            large=large,
        )
    )


def print_refusal(
    work: Work, hall: HallSettings, wish: Wish, now: datetime, life: timedelta
) -> None:
    """Print why a line gives no number now, and what to do next.

    Raises:
        LineUnknownError: The hall has no such line.
        LineOpenError: The line gives numbers.
    """
    line = line_of(hall, wish.line)
    if gives_numbers(hall, line.slug, now):
        raise errors.LineOpenError(line=line.slug)
    opens = calendar_of(hall).opens(line.slug, now)
    content = {
        "line": line.slug,
        "language": wish.language,
        "code": errors.LineClosedError.code,
        "opens": opens.isoformat() if opens else None,
    }
    sheet = Sheet(
        kind="refusal", printer=wish.printer or "", content=content, at=now, expires_at=now + life
    )
    with work.hall(hall.slug) as log:
        log.print_sheet(sheet)


def cancel_ticket(work: Work, hall: HallSettings, ticket_id: str, now: datetime) -> Ticket:
    """Give a place up; giving it up twice changes nothing.

    Raises:
        TicketUnknownError: There is no such ticket.
        TicketStateError: The visitor is being served, or was.
    """
    with work.hall(hall.slug) as log:
        begin_day(log, hall, now)
        ticket = log.ticket(ticket_id)
        if ticket is None:
            raise errors.TicketUnknownError
        if ticket.state == "cancelled":
            return ticket
        log.record(decisions.cancel(ticket, now))
        return log.ticket(ticket_id) or ticket


def _refuse_closed(hall: HallSettings, line: str, now: datetime) -> None:
    if gives_numbers(hall, line, now):
        return
    opens = calendar_of(hall).opens(line, now)
    when = opens.isoformat(timespec="minutes") if opens else None
    raise errors.LineClosedError(line=line, opens=when)


def _answer(
    hall: HallSettings, log: HallLog, ticket: Ticket, *, new: bool, printer: str | None
) -> Issued:
    # Nobody can be behind a ticket that was just given without a head start: no need to count.
    last = new and ticket.priority is None
    ahead = log.head.lines[ticket.line] - 1 if last else log.ahead(ticket)
    return Issued(ticket, ahead, wait_for(hall, log.head, ticket.line, ahead), new, printer)
