"""A counter (quầy): open or not, and whom it has."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A counter's present state; its lines stand in the configuration."""

    slug: str
    open: bool = False
    officer: str | None = None
    ticket: str | None = None
    """Id of the ticket that is called to it or served at it."""

    since: datetime | None = None
    """Since when it is open or closed."""

    tap: str | None = None
    """The last call's UUID, so that a repeated request calls nobody twice."""
