"""The counter's keys: one function each, one transaction each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from config.hall import HallSettings
from kiosk.actions.days import begin_day
from kiosk.actions.halls import counter_of, line_of, open_counters, patience
from kiosk.actions.ports import HallLog, Work
from kiosk.domain import decisions, errors
from kiosk.domain.counters import Counter
from kiosk.domain.events import Event, TicketCalled, TicketEvent
from kiosk.domain.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Place:
    """Which counter acts, and when."""

    hall: HallSettings
    counter: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Call:
    """Whom a counter called, and why; no ticket when nobody waits."""

    ticket: Ticket | None
    reason: str = ""
    overtook: str | None = None


def call_next(work: Work, place: Place, tap: str | None = None) -> Call:
    """Finish the present visitor and call the next; the same ``tap`` again calls nobody else.

    Raises:
        CounterClosedError: The counter is not open.
    """
    settings = counter_of(place.hall, place.counter)

    def call(log: HallLog) -> Call:
        counter, current = _present(log, place)
        if tap and counter.tap == tap:
            return Call(current)
        opened = open_counters(place.hall, log.head)
        waiting = log.candidates(place.counter, settings.lines, opened)
        events = decisions.call(
            counter, current, waiting, patience=patience(place.hall), now=place.now, tap=tap
        )
        for event in events:
            log.record(event)
        called = next((event for event in events if isinstance(event, TicketCalled)), None)
        if called is None:
            return Call(None)
        return Call(log.ticket(called.ticket), called.reason, called.overtook)

    return work.together(place.hall.slug, call)


def recall(work: Work, place: Place) -> Ticket:
    """Call the same visitor once more."""
    return _act(work, place, decisions.recall)


def begin(work: Work, place: Place) -> Ticket:
    """Note that the visitor has come."""
    return _act(work, place, decisions.begin)


def finish(work: Work, place: Place) -> Ticket:
    """End the visit."""
    return _act(work, place, decisions.finish)


def no_show(work: Work, place: Place) -> Ticket:
    """Note that the visitor did not come."""
    return _act(work, place, decisions.no_show)


def hold(work: Work, place: Place, note: str) -> Ticket:
    """Let the visitor leave the counter for a while."""
    return _act(work, place, lambda *who: decisions.hold(who[0], who[1], note, who[2]))


def resume(work: Work, place: Place, ticket_id: str | None) -> Ticket:
    """Take a visitor on hold back; without an id the one this counter held last."""
    counter_of(place.hall, place.counter)
    with work.hall(place.hall.slug) as log:
        counter, current = _present(log, place)
        held = log.ticket(ticket_id) if ticket_id else log.held(place.counter)
        if ticket_id and held is None:
            raise errors.TicketUnknownError
        event = decisions.resume(counter, current, held, place.now)
        log.record(event)
        return _after(log, event)


def transfer(work: Work, place: Place, line: str | None, to_counter: str | None) -> Ticket:
    """Send the visitor to another line or counter; the time of arrival is kept."""
    if line is not None:
        line_of(place.hall, line)
    if to_counter is not None:
        lines = counter_of(place.hall, to_counter).lines
        line = line if line is not None else lines[0]
    if line is None:
        raise errors.InputError(field="line", fault="missing")
    target: str = line
    return _act(
        work, place, lambda *who: decisions.transfer(who[0], who[1], target, to_counter, who[2])
    )


def open_counter(work: Work, place: Place, officer: str) -> Counter:
    """Open a counter for an officer."""
    lines = counter_of(place.hall, place.counter).lines
    with work.hall(place.hall.slug) as log:
        begin_day(log, place.hall, place.now)
        counter = log.head.counter(place.counter)
        for event in decisions.open_counter(counter, place.hall.slug, lines, officer, place.now):
            log.record(event)
        return log.head.counter(place.counter)


def close_counter(work: Work, place: Place) -> Counter:
    """Close a counter; refused while a visitor is there."""
    counter_of(place.hall, place.counter)
    with work.hall(place.hall.slug) as log:
        counter, current = _present(log, place)
        for event in decisions.close_counter(counter, place.hall.slug, current, place.now):
            log.record(event)
        return log.head.counter(place.counter)


def _act(
    work: Work,
    place: Place,
    decide: Callable[[Counter, Ticket | None, datetime], TicketEvent],
) -> Ticket:
    counter_of(place.hall, place.counter)
    with work.hall(place.hall.slug) as log:
        counter, current = _present(log, place)
        event = decide(counter, current, place.now)
        log.record(event)
        return _after(log, event)


def _present(log: HallLog, place: Place) -> tuple[Counter, Ticket | None]:
    """Return a counter and who is there, once the places of the day before are ended."""
    begin_day(log, place.hall, place.now)
    counter = log.head.counter(place.counter)
    return counter, log.ticket(counter.ticket) if counter.ticket else None


def _after(log: HallLog, event: Event) -> Ticket:
    ticket = log.ticket(event.ticket) if isinstance(event, TicketEvent) else None
    if ticket is None:
        raise LookupError(f"{event.kind} left no ticket")
    return ticket
