"""The agent's clock: the one place that reads it."""

from collections.abc import Callable
from datetime import UTC, datetime

Now = Callable[[], datetime]
"""The time of day, with zone."""


def utc() -> datetime:
    """Return the time of day in UTC."""
    return datetime.now(UTC)  # noqa: TID251  the agent is a process of its own and reads the clock
