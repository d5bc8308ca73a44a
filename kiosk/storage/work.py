"""Halls under lock: rows and journal written in one transaction."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import date
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Connection,
    Engine,
    Executable,
    Result,
    Select,
    Update,
    bindparam,
    func,
    insert,
    literal_column,
    or_,
    select,
    union_all,
    update,
)

from kiosk.domain.errors import HallUnknownError
from kiosk.domain.events import Event, TicketEvent, TicketIssued
from kiosk.domain.evolve import issued, ticket_after
from kiosk.domain.head import Head
from kiosk.domain.journal import canonical, seal
from kiosk.domain.numbering import prefix_of
from kiosk.domain.printing import Printout, Sheet
from kiosk.domain.tickets import LEFT_OVER, State, Ticket
from kiosk.storage.jobs import Job, job_of, job_row, jobs_of, sheet_row, write_job
from kiosk.storage.journal import Entry
from kiosk.storage.tables import halls, journal, print_jobs, tickets
from kiosk.storage.together import Together

T = TypeVar("T")

COLUMNS = tuple(tickets.c[item.name] for item in fields(Ticket))
_NAMES = tuple(item.name for item in fields(Ticket))

_HEAD = select(halls.c.seq, halls.c.hash, halls.c.day, halls.c.state).where(
    halls.c.slug == bindparam("hall")
)
LOCK = _HEAD.with_for_update()
_BY_TAP = select(*COLUMNS).where(
    tickets.c.hall == bindparam("hall"), tickets.c.tap == bindparam("tap")
)
_BY_ID = select(*COLUMNS).where(
    tickets.c.hall == bindparam("hall"), tickets.c.id == bindparam("id")
)
_INSERT_TICKET = insert(tickets)
_INSERT_JOURNAL = insert(journal)
_UPDATE_HALL = update(halls).where(halls.c.slug == bindparam("key"))
_INSERT_JOB = insert(print_jobs)


def ticket_of(row: Any) -> Ticket:
    """Build a ticket from a row of ``COLUMNS``."""
    facts = dict(zip(_NAMES, row, strict=True))
    facts["state"] = State(facts["state"])
    return Ticket(**facts)


def _row(ticket: Ticket) -> dict[str, Any]:
    return {name: getattr(ticket, name) for name in _NAMES}


@cache
def _ticket_update(names: tuple[str, ...]) -> Update:
    """Build the update of some columns once."""
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    return update(tickets).where(tickets.c.id == bindparam("key")).values(values)


@cache
def _candidates(lines: int) -> CompoundSelect[Any]:
    """Build the query once for each number of lines; each part reads one row of an index."""
    waiting = select(*COLUMNS).where(
        tickets.c.hall == bindparam("hall"), tickets.c.state == literal_column("'waiting'")
    )
    opened: BindParameter[str] = bindparam("opened", expanding=True)
    anyone = or_(tickets.c.wanted.is_(None), tickets.c.wanted.not_in(opened))
    heads = [
        waiting.where(tickets.c.line == bindparam(f"line{index}"), anyone)
        .order_by(claim, tickets.c.sequence, tickets.c.id)
        .limit(1)
        for index in range(lines)
        for claim in (tickets.c.arrived_at, tickets.c.rank_at)
    ]
    wanted = waiting.where(tickets.c.wanted == bindparam("counter"))
    return union_all(*(select(*part.subquery().c) for part in (*heads, wanted)))


def head_of(connection: Connection, hall: str, query: Select[Any] = _HEAD) -> Head:
    """Return a hall's head; HallUnknownError when the database has no such hall."""
    row = connection.execute(query, {"hall": hall}).one_or_none()
    if row is None:
        raise HallUnknownError(hall=hall)
    return Head.from_json(row.seq, row.hash, row.day, json.loads(row.state))


