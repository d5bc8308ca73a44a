"""From a hall's settings to what the domain wants to know."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import wraps
from typing import TypeVar

from config.hall import CounterSettings, HallSettings, LineSettings
from kiosk.domain import errors
from kiosk.domain.calendar import Calendar, Hours
from kiosk.domain.estimates import Desk, Wait, estimate_wait
from kiosk.domain.head import Head

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
T = TypeVar("T")


def _once(compute: Callable[[HallSettings], T]) -> Callable[[HallSettings], T]:
    """Compute once for each settings object; hashing a whole hall would cost more."""
    known: dict[int, tuple[HallSettings, T]] = {}

    @wraps(compute)
    def cached(hall: HallSettings) -> T:
        found = known.get(id(hall))
        if found is None:
            found = known[id(hall)] = (hall, compute(hall))
        return found[1]

    return cached


def line_of(hall: HallSettings, slug: str) -> LineSettings:
    """Return a line; LineUnknownError when the hall has none of this name."""
    for line in hall.line:
        if line.slug == slug:
            return line
    raise errors.LineUnknownError(hall=hall.slug, line=slug)


def counter_of(hall: HallSettings, slug: str) -> CounterSettings:
    """Return a counter; CounterUnknownError when the hall has none of this name."""
    for counter in hall.counter:
        if counter.slug == slug:
            return counter
    raise errors.CounterUnknownError(hall=hall.slug, counter=slug)


def open_counters(hall: HallSettings, head: Head) -> list[str]:
    """Return the hall's counters that are open."""
    return [counter.slug for counter in hall.counter if head.counter(counter.slug).open]


def head_start(hall: HallSettings, priority: str | None) -> float:
    """Return a priority group's head start in minutes; 0 for no group."""
    if priority is None:
        return 0.0
    for group in hall.priority:
        if group.slug == priority:
            return group.head_start
    raise errors.PriorityUnknownError(hall=hall.slug, priority=priority)


def patience(hall: HallSettings) -> timedelta:
    """Return after what wait nobody overtakes any more."""
    return timedelta(minutes=hall.patience)


@_once
def calendar_of(hall: HallSettings) -> Calendar:
    """Return the hall's opening hours."""
    special: dict[date, int | None] = {
        day.date: None if day.like is None else WEEKDAYS.index(day.like) for day in hall.day
    }
    hours = tuple(
        Hours(
            frozenset(WEEKDAYS.index(day) for day in item.days),
            item.start,
            item.end,
            frozenset(item.lines),
        )
        for item in hall.hours
    )
    return Calendar(hall.timezone, hours, special)


def gives_numbers(hall: HallSettings, line: str, now: datetime) -> bool:
    """Tell whether a line gives numbers now."""
    return hall.outside_hours == "allow" or calendar_of(hall).is_open(line, now)


def wait_for(hall: HallSettings, head: Head, line: str, ahead: int) -> Wait:
    """Estimate the wait behind ``ahead`` people of a line.

    Where no counter of the line is open yet, the counters are taken as if they opened.
    """
    counters = [(one.lines, head.counter(one.slug)) for one in hall.counter]
    staffed = any(counter.open and line in lines for lines, counter in counters)
    desks = [
        Desk(lines, busy=not staffed or counter.ticket is not None)
        for lines, counter in counters
        if counter.open or not staffed
    ]
    return estimate_wait(line, ahead, head.lines, _minutes(hall), desks)


@_once
def _minutes(hall: HallSettings) -> dict[str, float]:
    return {line.slug: line.minutes for line in hall.line}
