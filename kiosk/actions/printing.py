"""What becomes of a printout: by itself, and by hand."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from config.hall import HallSettings
from kiosk.actions.halls import wait_for
from kiosk.actions.ports import HallLog, Job, Work
from kiosk.domain import errors
from kiosk.domain import events as ev
from kiosk.domain.numbering import new_ticket_id
from kiosk.domain.printing import FINAL, JobState, Printout, follows, print_word
from kiosk.domain.tickets import Ticket

MOST_COPIES = 99

LET_GO = frozenset({"dropped", "moved"})
"""Notes of an agent that let a job go before anything of it was good paper."""

WAITING = frozenset({JobState.QUEUED, JobState.NEEDS_VOID})
"""States in which a job can still be taken away from its printer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an agent says of a job."""

    job: str
    state: str
    attempts: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to become of a job that waits; ``what`` None: it is printed where it is."""

    what: Literal["hold", "drop", "move"] | None
    by: str | None = None
    """Who wishes it; None: nobody, by itself."""

    printer: str | None = None
    """Where it is to go."""

    life: timedelta | None = None
    """For so long from now on it may still be printed; None: as before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Whose key was pressed, when, and for how long a copy may still be printed."""

    by: str
    at: datetime
    life: timedelta


def report_job(work: Work, hall: HallSettings, report: Report, now: datetime) -> str | None:
    """Note a job's state; return its ticket's id, None when the job is unknown or it is no news."""
    with work.hall(hall.slug) as log:
        job = log.job(report.job)
        if job is None or not follows(job.state, report.state):
            return None
        if report.state == JobState.EXPIRED and report.note in LET_GO and job.wish:
            _let_go(log, job, now)
        elif (job.state, job.attempts, job.note) != (report.state, report.attempts, report.note):
            _note(log, job, report, now)
        else:
            return None
        return job.ticket or ""


def let_go(work: Work, hall: HallSettings, job_id: str, now: datetime) -> Job | None:
    """Do what is wished of a job, now that no agent has it any more; return it as it is then."""
    with work.hall(hall.slug) as log:
        job = log.job(job_id)
        if job is None or job.state in FINAL or not job.wish:
            return None
        return log.job(_let_go(log, job, now))


def copy_instead(work: Work, hall: HallSettings, job_id: str, now: datetime) -> Job | None:
    """Print a marked copy elsewhere: the scrap of the job will be made void, nothing follows it."""
    with work.hall(hall.slug) as log:
        job = log.job(job_id)
        if job is None or job.wish not in {"move", "drop"} or job.state in FINAL:
            return None
        elsewhere, by = job.wish_printer, job.wish_by
        # It has ended here, or it would be moved again as long as its scrap hangs in the printer.
        _give_up(log, job, "dropped" if elsewhere is None else "moved", now)
        ticket = log.ticket(job.ticket) if job.ticket else None
        if elsewhere is None or ticket is None:
            return None
        order = _Order(
            printer=elsewhere, reason="fallback", by=by, at=now, expires_at=job.expires_at
        )
        return _copy(log, hall, ticket, order)


def wish(work: Work, hall: HallSettings, job_id: str, wanted: Wish, now: datetime) -> Job:
    """Wish that a job that waits is held back, dropped, moved to another printer, or goes on.

    It comes about when the job's agent has let it go (``let_go``).

    Raises:
        JobUnknownError: There is no such job.
        JobStateError: It is being printed, or was.
    """
    with work.hall(hall.slug) as log:
        job = log.job(job_id)
        if job is None:
            raise errors.JobUnknownError
        if job.state not in WAITING or (wanted.what == "hold" and job.state != JobState.QUEUED):
            raise errors.JobStateError(state=print_word(job.state))
        log.change_job(job_id, **_wished(job, wanted, now))
        if wanted.by and "hold" in {wanted.what, job.wish} and wanted.what != job.wish:
            _record(log, job, ev.TicketPrintHeld, now, held=wanted.what == "hold", by=wanted.by)
        return log.job(job_id) or job


def reprint(work: Work, hall: HallSettings, ticket_id: str, printer: str, hand: Hand) -> Job:
    """Print a copy of a ticket, marked as such; the number stays the same.

    Raises:
        TicketUnknownError: There is no such ticket.
        TicketStateError: The visit is over.
    """
    with work.hall(hall.slug) as log:
        ticket = log.ticket(ticket_id)
        if ticket is None:
            raise errors.TicketUnknownError
        if ticket.ended_at is not None:
            raise errors.TicketStateError(number=ticket.number, state=str(ticket.state))
        return _copy(log, hall, ticket, _asked(printer, "asked", hand))


