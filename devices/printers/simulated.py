"""A simulated receipt printer on a TCP port: it answers, prints into pictures and has faults."""

import contextlib
import io
import selectors
import socket
import threading
import time
from collections.abc import Callable

import numpy as np
from PIL import Image

from config.agent import PrinterSettings
from devices.printers.base import Strip
from devices.printers.drawing import void_edge
from devices.printers.emulator import Emulator
from devices.printers.escpos import Escpos
from devices.printers.raster import PAPER_DOTS, Dots
from devices.printers.transport import Address

BUFFER = 4096
"""Bytes that the printer holds before it stops taking more."""

TICK = 0.02

VERBS = (
    *("paper_out", "paper_ok", "near_end", "cover_open", "cover_closed", "offline", "online"),
    *("stall", "mute", "answer", "power_cycle", "power_off", "power_on"),
)
"""What a bench can ask for."""


class SimulatedPrinter:
    """The printer's power, network card, sensors and paper, in a thread of its own."""

    def __init__(self, width: int = 576, clock: Callable[[], float] = time.time) -> None:
        self._clock, self._width = clock, width
        self._lock, self._ended = threading.RLock(), threading.Event()
        self.on_strip: Callable[[Strip], None] | None = None
        """Called in the simulator's thread at each cut."""
        self.strips: list[Strip] = []
        """Everything that came out, oldest first."""
        self._emulator = Emulator(width, self._came_out)
        self._stalled = False
        self._client: socket.socket | None = None
        self._server: socket.socket | None = None
        self.port = 0
        """TCP port on the loopback address; stays the same when the power goes."""
        self._power_on()
        self._thread = threading.Thread(target=self._run, name="simulated printer", daemon=True)
        self._thread.start()

    @property
    def body_bytes(self) -> int:
        """Bytes of pictures that arrived so far."""
        return self._emulator.picture_bytes

    @property
    def strange_bytes(self) -> int:
        """Bytes that were no command this printer knows."""
        return self._emulator.strange_bytes

    def control(self, verb: str, **facts: str | float | bool) -> str:
        """Do ``verb``; ``paper_out`` takes ``after_rows``, the rows that still fit."""
        if verb not in VERBS:
            raise ValueError(f"there is no verb {verb!r}; verbs are {', '.join(VERBS)}")
        action: Callable[..., str] = getattr(self, f"_{verb}")
        with self._lock:
            return action(**facts)

    def stop(self) -> None:
        """End the thread and close the port."""
        self._ended.set()
        self._thread.join(timeout=2)
        with self._lock:
            self._power_off()

    def _paper_out(self, after_rows: float = 0) -> str:
        self._emulator.rows_left = int(after_rows)
        return f"the paper ends after {int(after_rows)} rows"

    def _paper_ok(self) -> str:
        self._emulator.rows_left, self._emulator.near_end = None, False
        return "a new roll is in"

    def _near_end(self) -> str:
        self._emulator.near_end = True
        return "the paper is near its end"

    def _cover_open(self) -> str:
        self._emulator.cover_open = True
        return "the cover is open"

    def _cover_closed(self) -> str:
        self._emulator.cover_open = False
        return "the cover is closed"

    def _offline(self) -> str:
        self._emulator.offline = True
        return "the printer is offline"

    def _online(self) -> str:
        self._emulator.offline = False
        return "the printer is online"

    def _stall(self) -> str:
        self._stalled = True
        return "the printer takes no bytes"

    def _mute(self) -> str:
        self._emulator.mute = True
        return "the printer prints and answers nothing"

    def _answer(self) -> str:
        self._stalled = self._emulator.mute = False
        return "the printer takes bytes and answers"

    def _power_cycle(self) -> str:
        self._power_off()
        self._power_on()
        return "the printer was off and is on again"

    def _power_off(self) -> str:
        self._hang_up()
        server, self._server = self._server, None
        if server is not None:
            server.close()
        self._emulator.forget()
        return "the printer is off"

    def _power_on(self) -> str:
        if self._server is None:
            server = socket.socket()
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
            server.bind(("127.0.0.1", self.port))
            server.listen()
            server.setblocking(False)
            self._server, self.port = server, server.getsockname()[1]
        return "the printer is on"

    def _run(self) -> None:
        while not self._ended.is_set():
            if not self._turn():
                self._wait()

    def _wait(self) -> None:
        """Sleep until the line has something, at most a tick; faults change what is awaited."""
        with self._lock:
            waiting = None if self._stalled or self._emulator.full else self._client
            waiting = waiting or (self._server if self._client is None else None)
        if waiting is None:
            self._ended.wait(TICK)
            return
        with contextlib.suppress(OSError, ValueError), selectors.DefaultSelector() as selector:
            selector.register(waiting, selectors.EVENT_READ)
            selector.select(TICK)

    def _turn(self) -> bool:
        """Take and print what there is; False when there was nothing."""
        with self._lock:
            if self._client is None:
                return self._accept()
            if self._stalled:
                return False
            busy = self._receive(self._client)
            return self._reply(self._emulator.work()) or busy

    def _accept(self) -> bool:
        if self._server is None:
            return False
        try:
            client, _ = self._server.accept()
        except OSError:
            return False
        client.setblocking(False)
        self._client = client
        return True

    def _receive(self, client: socket.socket) -> bool:
        try:
            waiting = client.recv(BUFFER, socket.MSG_PEEK)
            taken = client.recv(self._emulator.room(waiting)) if waiting else b""
        except BlockingIOError:
            return False
        except OSError:
            waiting = taken = b""
        if not waiting:
            self._hang_up()
            return True
        self._reply(self._emulator.receive(taken))
        return bool(taken)

    def _reply(self, answers: bytes) -> bool:
        if answers and self._client is not None:
            with contextlib.suppress(OSError):
                self._client.sendall(answers)
        return bool(answers)

    def _hang_up(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _came_out(self, dots: Dots) -> None:
        strip = Strip(_png(dots), self._clock(), _valid(dots))
        self.strips.append(strip)
        del self.strips[:-100]
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


class SimulatedEscpos(Escpos):
    """The escpos driver, over TCP, to a simulated printer."""

    def __init__(self, settings: PrinterSettings, font: str = "") -> None:
        super().__init__(settings, font)
        self._simulator = SimulatedPrinter(PAPER_DOTS[settings.paper])

    @property
    def simulator(self) -> SimulatedPrinter:
        """The printer, for a bench to play with."""
        return self._simulator

    def _address(self) -> Address:
        return Address("tcp", "127.0.0.1", self._simulator.port)
