"""A simulated receipt printer on a line: it answers, prints into pictures and has faults."""

import io
import threading
import time
from collections import deque
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import numpy as np
from PIL import Image

from config.agent import PrinterSettings
from devices.errors import DeviceSettingsError
from devices.printers.base import Strip
from devices.printers.drawing import void_edge
from devices.printers.escpos import Escpos
from devices.printers.lettered import LetteredEmulator
from devices.printers.plugs import Plug, PtyPlug, TcpPlug
from devices.printers.raster import PAPER_DOTS, Dots
from devices.printers.transport import Address
from devices.printers.vices import VERBS, Habits, Vices

__all__ = ["VERBS", "SimulatedEscpos", "SimulatedPrinter", "plug_for"]

TICK = 0.02

KEPT = 200
"""Strips that are remembered."""


class Meter:
    """Lets no more bytes through than a line carries."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._credit, self._last = clock, 0.0, clock()

    def allow(self, rate: float) -> int:
        """Return how many bytes may pass now at so many a second."""
        now = self._clock()
        self._credit = min(self._credit + (now - self._last) * rate, max(rate * TICK * 3, 3))
        self._last = now
        return max(int(self._credit), 0)

    def spend(self, count: int) -> None:
        """So many went through."""
        self._credit -= count


class SimulatedPrinter:
    """The printer's power, line, sensors and paper, in a thread of its own."""

    def __init__(
        self, width: int = 576, clock: Callable[[], float] = time.time, plug: Plug | None = None
    ) -> None:
        self._clock, self._width = clock, width
        self._lock, self._ended = threading.RLock(), threading.Event()
        self.on_strip: Callable[[Strip], None] | None = None
        """Called in the simulator's thread at each cut."""
        self.strips: list[Strip] = []
        """What came out last, oldest first."""
        self._emulator, self._habits = LetteredEmulator(width, self._came_out), Habits()
        self._vices = Vices(self._emulator, self._habits, self._power)
        self._plug: Plug = plug or TcpPlug()
        self._on, self._heard, self._meter = True, time.monotonic(), Meter()
        self._late: deque[tuple[float, bytes]] = deque()
        self._thread = threading.Thread(target=self._run, name="simulated printer", daemon=True)
        self._thread.start()

    @property
    def address(self) -> Address:
        """Where a driver finds it; stays the same when the power goes."""
        return self._plug.address

    @property
    def port(self) -> int:
        """TCP port on the loopback address, or the serial line's baud."""
        return self._plug.address.number

    @property
    def body_bytes(self) -> int:
        """Bytes of pictures that arrived so far."""
        return self._emulator.picture_bytes

    @property
    def strange_bytes(self) -> int:
        """Bytes that were no command this printer knows."""
        return self._emulator.strange_bytes

    def listen(self, hear: Callable[[bytes], None]) -> None:
        """Let somebody hear all bytes as they come in; b"" when the memory is lost."""
        with self._lock:
            self._emulator.on_bytes = hear

    def control(self, verb: str, **facts: str | float | bool) -> str:
        """Do ``verb``; docs/adding-a-device.md has the verbs and their facts.

        Raises:
            ValueError: There is no such verb, or a fact is wrong.
        """
        with self._lock:
            return self._vices.control(verb, facts)

    def stop(self) -> None:
        """End the thread and close the port."""
        self._ended.set()
        self._thread.join(timeout=2)
        with self._lock:
            self._power(False)
            self._plug.close()

    def _power(self, on: bool) -> None:  # noqa: FBT001 - one word, on or off
        self._on = on
        self._plug.power(on=on)
        if not on:
            self._emulator.forget()
            self._late.clear()

    def _run(self) -> None:
        while not self._ended.is_set():
            if not self._turn():
                self._wait()

    def _wait(self) -> None:
        """Sleep until the line has something, at most a tick; faults change what is awaited."""
        if self._habits.stalled or self._emulator.full or not self._on or self._rate():
            self._ended.wait(TICK / 4 if self._rate() else TICK)
        else:
            self._plug.wait(TICK)

    def _turn(self) -> bool:
        """Take and print what there is; False when there was nothing."""
        with self._lock:
            if not self._on:
                self._plug.peek()
                return False
            if self._plug.accept(self._habits.second):
                self._heard = time.monotonic()
                self._emulator.connected()
            if self._habits.stalled:
                return False
            busy = self._receive()
            self._reply(self._emulator.work() + self._emulator.change())
            self._deliver()
            return busy

    def _receive(self) -> bool:
        waiting, rate = self._plug.peek(), self._rate()
        if waiting is None:
            return self._tire()
        if not waiting:
            self._plug.hang_up()
            return True
        self._heard = time.monotonic()
        if rate:
            waiting = waiting[: self._meter.allow(rate)]
        taken = self._plug.take(self._emulator.room(waiting)) if waiting else b""
        self._meter.spend(len(taken))
        self._reply(self._emulator.receive(taken))
        return bool(taken)

    def _tire(self) -> bool:
        """Hang up on who sends nothing for too long."""
        idle = self._habits.idle
        tired = bool(idle and self._plug.connected and time.monotonic() - self._heard > idle)
        if tired:
            self._plug.hang_up()
            self._heard = time.monotonic()
        return tired

    def _rate(self) -> float:
        """Bytes a second of the line; 0: no limit."""
        address = self._plug.address
        line = address.rate if address.kind == "serial" else 0.0
        return min(filter(None, (line, self._habits.rate)), default=0.0)

    def _reply(self, answers: bytes) -> None:
        if answers and self._habits.late:
            self._late.append((time.monotonic() + self._habits.late, answers))
        elif answers:
            self._plug.send(answers)

    def _deliver(self) -> None:
        """Send the late answers that are due, also to a client that did not ask."""
        while self._late and self._late[0][0] <= time.monotonic() and self._plug.connected:
            self._plug.send(self._late.popleft()[1])

    def _came_out(self, dots: Dots) -> None:
        strip = Strip(_png(dots), self._clock(), _valid(dots))
        self.strips.append(strip)
        del self.strips[:-KEPT]
        if self.on_strip is not None:
            self.on_strip(strip)


