"""What happens in a hall, one class a kind; the journal keeps them all.

``body()`` is everything, for the journal. ``public()`` is what a wall may know: the secret
ticket id and what names a person or a device stay out of it.
"""

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, ClassVar, Self

PRIVATE = frozenset(
    {"hall", "at", "ticket", "tap", "kiosk", "officer", "note", "job", "before", "by", "overtook"}
)

REGISTRY: dict[str, type["Event"]] = {}


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened in ``hall`` at ``at``."""

    kind: ClassVar[str] = ""
    shown: ClassVar[bool] = True
    """Whether its fields are for walls; a hidden event shows only that something happened."""

    hall: str
    at: datetime

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.kind:
            REGISTRY[cls.kind] = cls

    def body(self) -> dict[str, Any]:
        """Return the fields but ``hall`` and ``at`` as JSON values."""
        return {
            name: _plain(getattr(self, name))
            for name in _names(type(self))
            if name not in {"hall", "at"}
        }

    def public(self) -> dict[str, Any]:
        """Return the fields that anybody in the hall may see."""
        if not self.shown:
            return {}
        return {
            name: _plain(getattr(self, name)) for name in _names(type(self)) if name not in PRIVATE
        }

    @classmethod
    def from_body(cls, hall: str, at: datetime, body: dict[str, Any]) -> Self:
        """Rebuild an event from its journal row; unknown fields of newer versions are ignored."""
        known = set(_names(cls))
        facts = {name: value for name, value in body.items() if name in known}
        if "day" in facts:
            facts["day"] = date.fromisoformat(facts["day"])
        if facts.get("arrived_at"):
            facts["arrived_at"] = datetime.fromisoformat(facts["arrived_at"])
        if "lines" in facts:
            facts["lines"] = tuple(facts["lines"])
        return cls(hall=hall, at=at, **facts)


_NAMES: dict[type, tuple[str, ...]] = {}


def _names(cls: type[Event]) -> tuple[str, ...]:
    names = _NAMES.get(cls)
    if names is None:
        names = _NAMES[cls] = tuple(item.name for item in fields(cls))
    return names


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def event_of(kind: str, hall: str, at: datetime, body: dict[str, Any]) -> Event:
    """Rebuild the event of a journal row.

    Raises:
        KeyError: No event has this kind.
    """
    return REGISTRY[kind].from_body(hall, at, body)


@dataclass(frozen=True, kw_only=True)
class DayBegun(Event):
    """The hall's first action of a day; numbers start at 001 again."""

    kind: ClassVar[str] = "day.begun"

    day: date
    waiting: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TicketEvent(Event):
    """Something that happened to a ticket."""

    ticket: str
    """Secret id of the ticket."""

    number: str
    """As printed on the slip, for example ``A015``."""

    line: str
    waiting: dict[str, int] = field(default_factory=dict)
    """How many wait now in the lines that changed."""


@dataclass(frozen=True, kw_only=True)
class TicketIssued(TicketEvent):
    """A visitor took a number."""

    kind: ClassVar[str] = "ticket.issued"

    sequence: int
    day: date
    priority: str | None = None
    head_start: float = 0.0
    """Minutes that the priority group is ahead."""

    language: str = "vi"
    tap: str | None = None
    kiosk: str | None = None
    roll: bool = False
    """Whether the number is of an emergency roll and was entered afterwards."""

    arrived_at: datetime | None = None
    """When the visitor came, if that was before the number was entered."""


@dataclass(frozen=True, kw_only=True)
class _RollEvent(Event):
    """Something that happened to a stretch of a line's emergency numbers."""

    shown: ClassVar[bool] = False

    line: str
    prefix: str
    """Letters of the series, for example ``AX``."""

    first: int
    last: int
    by: str


@dataclass(frozen=True, kw_only=True)
class RollReserved(_RollEvent):
    """Emergency numbers were set aside, to be printed ahead."""

    kind: ClassVar[str] = "roll.reserved"


@dataclass(frozen=True, kw_only=True)
class RollVoided(_RollEvent):
    """Emergency numbers were spoilt or lost and are never used."""

    kind: ClassVar[str] = "roll.voided"


@dataclass(frozen=True, kw_only=True)
class TicketCalled(TicketEvent):
    """A counter called a ticket."""

    kind: ClassVar[str] = "ticket.called"

    counter: str
    """As painted over the desk, for example ``3``."""

    attempt: int = 1
    priority: str | None = None
    language: str = "vi"
    reason: str = "arrival"
    """Why this one: ``arrival``, ``priority``, ``patience`` or ``wanted``."""

    overtook: str | None = None
    """Number of the longest waiting visitor who was overtaken."""

    tap: str | None = None


