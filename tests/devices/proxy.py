"""A TCP proxy before a printer that refuses, stalls, breaks, mutes, delays, slows and garbles."""

import random
import select
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

FAULTS = ("reset", "close", "stall", "refuse", "mute", "late", "garble", "slow")

STALL = 1.2
"""Seconds that a stalled line stands still; then it goes on with what was sent to it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens to one connection."""

    fault: str = ""
    """One of FAULTS; empty: nothing."""
    after: int = 0
    """Bytes towards the printer after which it resets, closes or stalls."""
    seconds: float = 0.0
    """How late answers are."""
    rate: float = 0.0
    """Bytes a second of a slow line."""


def plans(seed: int, *, none: float = 0.35, longest: int = 40_000) -> Iterator[Plan]:
    """Yield random plans without end: a share of ``none`` is well, the other faults alike."""
    chance = random.Random(seed)
    kinds = ("reset", "close", "mute", "late", "garble", "refuse", "slow", "stall")
    weights = (3, 3, 3, 2, 1, 1, 1, 1)
    while True:
        if chance.random() < none:
            yield Plan()
            continue
        (kind,) = chance.choices(kinds, weights)
        after = chance.choice((chance.randrange(1, 60), chance.randrange(1, longest)))
        yield Plan(kind, after, chance.uniform(0.05, 1.2), chance.uniform(40_000, 90_000))


class Proxy:
    """Each connection follows the next plan; answers that are late go to whoever comes next."""

    def __init__(self, target: int, script: Iterator[Plan]) -> None:
        self._target, self._script = target, script
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(0.1)
        self.port = self._server.getsockname()[1]
        self.met: list[Plan] = []
        """The plans of all connections so far."""
        self.well = threading.Event()
        """From now on nothing goes wrong."""
        self._late: list[tuple[float, bytes]] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fault proxy", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join(3)
        self._server.close()

    def _run(self) -> None:
        while not self._ended.is_set():
            with suppress(TimeoutError):
                client, _ = self._server.accept()
                plan = Plan() if self.well.is_set() else next(self._script)
                self.met.append(plan)
                with client, suppress(OSError):
                    self._serve(client, plan)

    def _serve(self, client: socket.socket, plan: Plan) -> None:
        if plan.fault == "refuse":
            _reset(client)
            return
        with socket.create_connection(("127.0.0.1", self._target), 2) as printer:
            printer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
            _Connection(client, printer, plan, self._late).run(self._ended)


class _Connection:
    def __init__(self, client, printer, plan: Plan, late) -> None:
        self._client, self._printer, self._plan, self._late = client, printer, plan, late
        self._left = plan.after if plan.fault in {"reset", "close", "stall"} else None

    def run(self, ended: threading.Event) -> None:
        """Carry bytes until somebody hangs up; a stall ends after ``STALL`` seconds."""
        stalled_until = 0.0
        while not ended.is_set():
            while self._late and self._late[0][0] <= time.monotonic():
                self._client.sendall(self._late.pop(0)[1])
            if self._left == 0 and not stalled_until:
                stalled_until = time.monotonic() + STALL
            if stalled_until and time.monotonic() > stalled_until:
                self._left = None
            # a client that hangs up behind bytes that nobody reads is not seen before their end
            watched = [self._printer] if self._left == 0 else [self._printer, self._client]
            ready, _, _ = select.select(watched, [], [], 0.02)
            if self._printer in ready and not self._back():
                return
            if self._client in ready and not self._forth():
                return

    def _back(self) -> bool:
        data = self._printer.recv(4096)
        if data and self._plan.fault == "late":
            self._late.append((time.monotonic() + self._plan.seconds, data))
        elif data and self._plan.fault == "garble":
            self._client.sendall(b"\xff" * len(data))
        elif data and self._plan.fault != "mute":
            self._client.sendall(data)
        return bool(data)

    def _forth(self) -> bool:
        data = self._client.recv(4096 if self._left is None else min(4096, self._left))
        self._printer.sendall(data)
        if self._plan.fault == "slow":
            threading.Event().wait(len(data) / self._plan.rate)
        if self._left is not None:
            self._left -= len(data)
            if self._left == 0 and self._plan.fault == "reset":
                _reset(self._client)
            if self._left == 0 and self._plan.fault in {"reset", "close"}:
                return False
        return bool(data)


def _reset(client: socket.socket) -> None:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()
