"""The JSON that API, sockets and pages share: tickets, boards, halls."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

from config.hall import HallSettings
from config.sections import Settings
from kiosk.actions.halls import calendar_of, gives_numbers, wait_for
from kiosk.domain.estimates import Wait
from kiosk.domain.events import DayBegun, Event, TicketCalled, TicketRecalled
from kiosk.domain.head import Head
from kiosk.domain.numbering import hall_day
from kiosk.domain.printing import print_word
from kiosk.domain.tickets import State, Ticket
from kiosk.storage.journal import Entry
from kiosk.storage.queries import Queries

CALLS = (TicketCalled.kind, TicketRecalled.kind, DayBegun.kind)
RECENT = 40
"""Newest calls read for a board; recalls repeat a number."""


def local(at: datetime | None, hall: HallSettings) -> str | None:
    """Write a time with the hall's offset."""
    if at is None:
        return None
    return at.astimezone(ZoneInfo(hall.timezone)).isoformat(timespec="milliseconds")


@dataclass(frozen=True)
class Views:
    """Builds what is shown; reads, never writes."""

    settings: Settings
    queries: Queries
    public_url: str
    draw_board: Callable[[int, list[Event], dict[str, int]], dict[str, Any]]
    """``display.wall.board``; handed over, since pages and sockets do not know the display."""

    def ticket(self, ticket: Ticket, hall: HallSettings, ahead: int, wait: Wait) -> dict[str, Any]:
        """Return a ticket without its ``paper``."""
        return {
            "id": ticket.id,
            "number": ticket.number,
            "line": ticket.line,
            "hall": ticket.hall,
            "state": str(ticket.state),
            "priority": ticket.priority,
            "language": ticket.language,
            "issued_at": local(ticket.issued_at, hall),
            "arrived_at": local(ticket.arrived_at, hall),
            "ahead": ahead,
            "wait": {"low": wait.low, "high": wait.high},
            "counter": ticket.counter,
            "attempt": ticket.attempt,
            "called_at": local(ticket.called_at, hall),
            "began_at": local(ticket.began_at, hall),
            "link": f"{self.public_url}/t/{ticket.id}",
        }

    def full_ticket(self, ticket_id: str, now: datetime) -> dict[str, Any] | None:
        """Return a ticket as it is now, with its print state; None when there is none."""
        found = self.queries.ticket(ticket_id)
        if found is None:
            return None
        ticket, ahead = found
        hall = self.settings.hall(ticket.hall)
        head = self.queries.head(ticket.hall)
        if hall is None or head is None:
            return None
        if head.ends(ticket, hall_day(now, hall.timezone)):
            ticket, ahead = replace(ticket, state=State.CANCELLED), 0
        waits = ticket.state is State.WAITING and any(x.slug == ticket.line for x in hall.line)
        wait = wait_for(hall, head, ticket.line, ahead) if waits else Wait(0, 0)
        return self.ticket(ticket, hall, ahead, wait) | self.paper(ticket_id)

    def phone_ticket(self, ticket_id: str, now: datetime) -> dict[str, Any] | None:
        """Return a ticket as its phone shows it: with the number that its line called last."""
        ticket = self.full_ticket(ticket_id, now)
        hall = self.settings.hall(ticket["hall"]) if ticket else None
        if ticket is None or hall is None:
            return None
        return ticket | {"calling": self._called_last(hall, now).get(ticket["line"])}

    def present(self, hall: HallSettings, head: Head, now: datetime) -> list[Ticket]:
        """Return who waits, is on hold or at a counter today, by time of arrival."""
        there, today = self.queries.present(hall.slug), hall_day(now, hall.timezone)
        return [ticket for ticket in there if not head.ends(ticket, today)]

    def places(
        self, hall: HallSettings, wanted: Collection[str], now: datetime
    ) -> Iterator[dict[str, Any]]:
        """Yield what is new for those of some tickets that wait: ``id ahead wait calling``.

        Read at once for all: two hundred phones must not cost two hundred times as much.
        """
        head, called = self._head(hall, now), self._called_last(hall, now)
        there = [one for one in self.present(hall, head, now) if one.state is State.WAITING]
        before: Counter[str] = Counter()
        for ticket in sorted(there, key=lambda one: (one.rank_at, one.sequence)):
            ahead = before[ticket.line]
            before[ticket.line] += 1
            if ticket.id in wanted:
                wait = wait_for(hall, head, ticket.line, ahead)
                yield {
                    "id": ticket.id,
                    "ahead": ahead,
                    "wait": {"low": wait.low, "high": wait.high},
                    "calling": called.get(ticket.line),
                }

    def _called_last(self, hall: HallSettings, now: datetime) -> dict[str, str]:
        called: dict[str, str] = {}
        for entry in self._calls(hall, now):
            if isinstance(entry.event, DayBegun):
                break
            if isinstance(entry.event, TicketCalled | TicketRecalled):
                called.setdefault(entry.event.line, entry.event.number)
        return called

    def _head(self, hall: HallSettings, now: datetime) -> Head:
        """Return the head as it shows today."""
        return (self.queries.head(hall.slug) or Head()).on(hall_day(now, hall.timezone))

    def _calls(self, hall: HallSettings, now: datetime) -> list[Entry]:
        """Return today's newest calls and the day's beginning, newest first."""
        today = hall_day(now, hall.timezone)
        entries = self.queries.last_entries(hall.slug, CALLS, RECENT)
        return list(takewhile(lambda one: hall_day(one.at, hall.timezone) >= today, entries))

    def paper(self, ticket_id: str) -> dict[str, Any]:
        """Return how far a ticket's newest printout is, and where it comes or came out."""
        state, printer = self.queries.printout(ticket_id) or (None, None)
        return self.paper_of(print_word(state) if state else "none", printer)

    def paper_of(self, word: str, printer: str | None) -> dict[str, Any]:
        """Return the same of a printout that is known."""
        place = self.queries.place(printer) if printer else None
        return {"print": word, "printer": printer, "printer_place": place}

    def board(self, hall: HallSettings, now: datetime, seq: int | None = None) -> dict[str, Any]:
        """Return the wall's board, as of journal row ``seq`` or of now."""
        head = self._head(hall, now)
        upto = head.seq if seq is None else seq
        calls = [entry.event for entry in self._calls(hall, now) if entry.seq <= upto]
        # The figures may be those of a row that comes next; its event brings the same ones again.
        waiting = {line.slug: head.lines.get(line.slug, 0) for line in hall.line}
        return self.draw_board(upto, calls, waiting)

    def hall(self, hall: HallSettings, language: str, now: datetime) -> dict[str, Any]:
        """Return a hall as visitors see it before they take a number."""
        head = self._head(hall, now)
        lines = [self._line(hall, head, slug.slug, language, now) for slug in hall.line]
        opens = [line["opens_at"] for line in lines if line["opens_at"]]
        ends = [calendar_of(hall).closes(line.slug, now) for line in hall.line]
        until = max((end for end in ends if end), default=None)
        return {
            "hall": hall.slug,
            "name": hall.title.in_language(language),
            "open": any(line["open"] for line in lines),
            "until": until and until.isoformat(),
            "opens_at": min(opens, default=None),
            "mode": "normal",
            "lines": lines,
            "counters": [
                {
                    "counter": counter.slug,
                    "lines": list(counter.lines),
                    "open": head.counter(counter.slug).open,
                }
                for counter in hall.counter
            ],
        }

    def _line(
        self, hall: HallSettings, head: Head, slug: str, language: str, now: datetime
    ) -> dict[str, Any]:
        line = next(one for one in hall.line if one.slug == slug)
        waiting = head.lines.get(slug, 0)
        wait = wait_for(hall, head, slug, waiting)
        is_open = gives_numbers(hall, slug, now)
        opens = None if is_open else calendar_of(hall).opens(slug, now)
        return {
            "line": slug,
            "name": line.name.in_language(language),
            "prefix": line.prefix,
            "waiting": waiting,
            "wait": {"low": wait.low, "high": wait.high},
            "open": is_open,
            "opens_at": opens and opens.isoformat(),
            "reason": None if is_open else _holiday(hall, hall_day(now, hall.timezone)),
        }


def _holiday(hall: HallSettings, today: date) -> dict[str, str] | None:
    for day in hall.day:
        if day.date == today and day.like is None:
            return {"vi": day.name.vi, "en": day.name.in_language("en")}
    return None
