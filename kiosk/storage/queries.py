"""What pages read: no lock, no decision."""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, bindparam, select

from kiosk.domain.errors import HallUnknownError
from kiosk.domain.events import TicketCalled, TicketHeld
from kiosk.domain.head import Head
from kiosk.domain.tickets import AT_COUNTER, State, Ticket
from kiosk.storage.journal import Entry, entries_since
from kiosk.storage.tables import devices, halls, journal, print_jobs, tickets
from kiosk.storage.work import COLUMNS, ahead, head_of, ticket_of

RECENT_CALLS = 200
"""Journal rows looked through for a ticket that is at a counter or on hold."""


_TIPS = select(halls.c.slug, halls.c.seq, halls.c.hash)
_TICKET = select(*COLUMNS).where(tickets.c.id == bindparam("id"))
_PRINT = (
    select(print_jobs.c.state, print_jobs.c.printer)
    .where(print_jobs.c.ticket == bindparam("ticket"))
    .order_by(print_jobs.c.copy.desc())
    .limit(1)
)


PLACES_SECONDS = 2.0
"""For so long it is trusted where printers stand."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where printers stand, in each language, as read at a time of the monotonic clock."""

    read_at: float
    by_printer: dict[str, dict[str, str]]


class Queries:
    """Reads, each in a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._places = Places(-PLACES_SECONDS, {})

    def head(self, hall: str) -> Head | None:
        """Return a hall's head; None when the database has no such hall."""
        with self._engine.connect() as connection:
            try:
                return head_of(connection, hall)
            except HallUnknownError:
                return None

    def seqs(self) -> dict[str, int]:
        """Return the last journal row of every hall."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(halls.c.slug, halls.c.seq))
            return {row.slug: row.seq for row in rows}

    def tips(self) -> dict[str, tuple[int, str]]:
        """Return number and hash of the last journal row of every hall."""
        with self._engine.connect() as connection:
            rows = connection.execute(_TIPS)
            return {row.slug: (row.seq, row.hash) for row in rows}

    def ticket(self, ticket_id: str) -> tuple[Ticket, int] | None:
        """Return a ticket and how many of its line are called before it."""
        if "\0" in ticket_id:
            return None  # no ticket has it, and PostgreSQL takes no NUL
        with self._engine.connect() as connection:
            row = connection.execute(_TICKET, {"id": ticket_id}).one_or_none()
            if row is None:
                return None
            ticket = ticket_of(row)
            return ticket, ahead(connection, ticket)

    def present(self, hall: str) -> list[Ticket]:
        """Return who waits, is on hold or at a counter, by time of arrival."""
        states = [State.WAITING, State.ON_HOLD, *AT_COUNTER]
        query = (
            select(*COLUMNS)
            .where(tickets.c.hall == hall, tickets.c.state.in_(states))
            .order_by(tickets.c.arrived_at, tickets.c.sequence)
        )
        with self._engine.connect() as connection:
            return [ticket_of(row) for row in connection.execute(query)]

    def entries(self, hall: str, since: int, limit: int) -> list[Entry]:
        """Return up to ``limit`` journal rows after ``since``."""
        with self._engine.connect() as connection:
            return entries_since(connection, hall, since, limit)

    def last_entries(self, hall: str, kinds: Sequence[str], limit: int) -> list[Entry]:
        """Return the newest journal rows of some kinds, newest first."""
        query = (
            select(journal)
            .where(journal.c.hall == hall, journal.c.kind.in_(kinds))
            .order_by(journal.c.seq.desc())
            .limit(limit)
        )
        with self._engine.connect() as connection:
            return [Entry(*row) for row in connection.execute(query)]

    def tickets(self, ids: Collection[str]) -> dict[str, Ticket]:
        """Return tickets by id; those that are not there are missing."""
        if not ids:
            return {}
        query = select(*COLUMNS).where(tickets.c.id.in_(sorted(ids)))
        with self._engine.connect() as connection:
            found = (ticket_of(row) for row in connection.execute(query))
            return {ticket.id: ticket for ticket in found}

    def id_of(self, hall: str, day: date, number: str) -> str | None:
        """Return the id of the ticket with a number of a day; None when there is none."""
        mine = (tickets.c.hall == hall, tickets.c.day == day, tickets.c.number == number)
        with self._engine.connect() as connection:
            found: str | None = connection.execute(
                select(tickets.c.id).where(*mine)
            ).scalar_one_or_none()
        return found

    def print_state(self, ticket_id: str) -> str | None:
        """Return the state of a ticket's newest printout; None when none was asked for."""
        found = self.printout(ticket_id)
        return found[0] if found else None

    def printout(self, ticket_id: str) -> tuple[str, str] | None:
        """Return state and printer of a ticket's newest printout; None when there is none."""
        with self._engine.connect() as connection:
            row = connection.execute(_PRINT, {"ticket": ticket_id}).one_or_none()
        return (row.state, row.printer) if row else None

    def place(self, printer: str) -> dict[str, str] | None:
        """Return where a printer stands, as known within ``PLACES_SECONDS``; None: not told."""
        if time.monotonic() - self._places.read_at > PLACES_SECONDS:
            query = select(devices.c.name, devices.c.facts).where(devices.c.kind == "printer")
            with self._engine.connect() as connection:
                rows = connection.execute(query).all()
            self._places = Places(time.monotonic(), {row.name: place_of(row.facts) for row in rows})
        return self._places.by_printer.get(printer) or None

    def last_call(self, hall: str, ticket_id: str) -> TicketCalled | None:
        """Return why a ticket at a counter was called; None when it came back from hold."""
        for entry in self.last_entries(hall, [TicketCalled.kind], RECENT_CALLS):
            if isinstance(entry.event, TicketCalled) and entry.event.ticket == ticket_id:
                return entry.event
        return None

    def held_since(self, hall: str, ticket: Ticket) -> tuple[datetime, str]:
        """Return when a ticket on hold was put there, and why."""
        for entry in self.last_entries(hall, [TicketHeld.kind], RECENT_CALLS):
            if isinstance(entry.event, TicketHeld) and entry.event.ticket == ticket.id:
                return entry.at, entry.event.note
        return ticket.called_at or ticket.issued_at, ""

    def today(self, hall: str, counter: str, day: date) -> dict[str, Any]:
        """Return how many a counter served on a day, and how long a visit took on average."""
        query = select(tickets.c.called_at, tickets.c.ended_at).where(
            tickets.c.hall == hall,
            tickets.c.state == State.DONE,
            tickets.c.counter == counter,
            tickets.c.day == day,
        )
        with self._engine.connect() as connection:
            visits = [row.ended_at - row.called_at for row in connection.execute(query)]
        minutes = [visit.total_seconds() / 60 for visit in visits]
        mean = round(sum(minutes) / len(minutes), 1) if minutes else None
        return {"served": len(visits), "minutes": mean}


def place_of(facts: dict[str, Any]) -> dict[str, str]:
    """Return a printer's place in each language; empty when it has none."""
    said = {name: str(facts.get(f"place_{name}") or "") for name in ("vi", "en")}
    one = said["vi"] or said["en"]
    return {name: word or one for name, word in said.items()} if one else {}
