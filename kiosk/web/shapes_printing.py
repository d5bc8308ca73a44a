"""The shapes of the calls about printouts."""

from typing import Annotated, Literal

from pydantic import Field

from kiosk.web.openapi import Shape
from kiosk.web.shapes import Print

JobState = Literal[
    "queued", "sending", "needs_void", "body_confirmed", "done", "uncertain", "failed", "expired",
]  # fmt: skip
Printer = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f]+$")]


class JobNow(Shape):
    """A printout as it is now."""

    job: str
    ticket: str | None
    """Null for a sheet that belongs to no ticket."""
    number: str | None
    line: str | None
    kind: str
    copy_: Annotated[int, Field(alias="copy")]
    """0 for the original, n for the n-th copy, which says so on the paper."""
    printer: str
    state: JobState
    print: Print
    """The same in the words of a ticket's ``print``."""
    attempts: int
    """How often it went wrong after its first byte."""
    note: str
    """What went wrong last, as a code."""
    message: str
    """What is the matter, in the asker's language; empty when nothing is."""
    created_at: str
    began_at: str | None
    state_at: str
    expires_at: str
    held: bool
    """Nobody prints it until it is released."""
    wish: Literal["hold", "drop", "move"] | None
    """What becomes of it as soon as its agent lets it go."""
    wish_printer: str | None
    asked_by: str | None
    """Who asked for a copy."""


class JobList(Shape):
    """Printouts under way, those a person has to look at, and those that failed today."""

    jobs: list[JobNow]


class MoveJob(Shape):
    """Where a printout is to come out."""

    printer: Printer


class CopyTicket(Shape):
    """A marked copy of a ticket."""

    printer: Printer | None = None
    """Null: where the ticket was printed last."""


class RollTold(Shape):
    """The printer's agent knows of the new roll."""

    printer: str