def answer(
    work: Work, hall: HallSettings, job_id: str, hand: Hand, *, came_out: bool
) -> Job | None:
    """Note what a person saw of an uncertain job; return the copy that is printed if it is not out.

    Raises:
        JobUnknownError: There is no such job.
        JobStateError: It is not uncertain.
    """
    with work.hall(hall.slug) as log:
        job = log.job(job_id)
        if job is None:
            raise errors.JobUnknownError
        if job.state != JobState.UNCERTAIN:
            raise errors.JobStateError(state=print_word(job.state))
        by, now = hand.by, hand.at
        state = JobState.DONE if came_out else JobState.FAILED
        log.change_job(job.id, state=state, note="" if came_out else "not_seen", state_at=now)
        kind = ev.TicketPrinted if came_out else ev.TicketPrintFailed
        _record(log, job, kind, now, state=print_word(state), by=by)
        ticket = log.ticket(job.ticket) if job.ticket else None
        if came_out or ticket is None or ticket.ended_at is not None:
            return None
        return _copy(log, hall, ticket, _asked(job.printer, "not_seen", hand))


def _wished(job: Job, wanted: Wish, now: datetime) -> dict[str, Any]:
    """Return what is new of a job of which something is wished."""
    what, printer = wanted.what, wanted.printer
    if what is None and wanted.by and job.wish and job.handed_at is not None:
        # Its agent may be letting the old id go this very moment: it needs another.
        what, printer = "move", job.printer
    values: dict[str, Any] = {"wish": what, "wish_by": wanted.by, "wish_printer": printer}
    if wanted.life is not None:
        values["expires_at"] = now + wanted.life
    return values


def _note(log: HallLog, job: Job, report: Report, now: datetime) -> None:
    """Write what was reported, and the end into the journal."""
    values: dict[str, Any] = {"state": report.state, "attempts": report.attempts}
    values |= {"note": report.note[:200], "state_at": now}
    if report.state != JobState.QUEUED and job.began_at is None and report.state != "expired":
        values["began_at"] = now
    if report.state in FINAL:
        values["ended_at"] = now
    log.change_job(job.id, **values)
    if report.state in {JobState.DONE, JobState.UNCERTAIN}:
        _record(log, job, ev.TicketPrinted, now, state=print_word(report.state))
    elif report.state in FINAL:
        _record(log, job, ev.TicketPrintFailed, now, state=report.state, note=report.note)


def _let_go(log: HallLog, job: Job, now: datetime) -> str:
    """Do what was wished; return the job's id, which is new when it is to be printed again."""
    if job.wish == "drop":
        _give_up(log, job, "dropped", now)
        return job.id
    # The agent never prints the old id again, so the job needs another.
    values = {"id": new_ticket_id(), "handed_at": None, "state": JobState.QUEUED, "state_at": now}
    if job.wish == "move":
        printer = job.wish_printer or job.printer
        values |= {"printer": printer, "wish": None, "wish_by": None, "wish_printer": None}
        facts = {"before": job.id, "printer": printer, "by": job.wish_by}
        log.change_job(job.id, **values)
        moved = log.job(str(values["id"])) or job
        _record(log, moved, ev.TicketPrintMoved, now, **facts)
    else:
        log.change_job(job.id, **values)
    return str(values["id"])


def _give_up(log: HallLog, job: Job, note: str, now: datetime) -> None:
    """End a job that its agent will not print any more."""
    values = {"state": JobState.EXPIRED, "note": note, "state_at": now, "ended_at": now}
    log.change_job(job.id, **values, wish=None, wish_by=None, wish_printer=None)
    state = print_word(JobState.EXPIRED)
    _record(log, job, ev.TicketPrintFailed, now, state=state, note=note, by=job.wish_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """A copy that is to be printed: where, why, who wants it, and for how long."""

    printer: str
    reason: str
    by: str | None
    at: datetime
    expires_at: datetime


def _asked(printer: str, reason: str, hand: Hand) -> _Order:
    return _Order(
        printer=printer,
        reason=reason,
        by=hand.by,
        at=hand.at,
        expires_at=hand.at + hand.life,
    )


def _copy(log: HallLog, hall: HallSettings, ticket: Ticket, order: _Order) -> Job:
    before = log.copies(ticket.id)
    number = max((one.copy for one in before), default=-1) + 1
    if number > MOST_COPIES:
        raise errors.TooManyCopiesError(number=ticket.number, copies=MOST_COPIES)
    ahead = log.ahead(ticket)
    job = log.print_job(
        Printout(
            ticket=ticket,
            printer=order.printer,
            ahead=ahead,
            wait=wait_for(hall, log.head, ticket.line, ahead),
            at=order.at,
            expires_at=order.expires_at,
            copy=number,
            large=any(one.kind == "large" for one in before),
            asked_by=order.by,
        )
    )
    log.record(
        ev.TicketReprinted(
            hall=hall.slug,
            at=order.at,
            ticket=ticket.id,
            number=ticket.number,
            line=ticket.line,
            job=job,
            copy=number,
            printer=order.printer,
            reason=order.reason,
            by=order.by,
        )
    )
    found = log.job(job)
    if found is None:
        raise LookupError(job)
    return found


def _record(
    log: HallLog, job: Job, kind: type[ev.TicketEvent], now: datetime, **facts: Any
) -> None:
    """Write an event of a job's ticket; a sheet without a ticket has no place in the journal."""
    ticket = log.ticket(job.ticket) if job.ticket else None
    if ticket is None:
        return
    facts |= {"ticket": ticket.id, "number": ticket.number, "line": ticket.line, "job": job.id}
    log.record(kind(hall=ticket.hall, at=now, **facts))