class SqlLog:
    """A locked hall; see ``kiosk.actions.ports.HallLog``."""

    def __init__(self, connection: Connection, hall: str) -> None:
        self._connection, self._hall = connection, hall
        self.head = head_of(connection, hall, LOCK)
        self._start = self.head.seq
        self.entries: list[Entry] = []
        self._seen: dict[str, Ticket] = {}
        # Not in the tables yet: many who come at once are inserted at once.
        self._new: dict[str, Ticket] = {}
        self._new_jobs: list[dict[str, Any]] = []

    @property
    def changed(self) -> bool:
        """Whether anything was recorded."""
        return self.head.seq != self._start

    def ticket(self, ticket_id: str) -> Ticket | None:
        """Return a ticket of this hall."""
        if ticket_id in self._seen:
            return self._seen[ticket_id]
        return self._one(_BY_ID, {"hall": self._hall, "id": ticket_id})

    def ticket_by_tap(self, tap: str) -> Ticket | None:
        """Return the ticket that a tap was answered with."""
        new = (one for one in self._new.values() if one.tap == tap)
        return next(new, None) or self._one(_BY_TAP, {"hall": self._hall, "tap": tap})

    def last_sequence(self, prefix: str, day: date) -> int:
        """Return the last figure given with a prefix on a day; 0 when none was."""
        known = self.head.numbers.get(prefix)
        if known and known[0] == day:
            return known[1]
        # The first of a day, or of a day that comes again because a clock was set back.
        query = select(tickets.c.number, tickets.c.sequence).where(
            tickets.c.hall == self._hall,
            tickets.c.day == day,
            tickets.c.number.startswith(prefix, autoescape=True),
        )
        rows = self._read(query)
        return max((row.sequence for row in rows if prefix_of(row.number) == prefix), default=0)

    def candidates(self, counter: str, lines: Sequence[str], opened: Sequence[str]) -> list[Ticket]:
        """Return the earliest by arrival and by rank of each line, and who wants this counter."""
        values = {"hall": self._hall, "counter": counter, "opened": opened} | {
            f"line{index}": line for index, line in enumerate(lines)
        }
        rows = self._read(_candidates(len(lines)), values)
        found = [ticket_of(row) for row in rows]
        return list({ticket.id: ticket for ticket in found}.values())

    def held(self, counter: str) -> Ticket | None:
        """Return the ticket that a counter put on hold last."""
        query = (
            select(*COLUMNS)
            .where(
                tickets.c.hall == self._hall,
                tickets.c.state == State.ON_HOLD,
                tickets.c.counter == counter,
            )
            .order_by(tickets.c.called_at.desc())
            .limit(1)
        )
        return self._one(query, {})

    def leftovers(self, day: date) -> list[Ticket]:
        """Return the tickets of days before ``day`` that still wait or are on hold."""
        query = (
            select(*COLUMNS)
            .where(
                tickets.c.hall == self._hall,
                tickets.c.state.in_(LEFT_OVER),
                tickets.c.day < day,
            )
            .order_by(tickets.c.arrived_at, tickets.c.sequence)
        )
        return [ticket_of(row) for row in self._read(query)]

    def ahead(self, ticket: Ticket) -> int:
        """Return how many of its line are called before a waiting ticket."""
        self.flush()
        return ahead(self._connection, ticket)

    def record(self, event: Event) -> Event:
        """Write an event to the journal and its effect to the rows."""
        before, after = self._change(event)
        waiting = self.head.apply(event, before, after)
        if waiting:
            event = replace(cast("Any", event), waiting=waiting)
        self._append(event)
        return event

    def print_job(self, printout: Printout) -> str:
        """Queue a printout in the same transaction; return the job's id."""
        return self._put_job(job_row(printout))

    def print_sheet(self, sheet: Sheet) -> str:
        """Queue a sheet without a ticket; return the job's id."""
        return self._put_job(sheet_row(self._hall, sheet))

    def job(self, job: str) -> Job | None:
        """Return a print job of this hall."""
        self.flush()
        return job_of(self._connection, self._hall, job)

    def copies(self, ticket: str) -> list[Job]:
        """Return a ticket's print jobs, the original first."""
        self.flush()
        return jobs_of(self._connection, self._hall, ticket)

    def change_job(self, job: str, **values: Any) -> None:
        """Write what is new of a print job; ``id`` gives it a new one."""
        self.flush()
        write_job(self._connection, job, values)

    def _put_job(self, row: dict[str, Any]) -> str:
        self._new_jobs.append(row)
        return str(row["id"])

    def flush(self) -> None:
        """Insert what is new, tickets before the jobs that print them."""
        if self._new:
            self._connection.execute(_INSERT_TICKET, [_row(one) for one in self._new.values()])
            self._new = {}
        if self._new_jobs:
            self._connection.execute(_INSERT_JOB, self._new_jobs)
            self._new_jobs = []

    def write(self) -> None:
        """Write the journal rows and the head; called once, before the commit."""
        self.flush()
        if not self.changed:
            return
        self._connection.execute(_INSERT_JOURNAL, [vars(entry) for entry in self.entries])
        head = self.head
        self._connection.execute(
            _UPDATE_HALL,
            {
                "key": self._hall,
                "seq": head.seq,
                "hash": head.hash,
                "day": head.day,
                "state": json.dumps(head.to_json()),
            },
        )

    def _change(self, event: Event) -> tuple[Ticket | None, Ticket | None]:
        if isinstance(event, TicketIssued):
            after = issued(event)
            self._new[after.id] = self._seen[after.id] = after
            return None, after
        if not isinstance(event, TicketEvent):
            return None, None
        before = self.ticket(event.ticket)
        if before is None:
            raise LookupError(f"{event.kind} of a ticket that is not there: {event.number}")
        after = ticket_after(before, event)
        if after is not before:
            self._update(before, after)
        return before, after

    def _read(self, query: Executable, values: dict[str, Any] | None = None) -> Result[Any]:
        self.flush()
        return self._connection.execute(query, values)

    def _update(self, before: Ticket, after: Ticket) -> None:
        self.flush()
        changed = tuple(n for n in _NAMES if getattr(after, n) != getattr(before, n))
        self._seen[after.id] = after
        if changed:
            values = {f"new_{name}": getattr(after, name) for name in changed}
            self._connection.execute(_ticket_update(changed), {"key": after.id} | values)

    def _append(self, event: Event) -> None:
        body = canonical(event.body())
        seq, prev = self.head.seq + 1, self.head.hash
        self.head.seq = seq
        self.head.hash = seal(prev, self._hall, seq, event.at, event.kind, body)
        entry = Entry(self._hall, seq, event.at, event.kind, body, prev, self.head.hash)
        self.entries.append(entry)

    def _one(self, query: Select[Any], values: dict[str, Any]) -> Ticket | None:
        row = self._connection.execute(query, values).one_or_none()
        if row is None:
            return None
        ticket = ticket_of(row)
        self._seen[ticket.id] = ticket
        return ticket


