"""The shapes of the API: what is sent and what is answered."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from kiosk.web.openapi import Shape

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
State = Literal["waiting", "called", "serving", "on_hold", "done", "no_show", "cancelled"]
Print = Literal["none", "queued", "printing", "printed", "unconfirmed", "failed", "expired"]
LaneState = Literal[
    "off", "starting", "warming", "idle", "present", "measuring", "pass", "retest", "secondary",
    "cleared", "refused", "declined", "fault", "manual",
]  # fmt: skip


class Range(Shape):
    """A range of minutes."""

    low: int
    high: int


class HallName(Shape):
    """A hall in the list."""

    hall: str
    name: str


class HallList(Shape):
    """The halls of this server."""

    halls: list[HallName]


class LineNow(Shape):
    """A line as visitors see it before they take a number."""

    line: str
    name: str
    prefix: str
    waiting: int
    wait: Range
    open: bool
    opens_at: str | None
    reason: dict[str, str] | None


class CounterNow(Shape):
    """A counter and its lines."""

    counter: str
    lines: list[str]
    open: bool


class HallNow(Shape):
    """A hall now."""

    hall: str
    name: str
    open: bool
    until: str | None
    opens_at: str | None
    mode: str
    lines: list[LineNow]
    counters: list[CounterNow]


class TakeTicket(Shape):
    """A visitor's touch."""

    line: Slug
    tap: UUID
    """Made anew for each touch; sent again with it when no answer came."""
    priority: Slug | None = None
    language: Literal["vi", "en"] | None = None
    """Of the paper and the call; Vietnamese unless it is said."""
    large: bool = False
    """In large print: number, line and counter only."""


class PrintSteps(Shape):
    """A wish for a sheet that says what to do next."""

    line: Slug
    language: Literal["vi", "en"] | None = None


class StepsPrinted(Shape):
    """The sheet is on its way."""

    print: Print


class TicketNow(Shape):
    """A ticket as it is now."""

    id: str
    """Secret: whoever has it holds the ticket."""
    number: str
    line: str
    hall: str
    state: State
    priority: str | None
    language: str
    issued_at: str
    arrived_at: str
    ahead: int
    wait: Range
    counter: str | None
    attempt: int
    called_at: str | None
    began_at: str | None
    link: str
    print: Print
    printer: str | None
    """Where its newest printout comes or came out; null when there is none."""
    printer_place: dict[str, str] | None
    """Where that printer stands, by language; null when nobody said."""


class BoardCall(Shape):
    """A call on the wall."""

    counter: str
    number: str
    attempt: int
    called_at: str
    line: str
    priority: str | None
    language: str


class BoardNow(Shape):
    """What the wall shows, newest call first."""

    seq: int
    calls: list[BoardCall]
    waiting: dict[str, int]


class JournalQuery(Shape):
    """From where, and how many."""

    since: Annotated[int, Field(ge=0, lt=2**53)] = 0
    limit: Annotated[int, Field(ge=1, lt=2**53)] = 100
    """An answer has 1000 at most, whatever is asked for; ``next`` leads on."""


class JournalEntry(Shape):
    """A journal row."""

    seq: int
    at: str
    kind: str
    body: dict[str, Any]
    prev_hash: str
    hash: str


class JournalPage(Shape):
    """Events in order."""

    hall: str
    events: list[JournalEntry]
    next: int | None
    """The ``since`` of the page after this one; null at the journal's end."""


class PressCall(Shape):
    """Call the next visitor."""

    tap: UUID | None = None
    """Sent again when no answer came: the same tap calls nobody else."""


class PressHold(Shape):
    """Let the visitor go for a while."""

    reason: Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f]*$")] = ""


class PressResume(Shape):
    """Take a visitor on hold back."""

    ticket: Annotated[str, Field(pattern=r"^[a-z2-7]{20}$")] | None = None


class PressTransfer(Shape):
    """Send the visitor on, to a line or to a counter."""

    line: Slug | None = None
    counter: Slug | None = None


class Press(Shape):
    """A key that needs nothing more."""


class CalledTicket(TicketNow):
    """A called ticket, and why it was next."""

    reason: str
    overtook: str | None


class Called(Shape):
    """Who was called; no ticket when nobody waits."""

    ticket: CalledTicket | None


class TicketAnswer(TicketNow):
    """The ticket's new state; once more as ``ticket``, as ``call`` answers."""

    ticket: TicketNow


class CounterState(Shape):
    """A counter's new state."""

    counter: str
    open: bool
    officer: str | None
    since: str | None


class WaitingTicket(Shape):
    """Somebody who waits for this counter."""

    id: str
    number: str
    line: str
    priority: str | None
    arrived_at: str
    wanted: str | None


class HeldTicket(Shape):
    """Somebody on hold."""

    id: str
    number: str
    line: str
    since: str
    note: str


class Today(Shape):
    """What the counter did today."""

    served: int
    minutes: float | None


class DeviceNow(Shape):
    """A device as its agent told last."""

    device: str
    kind: str
    state: str
    message: str
    since: str
    facts: dict[str, Any]


class DeskNow(Shape):
    """All that a desk shows."""

    counter: str
    open: bool
    officer: str | None
    since: str | None
    ticket: CalledTicket | None
    waiting: list[WaitingTicket]
    held: list[HeldTicket]
    counters_open: list[str]
    today: Today
    late_minutes: float
    devices: list[DeviceNow]
    seq: int


class PrinterNow(Shape):
    """A printer, in words."""

    name: str
    hall: str | None
    """The hall that it prints for; null: any."""
    place: dict[str, str] | None
    """Where it stands, by language."""
    state: str
    since: str | None
    message: str
    code: str
    answers: bool | None
    """Whether it ever proved what it printed; false: its tickets are *unconfirmed*."""
    queued: int
    oldest: str | None
    """When the oldest of the tickets that wait here was given."""
    tickets_left: int | None
    """On the roll, estimated; null when nothing is known."""
    fallback: str | None
    """The printer that prints for it while it cannot."""


class PrinterList(Shape):
    """The printers."""

    printers: list[PrinterNow]


class LaneNow(Shape):
    """A lane's word, never a figure."""

    lane: str
    state: LaneState
    since: str | None
    fault: str | None


class ReadingNow(Shape):
    """The temperature of the person now measured, in °C; never stored."""

    raw: float
    corrected: float | None
    at: str
