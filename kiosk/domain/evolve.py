"""What an event does to a ticket, a counter and the figures of those who wait.

Storage writes its rows with these functions and ``verify`` recomputes them with the same ones,
so a row that says something else was not written by an action.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import singledispatch

from kiosk.domain import events as ev
from kiosk.domain.counters import Counter
from kiosk.domain.tickets import State, Ticket


def issued(event: ev.TicketIssued) -> Ticket:
    """Return the ticket that was issued."""
    arrived = event.arrived_at or event.at
    return Ticket(
        id=event.ticket,
        hall=event.hall,
        day=event.day,
        line=event.line,
        number=event.number,
        sequence=event.sequence,
        priority=event.priority,
        language=event.language,
        issued_at=event.at,
        arrived_at=arrived,
        rank_at=arrived - timedelta(minutes=event.head_start),
        tap=event.tap,
        kiosk=event.kiosk,
    )


def ticket_after(ticket: Ticket, event: ev.Event) -> Ticket:
    """Return the ticket as the event left it."""
    change = _TICKET.get(type(event))
    return change(ticket, event) if change else ticket


def _called(ticket: Ticket, event: ev.TicketCalled) -> Ticket:
    return replace(
        ticket,
        state=State.CALLED,
        counter=event.counter,
        attempt=event.attempt,
        called_at=event.at,
        began_at=None,
    )


def _recalled(ticket: Ticket, event: ev.TicketRecalled) -> Ticket:
    return replace(ticket, attempt=event.attempt, called_at=event.at)


def _begun(ticket: Ticket, event: ev.TicketBegun) -> Ticket:
    return replace(ticket, state=State.SERVING, began_at=event.at)


def _resumed(ticket: Ticket, event: ev.TicketResumed) -> Ticket:
    return replace(ticket, state=State.SERVING, counter=event.counter, began_at=event.at)


def _held(ticket: Ticket, event: ev.TicketHeld) -> Ticket:
    return replace(ticket, state=State.ON_HOLD, counter=event.counter)


def _transferred(ticket: Ticket, event: ev.TicketTransferred) -> Ticket:
    return replace(
        ticket,
        state=State.WAITING,
        line=event.line,
        wanted=event.wanted,
        counter=None,
        attempt=0,
        called_at=None,
        began_at=None,
    )


def _ended(state: State) -> Callable[[Ticket, ev.Event], Ticket]:
    def end(ticket: Ticket, event: ev.Event) -> Ticket:
        return replace(ticket, state=state, ended_at=event.at)

    return end


_TICKET: dict[type[ev.Event], Callable[..., Ticket]] = {
    ev.TicketCalled: _called,
    ev.TicketRecalled: _recalled,
    ev.TicketBegun: _begun,
    ev.TicketResumed: _resumed,
    ev.TicketHeld: _held,
    ev.TicketTransferred: _transferred,
    ev.TicketFinished: _ended(State.DONE),
    ev.TicketNoShow: _ended(State.NO_SHOW),
    ev.TicketCancelled: _ended(State.CANCELLED),
}


@singledispatch
def counter_after(event: ev.Event, counter: Counter) -> Counter:
    """Return the counter as the event left it; most events leave it alone."""
    del event
    return counter


@counter_after.register
def _(event: ev.CounterOpened, counter: Counter) -> Counter:
    return replace(counter, open=True, officer=event.officer, since=event.at)


@counter_after.register
def _(event: ev.CounterClosed, counter: Counter) -> Counter:
    return replace(counter, open=False, officer=None, since=event.at)


@counter_after.register
def _(event: ev.TicketCalled, counter: Counter) -> Counter:
    return replace(counter, ticket=event.ticket, tap=event.tap)


@counter_after.register
def _(event: ev.TicketResumed, counter: Counter) -> Counter:
    return replace(counter, ticket=event.ticket)


@counter_after.register(ev.TicketFinished)
@counter_after.register(ev.TicketNoShow)
@counter_after.register(ev.TicketHeld)
@counter_after.register(ev.TicketTransferred)
@counter_after.register(ev.TicketCancelled)
def _(event: ev.TicketEvent, counter: Counter) -> Counter:
    return replace(counter, ticket=None) if counter.ticket == event.ticket else counter


def waiting_changes(before: Ticket | None, after: Ticket) -> dict[str, int]:
    """Return by how much the figures of those who wait change, by line."""
    changes: dict[str, int] = {}
    if before is not None and before.state is State.WAITING:
        changes[before.line] = changes.get(before.line, 0) - 1
    if after.state is State.WAITING:
        changes[after.line] = changes.get(after.line, 0) + 1
    return changes
