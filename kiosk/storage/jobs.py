"""Print jobs: queued with the ticket, handed to the agent, reported by it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, select, update

from kiosk.domain.numbering import new_ticket_id
from kiosk.domain.printing import Printout
from kiosk.storage.tables import print_jobs

OPEN = ("queued", "printing")


@dataclass(frozen=True, slots=True)
class Job:
    """A row of ``print_jobs``."""

    id: str
    hall: str
    ticket: str
    copy: int
    printer: str
    state: str
    ahead: int
    low: int
    high: int
    created_at: datetime
    expires_at: datetime
    state_at: datetime
    note: str


_COLUMNS = tuple(print_jobs.c[item.name] for item in fields(Job))


def job_row(printout: Printout) -> dict[str, Any]:
    """Return the row of a new job."""
    return {
        "id": new_ticket_id(),
        "hall": printout.ticket.hall,
        "ticket": printout.ticket.id,
        "copy": printout.copy,
        "printer": printout.printer,
        "state": "queued",
        "ahead": printout.ahead,
        "low": printout.wait.low,
        "high": printout.wait.high,
        "created_at": printout.ticket.issued_at,
        "state_at": printout.ticket.issued_at,
        "expires_at": printout.expires_at,
    }


def job_of(connection: Connection, hall: str, job: str) -> Job | None:
    """Return a hall's job; None when there is none."""
    query = select(*_COLUMNS).where(print_jobs.c.hall == hall, print_jobs.c.id == job)
    row = connection.execute(query).one_or_none()
    return Job(*row) if row else None


def write_state(connection: Connection, job: str, state: str, note: str, at: datetime) -> None:
    """Write a job's state."""
    values = {"state": state, "note": note[:200], "state_at": at}
    connection.execute(update(print_jobs).where(print_jobs.c.id == job).values(values))


class Jobs:
    """Reads of print jobs."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def hall_of(self, job: str) -> str | None:
        """Return the hall of a job."""
        query = select(print_jobs.c.hall).where(print_jobs.c.id == job)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one_or_none()

    def open_for(self, printers: Sequence[str]) -> list[Job]:
        """Return the jobs of some printers that are not done, oldest first."""
        return self._some(print_jobs.c.printer.in_(printers), print_jobs.c.state.in_(OPEN))

    def of_ticket(self, ticket: str) -> list[Job]:
        """Return a ticket's jobs."""
        return self._some(print_jobs.c.ticket == ticket)

    def overdue(self, now: datetime) -> list[Job]:
        """Return the jobs whose time is over and that no agent told the end of."""
        return self._some(print_jobs.c.state.in_(OPEN), print_jobs.c.expires_at <= now)

    def queued(self) -> dict[str, int]:
        """Return how many jobs wait or print, by printer."""
        query = (
            select(print_jobs.c.printer, func.count())
            .where(print_jobs.c.state.in_(OPEN))
            .group_by(print_jobs.c.printer)
        )
        with self._engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def _some(self, *conditions: Any) -> list[Job]:
        query = (
            select(*_COLUMNS)
            .where(*conditions)
            .order_by(print_jobs.c.created_at, print_jobs.c.copy, print_jobs.c.id)
        )
        with self._engine.connect() as connection:
            return [Job(*row) for row in connection.execute(query)]
