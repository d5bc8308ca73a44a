"""Checking a hall: the chain of its journal, and every row against what the journal says."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, Engine, select

from kiosk.domain.head import Head
from kiosk.domain.journal import GENESIS, seal
from kiosk.domain.replay import HallState
from kiosk.domain.tickets import Ticket
from kiosk.storage.journal import Entry, all_entries
from kiosk.storage.tables import halls, tickets
from kiosk.storage.work import COLUMNS, head_of, ticket_of


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check of a hall found; ``difference`` is empty when all is well."""

    hall: str
    seq: int
    head: str
    """Hash of the last row: whoever kept it can prove later that nothing was rewritten."""

    tickets: int
    difference: str = ""


def verify(engine: Engine) -> list[Verdict]:
    """Check every hall, each in one consistent read; stop at a hall's first difference."""
    options = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with engine.connect() as bare:
        connection = bare.execution_options(**options)
        with connection.begin():
            slugs = connection.execute(select(halls.c.slug).order_by(halls.c.slug)).scalars()
            return [_hall(connection, slug) for slug in list(slugs)]


def _hall(connection: Connection, slug: str) -> Verdict:
    state, last = HallState(), Entry(slug, 0, None, "", "", "", GENESIS)  # type: ignore[arg-type]  # before the first row
    for entry in all_entries(connection, slug):
        fault = _chain_fault(last, entry) or _apply_fault(state, entry)
        if fault:
            return Verdict(slug, entry.seq, last.hash, len(state.tickets), fault)
        last = entry
    state.head.seq, state.head.hash = last.seq, last.hash
    fault = next(_row_faults(connection, slug, state), "")
    return Verdict(slug, last.seq, last.hash, len(state.tickets), fault)


def _chain_fault(last: Entry, entry: Entry) -> str:
    where = f"journal row {entry.seq}"
    if entry.seq != last.seq + 1:
        return f"{where}: row {last.seq + 1} is missing"
    if entry.prev_hash != last.hash:
        return f"{where}: does not follow on row {last.seq} (its previous hash is another)"
    sealed = seal(last.hash, entry.hall, entry.seq, entry.at, entry.kind, entry.body)
    if sealed != entry.hash:
        return f"{where}: {entry.kind} was changed after it was written (its hash is another)"
    return ""


def _apply_fault(state: HallState, entry: Entry) -> str:
    try:
        state.apply(entry.event)
    except (KeyError, TypeError, ValueError) as error:
        return f"journal row {entry.seq}: {entry.kind} cannot be replayed ({error!r})"
    return ""


def _row_faults(connection: Connection, slug: str, state: HallState) -> Iterator[str]:
    yield from _head_faults(head_of(connection, slug), state.head)
    seen = set()
    query = select(*COLUMNS).where(tickets.c.hall == slug).order_by(tickets.c.issued_at)
    for row in connection.execute(query):
        ticket = ticket_of(row)
        seen.add(ticket.id)
        yield from _ticket_faults(ticket, state.tickets.get(ticket.id))
    missing = [ticket.number for key, ticket in state.tickets.items() if key not in seen]
    if missing:
        yield f"ticket {missing[0]}: stands in the journal and not in the table"


def _ticket_faults(row: Ticket, told: Ticket | None) -> Iterator[str]:
    if told is None:
        yield f"ticket {row.number} of {row.day}: stands in the table and not in the journal"
        return
    yield from _differences(f"ticket {row.number} of {row.day}", row, told)


def _differences(what: str, row: Any, told: Any) -> Iterator[str]:
    for item in fields(row):
        there, expected = getattr(row, item.name), getattr(told, item.name)
        if there != expected:
            yield f"{what}: {item.name} is {there!s}, the journal says {expected!s}"


def _head_faults(row: Head, told: Head) -> Iterator[str]:
    yield from _differences("hall", _bare(row), _bare(told))
    for counter in sorted({*row.counters, *told.counters}):
        yield from _differences(f"counter {counter}", row.counter(counter), told.counter(counter))
    for line in sorted({*row.lines, *told.lines}):
        there, expected = row.lines.get(line, 0), told.lines.get(line, 0)
        if there != expected:
            yield f"line {line}: {there} wait, the journal says {expected}"


def _bare(head: Head) -> Head:
    return Head(seq=head.seq, hash=head.hash, day=head.day, numbers=head.numbers, rolls=head.rolls)
