"""What every way to a printer offers, and opening one with a deadline."""

import threading
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from devices.errors import DeviceUnansweredError

C = TypeVar("C")


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


def stalled(name: str, deadline: float) -> DeviceUnansweredError:
    """Return the error for bytes that are not taken."""
    return DeviceUnansweredError(f"{name} did not take the bytes within {deadline:.1f} s")


_opening: dict[str, threading.Thread] = {}
"""Attempts by name; one that the system never ends keeps others of its name from piling up."""


def within(seconds: float, name: str, action: Callable[[], C], undo: Callable[[C], object]) -> C:
    """Return what ``action`` opens; systems give no deadline on looking up names and opening lines.

    Args:
        seconds: How long it may take.
        name: What is opened; one attempt at a time.
        action: Opens it.
        undo: Closes what came too late.

    Raises:
        DeviceUnansweredError: It took longer; or an earlier attempt has not ended yet.
        DeviceError: What ``action`` raises.
    """
    late = _opening.get(name)
    if late is not None and late.is_alive():
        raise DeviceUnansweredError(f"{name}: the system is still busy with opening it")
    attempt = _Attempt(action, undo)
    _opening[name] = thread = threading.Thread(target=attempt.run, name=f"opening {name}")
    thread.daemon = True
    thread.start()
    if not attempt.done.wait(seconds) and attempt.give_up():
        raise DeviceUnansweredError(f"{name} could not be opened within {seconds:.1f} s")
    _opening.pop(name, None)
    return attempt.result()


class _Attempt(Generic[C]):
    """An action in another thread, whose result counts only while somebody waits for it."""

    def __init__(self, action: Callable[[], C], undo: Callable[[C], object]) -> None:
        self._action, self._undo = action, undo
        self._lock, self.done = threading.Lock(), threading.Event()
        self._given_up = False
        self._found: list[C] = []
        self._error: Exception | None = None

    def run(self) -> None:
        try:
            found = self._action()
        except Exception as error:  # noqa: BLE001 - raised again where somebody waits for it
            self._error = error
        else:
            with self._lock:
                self._found.append(found)
                late = self._given_up
            if late:
                self._undo(found)
        self.done.set()

    def give_up(self) -> bool:
        """Return whether nothing has come; what comes later is closed."""
        with self._lock:
            self._given_up = not self._found and not self.done.is_set()
            return self._given_up

    def result(self) -> C:
        if self._error is not None:
            raise self._error
        return self._found[0]
