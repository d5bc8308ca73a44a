"""A hall's head: the small state that every action reads and writes under the hall's lock.

Who waits in numbers, who sits where, which figure comes next. All of it follows from the
journal; ``verify`` recomputes it.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from kiosk.domain import events as ev
from kiosk.domain.counters import Counter
from kiosk.domain.evolve import counter_after, waiting_changes
from kiosk.domain.journal import GENESIS
from kiosk.domain.numbering import prefix_of
from kiosk.domain.rolls import Series
from kiosk.domain.tickets import LEFT_OVER, Ticket


@dataclass(slots=True)
class Head:
    """The state of a hall after ``seq`` journal rows."""

    seq: int = 0
    hash: str = GENESIS
    day: date | None = None
    lines: dict[str, int] = field(default_factory=dict)
    """How many wait, by line."""

    numbers: dict[str, tuple[date, int]] = field(default_factory=dict)
    """The last figure given and its day, by prefix."""

    counters: dict[str, Counter] = field(default_factory=dict)

    rolls: dict[str, Series] = field(default_factory=dict)
    """Emergency numbers, by their letters."""

    def counter(self, slug: str) -> Counter:
        """Return a counter's state; a counter that never did anything is closed."""
        return self.counters.get(slug) or Counter(slug=slug)

    def on(self, day: date) -> "Head":
        """Return the head as it shows on a day: nobody waits on one that has not begun.

        The day's first action ends the places of the day before; until then they count no more.
        """
        return replace(self, lines={}) if self.is_over(day) else self

    def ends(self, ticket: Ticket, day: date) -> bool:
        """Tell whether the beginning of ``day``, which is still to come, ends a place."""
        return self.is_over(day) and ticket.day < day and ticket.state in LEFT_OVER

    def is_over(self, day: date) -> bool:
        """Tell whether ``day`` is a new one that has not begun; a clock set back makes none."""
        return self.day is not None and self.day < day

    def apply(
        self, event: ev.Event, before: Ticket | None = None, after: Ticket | None = None
    ) -> dict[str, int]:
        """Take an event in; return the new waiting figures of the lines that changed."""
        if isinstance(event, ev.DayBegun):
            self.day = event.day
        if isinstance(event, ev.TicketIssued):
            self._take(event)
        if isinstance(event, ev.RollReserved):
            self.rolls[event.prefix] = self.roll(event.prefix, event.line).reserved(
                event.first, event.last
            )
        if isinstance(event, ev.RollVoided):
            self._use(event.prefix, event.first, event.last)
        slug = getattr(event, "counter", None)
        if slug is not None:
            self.counters[slug] = counter_after(event, self.counter(slug))
        return self._count(before, after) if after else {}

    def roll(self, prefix: str, line: str = "") -> Series:
        """Return a series of emergency numbers; one that nobody reserved is empty."""
        return self.rolls.get(prefix) or Series(line)

    def _take(self, event: ev.TicketIssued) -> None:
        prefix = prefix_of(event.number)
        if event.roll:
            self._use(prefix, event.sequence, event.sequence)
        else:
            self.numbers[prefix] = (event.day, event.sequence)

    def _use(self, prefix: str, first: int, last: int) -> None:
        self.rolls[prefix] = self.roll(prefix).without(first, last)

    def _count(self, before: Ticket | None, after: Ticket) -> dict[str, int]:
        changes = waiting_changes(before, after)
        for slug, change in changes.items():
            self.lines[slug] = self.lines.get(slug, 0) + change
        return {slug: self.lines[slug] for slug in changes}

    def to_json(self) -> dict[str, Any]:
        """Return all but ``seq``, ``hash`` and ``day``, which have columns, as JSON values."""
        return {
            "lines": self.lines,
            "numbers": {
                prefix: [day.isoformat(), last] for prefix, (day, last) in self.numbers.items()
            },
            "counters": {slug: _counter_json(item) for slug, item in self.counters.items()},
            **({"rolls": _rolls_json(self.rolls)} if self.rolls else {}),
        }

    @classmethod
    def from_json(cls, seq: int, seal: str, day: date | None, state: dict[str, Any]) -> "Head":
        """Rebuild what ``to_json`` wrote."""
        return cls(
            seq=seq,
            hash=seal,
            day=day,
            lines=state.get("lines", {}),
            numbers={
                prefix: (date.fromisoformat(on), last)
                for prefix, (on, last) in state.get("numbers", {}).items()
            },
            counters={
                slug: _counter(slug, facts) for slug, facts in state.get("counters", {}).items()
            },
            rolls={
                prefix: Series.from_json(facts) for prefix, facts in state.get("rolls", {}).items()
            },
        )


def _rolls_json(rolls: dict[str, Series]) -> dict[str, Any]:
    return {prefix: series.to_json() for prefix, series in rolls.items()}


def _counter_json(counter: Counter) -> dict[str, Any]:
    return {
        "open": counter.open,
        "officer": counter.officer,
        "ticket": counter.ticket,
        "since": counter.since and counter.since.isoformat(),
        "tap": counter.tap,
    }


def _counter(slug: str, facts: dict[str, Any]) -> Counter:
    counter = Counter(slug=slug, **facts)
    if facts.get("since"):
        return replace(counter, since=datetime.fromisoformat(facts["since"]))
    return counter
