"""The way to a USB printer's device file, or into a plain file."""

import os
import select
import stat
import threading
import time
from pathlib import Path

from devices.errors import DeviceGoneError, DeviceSettingsError
from devices.printers.ways.channel import stalled


class FileChannel:
    """A USB printer's device file, or a plain file that collects the bytes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._device = os.name == "posix" and _is_device(path)
        try:
            self._handle = os.open(path, _flags(device=self._device), 0o640)
        except OSError as error:
            raise _not_opened(path, error) from error

    def read(self, timeout: float) -> bytes:
        """Return what arrived; a plain file never answers."""
        if not self._device:
            threading.Event().wait(timeout)
            return b""
        if not self._ready(select.POLLIN, timeout):
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
            raise stalled(str(self._path), deadline)
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


def _is_device(path: Path) -> bool:
    """Whether it is no plain file; an unplugged printer's name must not become one."""
    if path.exists():
        return not stat.S_ISREG(path.stat().st_mode)
    return path.resolve().is_relative_to("/dev")


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
