"""A byte stream from a serial line or a TCP device server, with deadlines everywhere."""

import time
from collections.abc import Callable
from typing import Protocol

Clock = Callable[[], float]
"""A monotonic clock in seconds."""


class Port(Protocol):
    """An open byte stream; one thread owns it. Every failure is a DeviceGoneError."""

    def read(self, timeout: float) -> bytes:
        """Return what has arrived, at most 4096 bytes; b"" when nothing came in ``timeout`` s."""

    def write(self, data: bytes, deadline: float) -> None:
        """Send everything within ``deadline`` seconds.

        Raises:
            DeviceUnansweredError: The other side does not take the bytes.
            DeviceGoneError: The line is dead.
        """

    def close(self) -> None:
        """Release the line; harmless twice."""


def open_port(
    url: str, *, baud: int = 9600, deadline: float = 3.0, clock: Clock = time.monotonic
) -> Port:
    """Open a serial device or a pyserial URL (``socket://10.0.0.5:4001``), exclusively.

    Raises:
        DeviceGoneError: It is not there or refuses.
        DeviceSettingsError: The spelling can never work.
    """
    raise NotImplementedError
