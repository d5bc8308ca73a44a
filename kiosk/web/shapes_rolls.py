"""The shapes of the API's emergency rolls."""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from kiosk.domain.rolls import MOST
from kiosk.web.openapi import Shape
from kiosk.web.shapes import Slug

Number = Annotated[str, Field(min_length=1, max_length=8)] | Annotated[int, Field(ge=1, le=999999)]
"""As it stands on paper, ``AX007``, or the figure alone."""


class ReserveRoll(Shape):
    """A roll that is to be printed ahead."""

    line: Slug
    count: Annotated[int, Field(ge=1, le=MOST)]
    printer: Slug | None = None


class RollReserved(Shape):
    """The numbers that were set aside."""

    line: str
    first: str
    last: str
    count: int


class VoidRoll(Shape):
    """Numbers that were spoilt or lost."""

    line: Slug
    first: Number
    last: Number


class EnterRoll(Shape):
    """Numbers that were handed out while the power was off, from the first to the last."""

    line: Slug
    first: Number
    last: Number
    tap: UUID
    """Made anew for each press; sent again with it when no answer came."""
    since: AwareDatetime | None = None
    """From when the visitors count as having come; absent: now."""
    priority: Slug | None = None


class Entered(Shape):
    """A visitor who has a place in the line now."""

    id: str
    number: str
    arrived_at: str


class RollEntered(Shape):
    """Those who have a place in the line now, in their order."""

    tickets: list[Entered]


class Unused(Shape):
    """A stretch of numbers that were printed and not used."""

    first: str
    last: str


class RollNow(Shape):
    """A line's emergency numbers."""

    line: str
    prefix: str
    last: str | None
    unused: list[Unused]


class RollList(Shape):
    """The emergency numbers of a hall's lines."""

    rolls: list[RollNow]
