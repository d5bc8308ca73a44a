"""The entrance lane: from readings to one word, never to a verdict on a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from devices.thermometers.base import Reading

State = Literal[
    "off",
    "starting",
    "warming",
    "idle",
    "present",
    "measuring",
    "pass",
    "retest",
    "secondary",
    "cleared",
    "refused",
    "declined",
    "fault",
    "manual",
]

Decision = Literal["cleared", "refused", "declined", "manual", "automatic"]
"""What a person may decide; ``automatic`` ends ``manual``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneProfile:
    """Every number of the lane; times in seconds, temperatures in °C."""

    limit: float = 37.5
    """Corrected temperature from which a second look by a person is asked for."""

    correction: float = 0.0
    """Added to raw values; raw stays as read."""


@dataclass(frozen=True, slots=True)
class LaneView:
    """What the lane shows now."""

    state: State
    since: float
    """Monotonic clock when the state began."""
    fault: str | None
    """Code of the fault (``silent stuck noise unplugged settings``); None without one."""
    raw: float | None
    """The person's temperature as read, °C; None when nobody is measured or it is stale."""
    corrected: float | None
    """``raw`` plus the correction."""


class Lane:
    """The state machine of one lane; one thread owns it, it reads no clock."""

    def __init__(self, profile: LaneProfile, *, now: float) -> None:
        self._profile, self._now = profile, now

    def step(
        self, readings: Sequence[Reading], now: float, *, fault: str | None = None
    ) -> LaneView:
        """Take what was read since the last step, a few times a second also when it is nothing.

        Args:
            readings: New readings, oldest first.
            now: Monotonic clock.
            fault: Code of the DeviceError that ``open`` or ``readings`` raised since the last
                step and that still holds; None when the device works.
        """
        raise NotImplementedError

    def decide(self, decision: Decision, now: float) -> LaneView:
        """A person decides; only here ``cleared`` and ``refused`` come from.

        Raises:
            ValueError: Not possible in this state.
        """
        raise NotImplementedError