def _png(dots: Dots) -> bytes:
    file = io.BytesIO()
    Image.fromarray(~dots).save(file, "PNG")
    return file.getvalue()


def _valid(dots: Dots) -> bool:
    """Whether no part of the strip carries the edge of a void mark."""
    edge = void_edge(dots.shape[1])
    starts = np.flatnonzero((dots == edge[0]).all(axis=1))
    return not any(np.array_equal(dots[row : row + len(edge)], edge) for row in starts)


def plug_for(port: str) -> Plug:
    """Return what a simulated printer is plugged into, from its ``port`` option.

    Nothing or ``tcp:`` is a network card, ``pty:?baud=115200`` a serial line of that speed.

    Raises:
        DeviceSettingsError: It is neither.
    """
    parts = urlsplit(port)
    baud = parse_qs(parts.query).get("baud", ["115200"])[0]
    if parts.scheme in {"", "tcp"}:
        return TcpPlug()
    if parts.scheme == "pty" and baud.isascii() and baud.isdigit() and int(baud):
        return PtyPlug(int(baud))
    raise DeviceSettingsError(
        f"port {port!r} of a simulated printer; leave it empty, or pty:?baud=115200"
    )


class SimulatedEscpos(Escpos):
    """The escpos driver to a simulated printer, over TCP or a serial line."""

    def __init__(self, settings: PrinterSettings, font: str = "") -> None:
        super().__init__(settings, font)
        width = PAPER_DOTS[settings.paper]
        self._simulator = SimulatedPrinter(width, plug=plug_for(settings.port))

    @property
    def simulator(self) -> SimulatedPrinter:
        """The printer, for a bench to play with."""
        return self._simulator

    def _address(self) -> Address:
        return self._simulator.address
