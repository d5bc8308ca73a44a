"""A byte stream from a serial line or a TCP device server, with deadlines everywhere."""

import errno
import os
import time
from collections.abc import Callable
from typing import Literal, Protocol

import serial

from devices.errors import DeviceGoneError, DeviceSettingsError, DeviceUnansweredError

Clock = Callable[[], float]
"""A monotonic clock in seconds."""

CHUNK = 4096
"""Most bytes that one ``read`` returns."""

Flow = Literal["none", "rtscts", "xonxoff", "dsrdtr"]
"""How the other side of a serial line says that it takes no more."""


class Port(Protocol):
    """An open byte stream; one thread owns it. Every failure is a DeviceError."""

    def read(self, timeout: float) -> bytes:
        """Return what has arrived, at most 4096 bytes; b"" when nothing came in ``timeout`` s.

        Raises:
            DeviceGoneError: The line is dead.
        """

    def write(self, data: bytes, deadline: float) -> None:
        """Send everything within ``deadline`` seconds.

        Raises:
            DeviceUnansweredError: The other side does not take the bytes.
            DeviceGoneError: The line is dead.
        """

    def close(self) -> None:
        """Release the line; harmless twice."""


def open_port(
    url: str,
    *,
    baud: int = 9600,
    flow: Flow = "none",
    deadline: float = 3.0,
    clock: Clock = time.monotonic,
) -> Port:
    """Open a serial device or a pyserial URL (``socket://10.0.0.5:4001``), exclusively.

    Args:
        url: Where the device is.
        baud: Line speed; a TCP device server ignores it.
        flow: Flow control; a TCP device server has its own.
        deadline: Seconds for the first write; each later write brings its own.
        clock: Monotonic clock for the deadlines.

    Raises:
        DeviceGoneError: It is not there or refuses.
        DeviceSettingsError: The spelling can never work, or this account may not use it.
    """
    if flow == "dsrdtr" and os.name == "posix":
        raise DeviceSettingsError(
            f"port {url!r}: this system knows no flow control by DSR and DTR; take a cable that "
            "joins the printer's DTR to CTS here, and flow=rtscts"
        )
    try:
        line = serial.serial_for_url(
            url,
            do_not_open=True,
            baudrate=baud,
            timeout=0,
            write_timeout=deadline,
            rtscts=flow == "rtscts",
            xonxoff=flow == "xonxoff",
            dsrdtr=flow == "dsrdtr",
        )
        if os.name == "posix" and "://" not in url:
            line.exclusive = True
        line.open()
    except ValueError as error:
        raise DeviceSettingsError(f"port {url!r}, {baud} baud: {error}") from error
    except OSError as error:
        raise _not_opened(url, error) from error
    return SerialPort(line, url, clock)


def _not_opened(url: str, error: OSError) -> DeviceGoneError | DeviceSettingsError:
    if error.errno in {errno.EACCES, errno.EPERM}:
        return DeviceSettingsError(
            f"this account may not use {url!r}; on Linux add it to the group dialout and restart"
        )
    if error.errno in {errno.EAGAIN, errno.EBUSY}:
        return DeviceGoneError(f"{url} is held by another program")
    return DeviceGoneError(f"{url}: {error}")


class SerialPort:
    """A Port over pyserial.

    Modem lines are never touched after opening: a pty has none and answers with an error.
    """

    def __init__(self, line: serial.Serial, url: str, clock: Clock) -> None:
        self._line, self._url, self._clock = line, url, clock
        self._stalled = False

    def read(self, timeout: float) -> bytes:
        """Return what has arrived; see Port."""
        try:
            self._wait_at_most(timeout)
            data = bytes(self._line.read(1))
            while data and len(data) < CHUNK and (waiting := self._line.in_waiting):
                data += self._line.read(min(waiting, CHUNK - len(data)))
        except (OSError, TypeError) as error:  # TypeError: pyserial's answer to a close meanwhile
            raise DeviceGoneError(f"{self._url}: {error}") from error
        return data

    def write(self, data: bytes, deadline: float) -> None:
        """Send everything; see Port."""
        try:
            self._line.write_timeout = deadline
            self._send(data, self._clock() + deadline)
        except serial.SerialTimeoutException as error:
            self._stalled = True
            raise DeviceUnansweredError(
                f"{self._url} took no bytes for {deadline:.1f} s"
            ) from error
        except OSError as error:
            raise DeviceGoneError(f"{self._url}: {error}") from error

    def close(self) -> None:
        """Release the line; see Port."""
        try:
            if self._stalled:  # else the system would wait up to 30 s for them, and send them late
                self._line.reset_output_buffer()
            self._line.close()
        except OSError:
            return  # it is gone, which is what was wanted

    def _wait_at_most(self, timeout: float) -> None:
        if self._line.timeout != timeout:
            self._line.timeout = timeout

    def _send(self, data: bytes, end: float) -> None:
        left = memoryview(data)
        while left:
            if self._clock() > end:
                raise serial.SerialTimeoutException
            sent = self._line.write(left)
            left = left[sent if sent is not None else len(left) :]
