"""A long past: 100,000 served tickets, written as the actions would have written them."""

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, insert, update

from kiosk.domain import decisions
from kiosk.domain import events as ev
from kiosk.domain.counters import Counter
from kiosk.domain.journal import canonical, seal
from kiosk.domain.numbering import new_ticket_id, ticket_number
from kiosk.domain.replay import HallState
from kiosk.domain.tickets import Ticket
from kiosk.storage.tables import halls, journal, tickets

A_DAY = 500
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def write_past(engine: Engine, hall: str, count: int, before: datetime) -> None:
    """Give ``hall``, which must be new, ``count`` served tickets on the days before ``before``."""
    state, rows = HallState(), []
    for event in _events(state, hall, count, before):
        state.apply(event)
        head, body = state.head, canonical(event.body())
        seq, prev = head.seq + 1, head.hash
        head.seq, head.hash = seq, seal(prev, hall, seq, event.at, event.kind, body)
        rows.append(
            {"hall": hall, "seq": seq, "at": event.at, "kind": event.kind, "body": body}
            | {"prev_hash": prev, "hash": head.hash}
        )
    names = [item.name for item in fields(Ticket)]
    with engine.begin() as connection:
        connection.execute(insert(journal), rows)
        all_tickets = [{n: getattr(t, n) for n in names} for t in state.tickets.values()]
        connection.execute(insert(tickets), all_tickets)
        head = state.head
        connection.execute(
            update(halls).where(halls.c.slug == hall),
            {"seq": head.seq, "hash": head.hash, "day": head.day}
            | {"state": json.dumps(head.to_json())},
        )


def _events(state: HallState, hall: str, count: int, before: datetime) -> Iterator[ev.Event]:
    days = -(-count // A_DAY)
    first = before.astimezone(ZONE).replace(hour=8, minute=0, second=0, microsecond=0)
    for index in range(days):
        start = first - timedelta(days=days - index)
        yield ev.DayBegun(hall=hall, at=start, day=start.date())
        yield from decisions.open_counter(Counter(slug="1"), hall, ("ho-tich",), "mai", start)
        for sequence in range(1, min(A_DAY, count - index * A_DAY) + 1):
            now = start + timedelta(minutes=sequence)
            issued = ev.TicketIssued(
                hall=hall,
                at=now,
                ticket=new_ticket_id(),
                number=ticket_number("A", sequence),
                line="ho-tich",
                sequence=sequence,
                day=start.date(),
                tap=new_ticket_id(),
            )
            yield issued
            yield from _visit(state, issued.ticket, now)


def _visit(state: HallState, ticket: str, now: datetime) -> Iterator[ev.Event]:
    counter, waiting = state.head.counter("1"), [state.tickets[ticket]]
    yield from decisions.call(counter, None, waiting, patience=timedelta(minutes=45), now=now)
    yield decisions.finish(state.head.counter("1"), state.tickets[ticket], now)
