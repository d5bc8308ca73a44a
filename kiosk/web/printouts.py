"""Printouts as JSON: what staff see of them."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any, cast
from zoneinfo import ZoneInfo

from config.hall import HallSettings
from kiosk.actions import ports
from kiosk.domain.errors import JobUnknownError
from kiosk.domain.numbering import hall_day
from kiosk.domain.printing import JobState, print_word
from kiosk.domain.tickets import Ticket
from kiosk.storage.jobs import Job
from kiosk.views import local
from kiosk.web.language import language
from kiosk.web.office import now, office
from kiosk.web.texts import printout

WISHES = {"hold": "holding", "drop": "dropping", "move": "moving"}


def jobs_json(hall: HallSettings) -> list[dict[str, Any]]:
    """Return a hall's printouts: open ones, uncertain ones, and those that failed today.

    An uncertain one is asked about only as long as its ticket is of use.
    """
    found = office().jobs.of_hall(hall.slug, _midnight(hall))
    tickets = office().queries.tickets({job.ticket for job in found if job.ticket})
    return [
        _json(job, tickets.get(job.ticket or ""), hall)
        for job in found
        if job.state != JobState.UNCERTAIN or _matters(tickets.get(job.ticket or ""))
    ]


def job_json(job_id: str, hall: HallSettings, before: ports.Job | None = None) -> dict[str, Any]:
    """Return a printout; ``before`` finds the one that has another id since it was moved.

    Raises:
        JobUnknownError: The hall has no such printout.
    """
    job = office().jobs.get(job_id)
    if job is None and before and before.ticket:
        mine = (one for one in office().jobs.of_ticket(before.ticket) if one.copy == before.copy)
        job = next(mine, None)
    if job is None or job.hall != hall.slug:
        job = cast("Job | None", before)  # the log reads the same rows
    if job is None:
        raise JobUnknownError
    tickets = office().queries.tickets({job.ticket} if job.ticket else ())
    return _json(job, tickets.get(job.ticket or ""), hall)


def _midnight(hall: HallSettings) -> datetime:
    zone = hall.timezone
    return datetime.combine(hall_day(now(), zone), time.min, ZoneInfo(zone))


def _matters(ticket: Ticket | None) -> bool:
    return ticket is None or ticket.ended_at is None


def _json(job: Job, ticket: Ticket | None, hall: HallSettings) -> dict[str, Any]:
    content = job.content or {}
    return {
        "job": job.id,
        "ticket": job.ticket,
        "number": ticket.number if ticket else content.get("number"),
        "line": ticket.line if ticket else content.get("line"),
        "kind": job.kind,
        "copy": job.copy,
        "printer": job.printer,
        "state": job.state,
        "print": print_word(job.state),
        "attempts": job.attempts,
        "note": job.note,
        "message": _words(job),
        "created_at": local(job.created_at, hall),
        "began_at": local(job.began_at, hall),
        "state_at": local(job.state_at, hall),
        "expires_at": local(job.expires_at, hall),
        "held": job.held,
        "wish": job.wish,
        "wish_printer": job.wish_printer,
        "asked_by": job.asked_by,
    }


def _words(job: Job) -> str:
    """Return what is the matter with a printout, in the asker's language."""
    code = next(filter(None, _codes(job)), "")
    facts = {"printer": job.wish_printer or job.printer}
    return printout(code, language(), **facts) if code else ""


def _codes(job: Job) -> Iterable[str]:
    """Yield what could be said of a printout, the most important first."""
    yield "held" if job.held else WISHES.get(job.wish or "", "")
    yield "uncertain" if job.state == JobState.UNCERTAIN else ""
    # A driver's note may go on after a colon, for the log.
    yield job.note.partition(":")[0]
    yield "trouble" if job.state in {JobState.FAILED, JobState.EXPIRED} else ""
    yield "no_agent" if job.state == JobState.QUEUED and job.handed_at is None else ""
