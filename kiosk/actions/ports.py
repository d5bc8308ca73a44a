"""What an action needs of storage; ``kiosk.storage.work.SqlWork`` fits by shape."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from kiosk.domain.events import Event
from kiosk.domain.head import Head
from kiosk.domain.printing import Printout, Sheet
from kiosk.domain.tickets import Ticket

T = TypeVar("T")


class Job(Protocol):
    """A print job's row; see ``kiosk.storage.jobs.Job``."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def ticket(self) -> str | None:
        """The ticket's id; None for a sheet without one."""

    @property
    def kind(self) -> str:
        """What is printed: ``ticket``, ``large``, or a sheet without a ticket."""

    @property
    def copy(self) -> int:
        """0 for the original, n for the n-th copy."""

    @property
    def printer(self) -> str:
        """Where it prints."""

    @property
    def state(self) -> str:
        """Its state."""

    @property
    def attempts(self) -> int:
        """How often it went wrong."""

    @property
    def note(self) -> str:
        """What went wrong last."""

    @property
    def began_at(self) -> datetime | None:
        """When its first byte went out."""

    @property
    def expires_at(self) -> datetime:
        """From then on it is no longer printed."""

    @property
    def handed_at(self) -> datetime | None:
        """From then on an agent may have it."""

    @property
    def wish(self) -> str | None:
        """What is to become of it."""

    @property
    def wish_by(self) -> str | None:
        """Who wishes it."""

    @property
    def wish_printer(self) -> str | None:
        """Where it is to go."""


class HallLog(Protocol):
    """A hall whose lock is held: nothing changes but by this log until it is committed."""

    head: Head

    def ticket(self, ticket_id: str) -> Ticket | None:
        """Return a ticket of this hall."""

    def ticket_by_tap(self, tap: str) -> Ticket | None:
        """Return the ticket that a tap was answered with."""

    def last_sequence(self, prefix: str, day: date) -> int:
        """Return the last figure given with a prefix on a day; 0 when none was."""

    def candidates(self, counter: str, lines: Sequence[str], opened: Sequence[str]) -> list[Ticket]:
        """Return, of those a counter may call, at least the earliest by arrival and by rank.

        Which those are says ``kiosk.domain.calling.may_call``; ``opened`` are the open counters.
        """

    def held(self, counter: str) -> Ticket | None:
        """Return the ticket that a counter put on hold last."""

    def leftovers(self, day: date) -> list[Ticket]:
        """Return the tickets of days before ``day`` that still wait or are on hold."""

    def ahead(self, ticket: Ticket) -> int:
        """Return how many of its line are called before a waiting ticket."""

    def record(self, event: Event) -> Event:
        """Write an event to the journal and its effect to the rows; return it with figures."""

    def print_job(self, printout: Printout) -> str:
        """Queue a printout in the same transaction; return the job's id."""

    def job(self, job: str) -> Job | None:
        """Return a print job of this hall."""

    def print_sheet(self, sheet: Sheet) -> str:
        """Queue a sheet without a ticket; return the job's id."""

    def copies(self, ticket: str) -> Sequence[Job]:
        """Return a ticket's print jobs, the original first."""

    def change_job(self, job: str, **values: Any) -> None:
        """Write what is new of a print job; ``id`` gives it a new one."""


class Work(Protocol):
    """Access to halls, one lock each."""

    def hall(self, slug: str) -> AbstractContextManager[HallLog]:
        """Take a hall's lock; commit at the end of the block, undo everything on an error."""

    def together(self, slug: str, act: Callable[[HallLog], T]) -> T:
        """Run ``act`` under the hall's lock and return its answer once that is committed.

        Acts that are wanted at the same moment run one after the other and share a commit. An
        ``act`` may run again from the start, so it has no effect but on the log.
        """