@dataclass(frozen=True, kw_only=True)
class TicketRecalled(TicketEvent):
    """A counter called the same ticket once more."""

    kind: ClassVar[str] = "ticket.recalled"

    counter: str
    attempt: int
    priority: str | None = None
    language: str = "vi"


@dataclass(frozen=True, kw_only=True)
class TicketBegun(TicketEvent):
    """The visitor came to the counter."""

    kind: ClassVar[str] = "ticket.begun"

    counter: str


@dataclass(frozen=True, kw_only=True)
class TicketFinished(TicketEvent):
    """The visitor was served."""

    kind: ClassVar[str] = "ticket.finished"

    counter: str


@dataclass(frozen=True, kw_only=True)
class TicketNoShow(TicketEvent):
    """The visitor was called and did not come."""

    kind: ClassVar[str] = "ticket.no_show"

    counter: str


@dataclass(frozen=True, kw_only=True)
class TicketHeld(TicketEvent):
    """The visitor left the counter for a while, to come back to it."""

    kind: ClassVar[str] = "ticket.held"

    counter: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class TicketResumed(TicketEvent):
    """A visitor on hold came back to a counter."""

    kind: ClassVar[str] = "ticket.resumed"

    counter: str


@dataclass(frozen=True, kw_only=True)
class TicketTransferred(TicketEvent):
    """A counter sent the visitor to another line or counter; the time of arrival is kept."""

    kind: ClassVar[str] = "ticket.transferred"

    counter: str
    """The counter that sent."""

    wanted: str | None = None
    """The only counter that may call, if one was named."""


@dataclass(frozen=True, kw_only=True)
class TicketCancelled(TicketEvent):
    """The visitor gave the place up, or the day ended."""

    kind: ClassVar[str] = "ticket.cancelled"

    reason: str = "visitor"
    """``visitor`` or ``day_over``."""

    counter: str | None = None


@dataclass(frozen=True, kw_only=True)
class TicketPrinted(TicketEvent):
    """The paper came out, as far as the printer can tell (``state``)."""

    kind: ClassVar[str] = "ticket.printed"
    shown: ClassVar[bool] = False

    job: str
    state: str = "printed"
    """``printed``, or ``unconfirmed`` from a printer that answers nothing."""

    by: str | None = None
    """Who saw that an unconfirmed one came out."""


@dataclass(frozen=True, kw_only=True)
class TicketPrintFailed(TicketEvent):
    """The paper did not come out; the number counts all the same."""

    kind: ClassVar[str] = "ticket.print_failed"
    shown: ClassVar[bool] = False

    job: str
    state: str = "failed"
    """``failed`` or ``expired``."""

    note: str = ""
    """Why, as a code: ``too_late``, ``dropped``, ``paper_out`` …"""

    by: str | None = None
    """Who dropped it, or looked and found no paper."""


@dataclass(frozen=True, kw_only=True)
class TicketReprinted(TicketEvent):
    """A marked copy was asked for; the number is the same."""

    kind: ClassVar[str] = "ticket.reprinted"
    shown: ClassVar[bool] = False

    job: str
    copy: int
    printer: str
    reason: str = "asked"
    """``asked``; ``not_seen``: an unconfirmed one did not come out; ``fallback``: the printer
    failed within the ticket."""

    by: str | None = None
    """Who asked; None: nobody, another printer took over by itself."""


@dataclass(frozen=True, kw_only=True)
class TicketPrintMoved(TicketEvent):
    """A printout of which no byte went out goes to another printer."""

    kind: ClassVar[str] = "ticket.print_moved"
    shown: ClassVar[bool] = False

    job: str
    """The job's new id."""

    before: str
    """Its old id, which is never printed any more."""

    printer: str
    by: str | None = None
    """Who moved it; None: the fallback by itself."""


@dataclass(frozen=True, kw_only=True)
class TicketPrintHeld(TicketEvent):
    """Somebody held a printout back, or let it go again."""

    kind: ClassVar[str] = "ticket.print_held"
    shown: ClassVar[bool] = False

    job: str
    held: bool
    by: str


@dataclass(frozen=True, kw_only=True)
class CounterOpened(Event):
    """An officer opened a counter."""

    kind: ClassVar[str] = "counter.opened"

    counter: str
    lines: tuple[str, ...]
    officer: str | None = None


@dataclass(frozen=True, kw_only=True)
class CounterClosed(Event):
    """An officer closed a counter."""

    kind: ClassVar[str] = "counter.closed"

    counter: str
    officer: str | None = None