_AHEAD = select(func.count()).where(
    tickets.c.hall == bindparam("hall"),
    tickets.c.state == literal_column("'waiting'"),
    tickets.c.line == bindparam("line"),
    (tickets.c.rank_at < bindparam("rank_at"))
    | ((tickets.c.rank_at == bindparam("rank_at")) & (tickets.c.sequence < bindparam("sequence"))),
)


def ahead(connection: Connection, ticket: Ticket) -> int:
    """Return how many of its line wait with an earlier rank than a waiting ticket."""
    if ticket.state is not State.WAITING:
        return 0
    values = {
        "hall": ticket.hall,
        "line": ticket.line,
        "rank_at": ticket.rank_at,
        "sequence": ticket.sequence,
    }
    return int(connection.execute(_AHEAD, values).scalar_one())


class SqlWork:
    """Access to halls; ``published`` hears what each commit wrote to a hall's journal.

    ``pause`` lets other requests that have arrived come as far as ``together``.
    """

    def __init__(
        self,
        engine: Engine,
        published: Callable[[Sequence[Entry]], None],
        pause: Callable[[], None] = lambda: None,
    ) -> None:
        self._engine, self._published = engine, published
        self._together = Together(self.hall, pause)

    def together(self, slug: str, act: Callable[[SqlLog], T]) -> T:
        """Run ``act`` in a transaction that others share; see ``kiosk.actions.ports.Work``."""
        return self._together.run(slug, act)

    @contextmanager
    def hall(self, slug: str) -> Iterator[SqlLog]:
        """Take a hall's lock; commit at the end of the block, undo everything on an error."""
        with self._engine.connect() as bare:
            connection = bare.execution_options(begin="IMMEDIATE")
            with connection.begin():
                log = SqlLog(connection, slug)
                yield log
                log.write()
        if log.changed:
            self._published(log.entries)
