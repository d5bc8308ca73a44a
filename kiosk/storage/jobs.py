"""Print jobs: queued with the ticket, handed to the agent, reported by it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, and_, func, or_, select, update

from kiosk.domain.numbering import new_ticket_id
from kiosk.domain.printing import OPEN, JobState, Printout, Sheet
from kiosk.storage.tables import print_jobs

RECENT = 200
"""Jobs shown at most."""


@dataclass(frozen=True, slots=True)
class Job:
    """A row of ``print_jobs``."""

    id: str
    hall: str
    ticket: str | None
    """None for a sheet that belongs to no ticket."""
    kind: str
    content: dict[str, Any] | None
    copy: int
    printer: str
    state: str
    attempts: int
    ahead: int
    low: int
    high: int
    created_at: datetime
    expires_at: datetime
    handed_at: datetime | None
    """From then on an agent may have it."""
    began_at: datetime | None
    state_at: datetime
    ended_at: datetime | None
    note: str
    """What went wrong last, as a code."""
    asked_by: str | None
    wish: str | None
    """``hold``, ``drop`` or ``move``: what is to become of it as soon as its agent lets it go."""
    wish_by: str | None
    wish_printer: str | None

    @property
    def held(self) -> bool:
        """Whether it is held back here and no agent has it."""
        return self.wish == "hold" and self.handed_at is None


_COLUMNS = tuple(print_jobs.c[item.name] for item in fields(Job))
_IS_OPEN = print_jobs.c.state.in_(sorted(OPEN))
_TO_HAND = or_(print_jobs.c.wish.is_(None), print_jobs.c.handed_at.is_not(None))
_ORDER = (print_jobs.c.created_at, print_jobs.c.copy, print_jobs.c.id)


def job_row(printout: Printout) -> dict[str, Any]:
    """Return the row of a new job."""
    return _row(
        hall=printout.ticket.hall,
        ticket=printout.ticket.id,
        copy=printout.copy,
        printer=printout.printer,
        ahead=printout.ahead,
        low=printout.wait.low,
        high=printout.wait.high,
        at=printout.at,
        expires_at=printout.expires_at,
        asked_by=printout.asked_by,
        kind="large" if printout.large else "ticket",
        content=None,
    )


def sheet_row(hall: str, sheet: Sheet) -> dict[str, Any]:
    """Return the row of a new job without a ticket."""
    return _row(
        hall=hall,
        ticket=None,
        copy=0,
        printer=sheet.printer,
        ahead=0,
        low=0,
        high=0,
        at=sheet.at,
        expires_at=sheet.expires_at,
        asked_by=sheet.asked_by,
        kind=sheet.kind,
        content=dict(sheet.content),
    )


def _row(*, at: datetime, **facts: Any) -> dict[str, Any]:
    new = {"id": new_job_id(), "state": JobState.QUEUED, "created_at": at, "state_at": at}
    return facts | new


def new_job_id() -> str:
    """Return an id that no job has."""
    return new_ticket_id()


def job_of(connection: Connection, hall: str, job: str) -> Job | None:
    """Return a hall's job; None when there is none."""
    query = select(*_COLUMNS).where(print_jobs.c.hall == hall, print_jobs.c.id == job)
    row = connection.execute(query).one_or_none()
    return Job(*row) if row else None


def jobs_of(connection: Connection, hall: str, ticket: str) -> list[Job]:
    """Return a ticket's jobs, the original first."""
    query = select(*_COLUMNS).where(print_jobs.c.hall == hall, print_jobs.c.ticket == ticket)
    return [Job(*row) for row in connection.execute(query.order_by(print_jobs.c.copy))]


def write_job(connection: Connection, job: str, values: dict[str, Any]) -> None:
    """Write what is new of a job."""
    connection.execute(update(print_jobs).where(print_jobs.c.id == job).values(values))


class Jobs:
    """Reads of print jobs, and the note that an agent may have one."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, job: str) -> Job | None:
        """Return a job; None when there is none."""
        return next(iter(self._some(print_jobs.c.id == job)), None)

    def open_for(self, printers: Sequence[str]) -> list[Job]:
        """Return the jobs of some printers that an agent is to have, oldest first."""
        return self._some(print_jobs.c.printer.in_(printers), _IS_OPEN, _TO_HAND)

    def of_ticket(self, ticket: str) -> list[Job]:
        """Return a ticket's jobs."""
        return self._some(print_jobs.c.ticket == ticket)

    def sheets(self, hall: str) -> list[Job]:
        """Return a hall's open jobs that belong to no ticket."""
        return self._some(print_jobs.c.hall == hall, _IS_OPEN, print_jobs.c.ticket.is_(None))

    def lost_sheets(self, hall: str, kind: str) -> list[Job]:
        """Return a hall's sheets of a kind that failed or of which nobody knows, of any day."""
        return self._some(
            print_jobs.c.hall == hall,
            print_jobs.c.state.in_([JobState.UNCERTAIN, JobState.FAILED, JobState.EXPIRED]),
            print_jobs.c.kind == kind,
        )

    def of_hall(self, hall: str, since: datetime) -> list[Job]:
        """Return a hall's jobs that are open or uncertain, and the ones that failed since then."""
        looked_for = or_(
            _IS_OPEN,
            and_(
                print_jobs.c.state.in_([JobState.UNCERTAIN, JobState.FAILED, JobState.EXPIRED]),
                print_jobs.c.ended_at >= since,
            ),
        )
        return self._some(print_jobs.c.hall == hall, looked_for)[-RECENT:]

    def wished(self) -> list[Job]:
        """Return the jobs of which something is wished that has not come about."""
        return self._some(_IS_OPEN, print_jobs.c.wish.is_not(None))

    def overdue(self, now: datetime) -> list[Job]:
        """Return the jobs whose time is over and that no agent told the end of."""
        held = and_(print_jobs.c.wish == "hold", print_jobs.c.handed_at.is_(None))
        return self._some(_IS_OPEN, print_jobs.c.expires_at <= now, ~func.coalesce(held, False))

    def queued(self) -> dict[str, tuple[int, datetime]]:
        """Return how many jobs wait or print and since when the oldest does, by printer."""
        query = (
            select(print_jobs.c.printer, func.count(), func.min(print_jobs.c.created_at))
            .where(_IS_OPEN)
            .group_by(print_jobs.c.printer)
        )
        with self._engine.connect() as connection:
            return {row[0]: (row[1], row[2]) for row in connection.execute(query)}

    def handed(self, job: str, now: datetime) -> None:
        """Note, before it is sent, that an agent may have a job from now on."""
        with self._engine.execution_options(begin="IMMEDIATE").begin() as connection:
            connection.execute(
                update(print_jobs)
                .where(print_jobs.c.id == job, print_jobs.c.handed_at.is_(None))
                .values(handed_at=now)
            )

    def _some(self, *conditions: Any) -> list[Job]:
        query = select(*_COLUMNS).where(*conditions).order_by(*_ORDER)
        with self._engine.connect() as connection:
            return [Job(*row) for row in connection.execute(query)]
