"""What every thermometer driver offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Reading:
    """One measurement exactly as the device sent it; nothing is corrected here."""

    raw: float
    """Temperature of the object in °C."""

    ambient: float | None
    """Temperature of the sensor itself in °C; None when the device does not tell it."""

    at: float
    """Monotonic clock in seconds when the bytes were read."""


@dataclass(frozen=True, slots=True)
class Quality:
    """How good the line is, counted since the port was opened."""

    good: int = 0
    """Frames that decoded to a plausible reading."""

    bad: int = 0
    """Bytes that began like a frame and failed its checksum."""

    implausible: int = 0
    """Whole frames whose values no such sensor can measure."""


class Simulator(Protocol):
    """The faults a bench can ask of a simulated device."""

    def control(self, verb: str, **facts: str | float | bool) -> str:
        """Do ``verb`` and say in one English sentence what happened.

        Raises:
            ValueError: There is no such verb; the message lists those there are.
        """

    def stop(self) -> None:
        """End the simulation; harmless twice."""


class Thermometer(Protocol):
    """A thermometer at an entrance lane; one thread owns it.

    ``open`` may be called again after ``close`` or after an error, on the same object: that is
    how an agent reconnects. A simulated one keeps its simulator running in between.
    """

    @property
    def quality(self) -> Quality:
        """Counts of good and bad frames since ``open``."""

    @property
    def simulator(self) -> Simulator | None:
        """The simulation behind it; None for a real device."""

    def open(self) -> None:
        """Open the port and find the line speed where it is not configured (up to 2 s).

        Raises:
            DeviceGoneError: No such port, or it refuses.
            DeviceSilentError: The port is there and nothing comes.
            FrameError: Bytes come that are not this model's.
            DeviceSettingsError: The configuration can never work.
        """

    def close(self) -> None:
        """Release the port; harmless twice and after an error."""

    def readings(self, timeout: float) -> Sequence[Reading]:
        """Return what arrived, oldest first; wait up to ``timeout`` seconds for the first bytes.

        An empty answer means that nothing came; how long that is bearable the lane decides.

        Raises:
            DeviceGoneError: Unplugged; ``close`` it and ``open`` it later.
            FrameError: More than a fifth of the last 100 frames is bad, or 4 KiB held no frame.
        """
