"""Ways to a printer: TCP, serial line, USB device file, plain file; all with deadlines."""

import os
import select
import socket
import stat
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import parse_qs, urlsplit

from devices.errors import DeviceGoneError, DeviceSettingsError, DeviceUnansweredError
from devices.port import open_port

CONNECT = 3.0
"""Seconds for a TCP connection."""

NETWORK_RATE = 100_000.0
"""Bytes a second that a network or USB printer takes at least: it prints 150 mm/s."""

SPARE = 3.0
"""Seconds that a deadline has beyond the bytes' own time."""

EXAMPLE = "for example tcp://10.0.0.6:9100, serial:///dev/ttyUSB1?baud=115200, file:///dev/usb/lp0"


class Channel(Protocol):
    """An open way to a printer; one thread owns it."""

    def read(self, timeout: float) -> bytes:
        """Return what arrived; b"" when nothing came in ``timeout`` seconds.

        Raises:
            DeviceGoneError: The printer hung up.
        """

    def write(self, data: bytes, deadline: float) -> None:
        """Send everything within ``deadline`` seconds.

        Raises:
            DeviceUnansweredError: It does not take the bytes.
            DeviceGoneError: It hung up.
        """

    def close(self) -> None:
        """Hang up; harmless twice."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a printer is, from the ``port`` option."""

    kind: Literal["tcp", "serial", "file"]
    target: str
    number: int
    """TCP port, or the serial line's baud."""

    @property
    def rate(self) -> float:
        """Bytes a second that the way carries."""
        return self.number / 10 if self.kind == "serial" else NETWORK_RATE

    @property
    def kept_open(self) -> bool:
        """Whether the way stays open between jobs; a network printer serves one client."""
        return self.kind != "tcp"

    def seconds(self, size: int) -> float:
        """Return the deadline for ``size`` bytes: twice their time and some to spare."""
        return size / self.rate * 2 + SPARE

    def open(self) -> Channel:
        """Open the way.

        Raises:
            DeviceGoneError: Nobody is there.
            DeviceSettingsError: This account may not.
        """
        if self.kind == "tcp":
            return TcpChannel(self.target, self.number)
        if self.kind == "serial":
            return open_port(self.target, baud=self.number)
        return FileChannel(Path(self.target))


def parse_address(url: str) -> Address:
    """Read the ``port`` option of a printer.

    Raises:
        DeviceSettingsError: It is not spelled like one of the examples.
    """
    try:
        parts = urlsplit(url)
        baud = parse_qs(parts.query).get("baud", ["115200"])[0]
        match parts.scheme:
            case "tcp" if parts.hostname:
                return Address("tcp", parts.hostname, parts.port or 9100)
            case "serial" if parts.netloc + parts.path:
                return Address("serial", parts.netloc + _local(parts.path), int(baud))
            case "file" if parts.path:
                return Address("file", _local(parts.path), 0)
            case "usb":
                raise DeviceSettingsError(
                    f"printer port {url!r}: usb:// is not supported yet; use file:///dev/usb/lp0"
                )
    except ValueError as error:
        raise DeviceSettingsError(f"printer port {url!r}: {error}; {EXAMPLE}") from error
    raise DeviceSettingsError(f"printer port {url!r} is not an address; {EXAMPLE}")


def _local(path: str) -> str:
    """Return a path of this system: ``/COM3`` and ``/C:/x`` lose the slash of the URL."""
    return path.lstrip("/") if path[1:4].upper() == "COM" or path[2:3] == ":" else path


class TcpChannel:
    """A raw socket, usually port 9100."""

    def __init__(self, host: str, port: int) -> None:
        self._name = f"{host}:{port}"
        try:
            self._socket = socket.create_connection((host, port), timeout=CONNECT)
        except OSError as error:
            raise DeviceGoneError(f"{self._name}: {error}") from error
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # a large buffer would swallow a whole ticket that the printer never reads
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)

    def read(self, timeout: float) -> bytes:
        """Return what arrived; see Channel."""
        try:
            self._socket.settimeout(max(timeout, 0.001))
            data = self._socket.recv(4096)
        except TimeoutError:
            return b""
        except OSError as error:
            raise DeviceGoneError(f"{self._name}: {error}") from error
        if not data:
            raise DeviceGoneError(f"{self._name}: the printer hung up")
        return data

    def write(self, data: bytes, deadline: float) -> None:
        """Send everything; see Channel."""
        try:
            self._socket.settimeout(deadline)
            self._socket.sendall(data)  # its timeout counts for all the bytes together
        except TimeoutError as error:
            raise _stalled(self._name, deadline) from error
        except OSError as error:
            raise DeviceGoneError(f"{self._name}: {error}") from error

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


class FileChannel:
    """A USB printer's device file, or a plain file that collects the bytes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        device = path.exists() and not stat.S_ISREG(path.stat().st_mode)
        self._device = device and os.name == "posix"
        try:
            self._handle = os.open(path, _flags(device=self._device), 0o640)
        except OSError as error:
            raise _not_opened(path, error) from error

    def read(self, timeout: float) -> bytes:
        """Return what arrived; a plain file never answers."""
        if not self._device or not self._ready(select.POLLIN, timeout):
            return b""
        try:
            return os.read(self._handle, 4096)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise DeviceGoneError(f"{self._path}: {error}") from error

    def write(self, data: bytes, deadline: float) -> None:
        """Send everything; see Channel."""
        end = time.monotonic() + deadline
        left = memoryview(data)
        while left:
            left = left[self._some(left, end - time.monotonic(), deadline) :]

    def close(self) -> None:
        """Close the file."""
        handle, self._handle = self._handle, -1
        if handle >= 0:
            os.close(handle)

    def _some(self, data: memoryview, left: float, deadline: float) -> int:
        if left <= 0 or (self._device and not self._ready(select.POLLOUT, left)):
            raise _stalled(str(self._path), deadline)
        try:
            return os.write(self._handle, data)
        except BlockingIOError:
            return 0
        except OSError as error:
            raise DeviceGoneError(f"{self._path}: {error}") from error

    def _ready(self, event: int, timeout: float) -> bool:
        poll = select.poll()
        poll.register(self._handle, event)
        ready = poll.poll(max(timeout, 0) * 1000)
        if ready and ready[0][1] & (select.POLLERR | select.POLLHUP | select.POLLNVAL):
            raise DeviceGoneError(f"{self._path}: the printer is gone")
        return bool(ready)


def _flags(*, device: bool) -> int:
    if device:
        return os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY
    return os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)


def _not_opened(path: Path, error: OSError) -> DeviceGoneError | DeviceSettingsError:
    if isinstance(error, PermissionError):
        return DeviceSettingsError(
            f"this account may not use {path}; on Linux add it to the group lp and restart"
        )
    return DeviceGoneError(f"{path}: {error}")


def _stalled(name: str, deadline: float) -> DeviceUnansweredError:
    return DeviceUnansweredError(f"{name} did not take the bytes within {deadline:.1f} s")
