"""What an action does: pure decisions that return events or refuse.

Each takes what it needs to know and ``now``; the actions fetch, these decide, the log records.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypedDict

from kiosk.domain import errors
from kiosk.domain import events as ev
from kiosk.domain.calling import next_ticket
from kiosk.domain.counters import Counter
from kiosk.domain.tickets import AT_COUNTER, State, Ticket


class _Facts(TypedDict):
    hall: str
    at: datetime
    ticket: str
    number: str
    line: str


def _facts(ticket: Ticket, now: datetime) -> _Facts:
    return {
        "hall": ticket.hall,
        "at": now,
        "ticket": ticket.id,
        "number": ticket.number,
        "line": ticket.line,
    }


def call(
    counter: Counter,
    current: Ticket | None,
    waiting: Iterable[Ticket],
    *,
    patience: timedelta,
    now: datetime,
    tap: str | None = None,
) -> list[ev.Event]:
    """Finish the present visitor and call the next one.

    Returns only the finish, or nothing, when nobody waits.

    Raises:
        CounterClosedError: The counter is not open.
    """
    if not counter.open:
        raise errors.CounterClosedError(counter=counter.slug)
    done: list[ev.Event] = [finish(counter, current, now)] if current else []
    choice = next_ticket(waiting, patience, now)
    if choice is None:
        return done
    ticket = choice.ticket
    reason = "wanted" if ticket.wanted == counter.slug else choice.reason
    called = ev.TicketCalled(
        **_facts(ticket, now),
        counter=counter.slug,
        attempt=1,
        priority=ticket.priority,
        language=ticket.language,
        reason=reason,
        overtook=choice.overtook,
        tap=tap,
    )
    return [*done, called]


def finish(counter: Counter, current: Ticket | None, now: datetime) -> ev.TicketFinished:
    """End the visit at a counter."""
    ticket = _present(counter, current)
    return ev.TicketFinished(**_facts(ticket, now), counter=counter.slug)


def recall(counter: Counter, current: Ticket | None, now: datetime) -> ev.TicketRecalled:
    """Call the same visitor once more."""
    ticket = _called(counter, current)
    return ev.TicketRecalled(
        **_facts(ticket, now),
        counter=counter.slug,
        attempt=ticket.attempt + 1,
        priority=ticket.priority,
        language=ticket.language,
    )


def begin(counter: Counter, current: Ticket | None, now: datetime) -> ev.TicketBegun:
    """Note that the visitor has come."""
    ticket = _called(counter, current)
    return ev.TicketBegun(**_facts(ticket, now), counter=counter.slug)


def no_show(counter: Counter, current: Ticket | None, now: datetime) -> ev.TicketNoShow:
    """Note that the visitor did not come."""
    ticket = _called(counter, current)
    return ev.TicketNoShow(**_facts(ticket, now), counter=counter.slug)


def hold(counter: Counter, current: Ticket | None, note: str, now: datetime) -> ev.TicketHeld:
    """Let the visitor leave the counter for a while."""
    ticket = _present(counter, current)
    return ev.TicketHeld(**_facts(ticket, now), counter=counter.slug, note=note)


def resume(
    counter: Counter, current: Ticket | None, held: Ticket | None, now: datetime
) -> ev.TicketResumed:
    """Take a visitor on hold back to the counter."""
    _open(counter)
    if current:
        raise errors.CounterBusyError(counter=counter.slug, number=current.number)
    if held is None:
        raise errors.NothingHeldError(counter=counter.slug)
    if held.state is not State.ON_HOLD:
        raise errors.TicketStateError(number=held.number, state=held.state)
    return ev.TicketResumed(**_facts(held, now), counter=counter.slug)


def transfer(
    counter: Counter, current: Ticket | None, line: str, wanted: str | None, now: datetime
) -> ev.TicketTransferred:
    """Send the visitor on; they keep their time of arrival and their number."""
    ticket = _present(counter, current)
    facts = _facts(ticket, now)
    facts["line"] = line
    return ev.TicketTransferred(**facts, counter=counter.slug, wanted=wanted)


def cancel(ticket: Ticket, now: datetime, reason: str = "visitor") -> ev.TicketCancelled:
    """Give a place up; somebody who is being served, or has been, has none to give."""
    if ticket.state not in {State.WAITING, State.CALLED, State.ON_HOLD}:
        raise errors.TicketStateError(number=ticket.number, state=ticket.state)
    counter = ticket.counter if ticket.state is State.CALLED else None
    return ev.TicketCancelled(**_facts(ticket, now), reason=reason, counter=counter)


def open_counter(
    counter: Counter, hall: str, lines: tuple[str, ...], officer: str | None, now: datetime
) -> list[ev.Event]:
    """Open a counter; opening an open one by the same officer changes nothing."""
    if counter.open and counter.officer == officer:
        return []
    return [ev.CounterOpened(hall=hall, at=now, counter=counter.slug, lines=lines, officer=officer)]


def close_counter(
    counter: Counter, hall: str, current: Ticket | None, now: datetime
) -> list[ev.Event]:
    """Close a counter; refused while a visitor is there, so that nobody is forgotten."""
    if current:
        raise errors.CounterBusyError(counter=counter.slug, number=current.number)
    if not counter.open:
        return []
    return [ev.CounterClosed(hall=hall, at=now, counter=counter.slug, officer=counter.officer)]


def _open(counter: Counter) -> None:
    if not counter.open:
        raise errors.CounterClosedError(counter=counter.slug)


def _present(counter: Counter, current: Ticket | None) -> Ticket:
    _open(counter)
    if current is None or current.state not in AT_COUNTER:
        raise errors.CounterEmptyError(counter=counter.slug)
    return current


def _called(counter: Counter, current: Ticket | None) -> Ticket:
    ticket = _present(counter, current)
    if ticket.state is not State.CALLED:
        raise errors.NotCalledError(counter=counter.slug, number=ticket.number)
    return ticket
