"""A simulated GY-614: the true bytes, 14 times a second, over a pty or a loopback socket."""

import os
import random
import socket
import struct
import threading
import time
from collections.abc import Callable
from typing import Protocol

from config.agent import ThermometerSettings
from devices.port import Clock
from devices.thermometers.gy614 import HEAD, Gy614

PERIOD = 1 / 14
ROOM = 26.0
USUAL = {"normal": 36.5, "feverish": 38.9}
"""Kinds of visitors and their surface temperature in °C."""

VERBS = ("person", "leave", "silence", "resume", "noise", "stuck", "unplug", "replug")
"""What a bench can ask for."""

APPROACH = 9.0
"""How fast the object's temperature follows who stands there, °C a second per °C of distance."""

Facts = str | float | bool


def encode(target: float, ambient: float) -> bytes:
    """Return the nine bytes of one frame; temperatures in °C."""
    frame = HEAD + struct.pack(">hh", round(target * 100), round(ambient * 100))
    return frame + bytes([sum(frame) & 0xFF])


class Cable(Protocol):
    """The simulator's end of the line."""

    @property
    def address(self) -> str:
        """What the driver opens."""

    def send(self, data: bytes) -> None:
        """Send what fits; a driver that does not read loses bytes, as on a real line."""

    def receive(self) -> bytes:
        """Return what the driver sent, without waiting."""

    def close(self) -> None:
        """Pull the plug."""


class PtyCable:
    """A pseudo-terminal; only where the system has them."""

    def __init__(self) -> None:
        # only POSIX has these; the socket stands in elsewhere
        import pty  # noqa: PLC0415
        import tty  # noqa: PLC0415

        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.address = os.ttyname(self._slave)

    def send(self, data: bytes) -> None:
        """Send what fits."""
        try:
            os.write(self._master, data)
        except OSError:
            return

    def receive(self) -> bytes:
        """Return what the driver sent."""
        try:
            return os.read(self._master, 256)
        except OSError:
            return b""

    def close(self) -> None:
        """Pull the plug."""
        os.close(self._master)
        os.close(self._slave)


class TcpCable:
    """A serial device server on the loopback address, one client at a time."""

    def __init__(self, port: int = 0) -> None:
        self._client: socket.socket | None = None
        self._server = socket.create_server(("127.0.0.1", port))
        self._server.setblocking(False)
        self.address = f"socket://127.0.0.1:{self._server.getsockname()[1]}"

    def send(self, data: bytes) -> None:
        """Send what fits, to whoever connected last."""
        self._accept()
        try:
            if self._client is not None:
                self._client.send(data)
        except BlockingIOError:
            return
        except OSError:
            self._hang_up()

    def receive(self) -> bytes:
        """Return what the driver sent."""
        try:
            return self._client.recv(256) if self._client is not None else b""
        except OSError:
            return b""

    def close(self) -> None:
        """Pull the plug."""
        self._hang_up()
        self._server.close()

    def _accept(self) -> None:
        try:
            client, _ = self._server.accept()
        except OSError:
            return
        self._hang_up()
        client.setblocking(False)
        self._client = client

    def _hang_up(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()


def cable() -> Cable:
    """Return a new line of the kind that this system has."""
    return PtyCable() if os.name == "posix" else TcpCable()


class SimulatedGy614:
    """The module, the visitor before it and the faults of both, in a thread of its own."""

    def __init__(self, new_cable: Callable[[], Cable] = cable, *, seed: int | None = None) -> None:
        self._random = random.Random(seed)  # noqa: S311 - jitter, not a secret
        self._new_cable, self._lock, self._ended = new_cable, threading.Lock(), threading.Event()
        self._cable: Cable | None = new_cable()
        self._address = self._cable.address
        self._goal = self._object = ROOM
        self._shown = (ROOM, ROOM)
        self._mode = "speaking"
        self._sending = True
        self._thread = threading.Thread(target=self._run, name="simulated gy-614", daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """The port to open now; it changes when the plug goes in again."""
        return self._address

    def control(self, verb: str, **facts: Facts) -> str:
        """Do ``verb``; ``person`` takes ``kind`` (normal, feverish) or ``temperature`` in °C."""
        if verb not in VERBS:
            raise ValueError(f"there is no verb {verb!r}; verbs are {', '.join(VERBS)}")
        action: Callable[..., str] = getattr(self, f"_{verb}")
        with self._lock:
            return action(**facts)

    def stop(self) -> None:
        """End the thread and pull the plug."""
        self._ended.set()
        self._thread.join(timeout=2)
        with self._lock:
            self._unplug()

    def _person(self, kind: str = "normal", temperature: float | None = None) -> str:
        if kind not in USUAL:
            raise ValueError(f"there is no kind {kind!r}; kinds are {', '.join(USUAL)}")
        self._goal = USUAL[kind] if temperature is None else float(temperature)
        return f"a visitor of {self._goal:.1f} °C steps up"

    def _leave(self) -> str:
        self._goal = ROOM
        return "the visitor leaves"

    def _silence(self) -> str:
        self._mode = "silent"
        return "the thermometer sends nothing"

    def _resume(self) -> str:
        self._mode = "speaking"
        return "the thermometer measures again"

    def _noise(self) -> str:
        self._mode = "noise"
        return "the line carries noise"

    def _stuck(self) -> str:
        self._mode = "stuck"
        return "the thermometer repeats one value"

    def _unplug(self) -> str:
        line, self._cable = self._cable, None
        if line is not None:
            line.close()
        return "the cable is out"

    def _replug(self) -> str:
        if self._cable is None:
            self._cable = self._new_cable()
            self._address = self._cable.address
        self._mode, self._sending = "speaking", True
        return "the cable is in"

    def _run(self) -> None:
        while not self._ended.wait(PERIOD):
            with self._lock:
                if self._cable is not None:
                    self._listen(self._cable)
                    self._cable.send(self._bytes())

    def _listen(self, line: Cable) -> None:
        heard = line.receive()
        if b"\xa5\x45\xea" in heard:
            self._sending = True
        elif b"\xa5\x15\xba" in heard:
            self._sending = False
            line.send(encode(self._object, ROOM))

    def _bytes(self) -> bytes:
        if self._mode == "silent" or not self._sending:
            return b""
        if self._mode == "noise":
            return self._random.randbytes(64)
        if self._mode != "stuck":
            self._object += (self._goal - self._object) * min(1.0, APPROACH * PERIOD)
            self._shown = (
                self._object + self._random.uniform(-0.03, 0.03),
                ROOM + self._random.uniform(-0.02, 0.02),
            )
        return encode(*self._shown)


class SimulatedThermometer(Gy614):
    """The gy-614 driver on a simulated module's line."""

    def __init__(self, settings: ThermometerSettings, clock: Clock = time.monotonic) -> None:
        super().__init__(settings, clock)
        self._simulator = SimulatedGy614()

    @property
    def simulator(self) -> SimulatedGy614:
        """The module, for a bench to play with."""
        return self._simulator

    def _address(self) -> str:
        return self._simulator.address
