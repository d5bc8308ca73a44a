"""The agent put together: the only place where its parts meet."""

import logging
import signal
import sqlite3
import threading
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from config.agent import AgentSettings, ThermometerSettings
from devices.agent.clock import utc
from devices.agent.kept import Kept
from devices.agent.link import Link
from devices.agent.measuring import LaneWorker
from devices.agent.memory import Memory
from devices.agent.orders import Orders
from devices.agent.outbox import Outbox
from devices.agent.printing import PrinterWorker
from devices.agent.spool import Spool
from devices.agent.standing import Standing
from devices.agent.supervisor import Supervisor
from devices.agent.warmth import Warmth
from devices.agent.worker import Surroundings
from devices.lane import LaneProfile
from devices.registry import create_printer, create_thermometer
from devices.wire import Hello, Message

LOG = logging.getLogger(__name__)

HOUSEKEEPING = 2.0
"""Seconds between two looks for jobs that waited too long or ended long ago."""

STOP_WITHIN = 1.5
"""Seconds the devices' threads have to end."""

LIMIT = 37.5
"""Temperature of a lane whose limit is not given, in °C."""


def run_agent(
    settings: AgentSettings,
    *,
    server: str,
    token: str,
    data: Path,
    stop: threading.Event,
    limits: Mapping[str, float] | None = None,
) -> None:
    """Own the devices of this PC until ``stop`` is set; returns within 3 s of that.

    Args:
        settings: The devices.
        server: URL of the server; it need not be there yet.
        token: What lets this agent in.
        data: Folder for the agent's file; one agent has it for itself.
        stop: Ends the agent.
        limits: By lane, the temperature in °C from which a second look is asked for.

    Raises:
        AgentMemoryError: The folder cannot be used, or another agent uses it.
    """
    if _exposed(server):
        LOG.warning("%s: use https, the token can be read on the way", server)
    memory = Memory(data)
    agent = _Agent(settings, memory, limits or {})
    try:
        agent.start(server, token)
        agent.watch(stop)
    finally:
        if agent.stop():
            memory.close()


def stop_on_signals(stop: threading.Event) -> None:
    """Let SIGTERM and ctrl-C set ``stop``; for the main thread of an agent process."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())


class _Agent:
    """The parts of a running agent."""

    def __init__(
        self, settings: AgentSettings, memory: Memory, limits: Mapping[str, float]
    ) -> None:
        self._settings = settings
        self._outbox, self._standing = Outbox(memory), Standing()
        self._spool = Spool(memory, self._outbox)
        self._link: Link | None = None
        around = Surroundings(spool=self._spool, standing=self._standing, show=self._show, now=utc)
        self._printers = {
            each.name: PrinterWorker(
                each.name,
                partial(create_printer, each, settings.font),
                around,
                Kept(memory, each),
            )
            for each in settings.printer
        }
        self._lanes = {
            each.lane: LaneWorker(
                each.lane,
                partial(create_thermometer, each),
                _profile(each, limits.get(each.lane, LIMIT)),
                around,
                Warmth(memory, each),
            )
            for each in settings.thermometer
        }
        self._supervisor = Supervisor((*self._printers.values(), *self._lanes.values()))

    def start(self, server: str, token: str) -> None:
        """Start every thread."""
        self._spool.abandon(self._printers, utc())
        self._supervisor.start()
        hello = Hello(
            token=token,
            name=self._settings.name,
            printers=tuple(self._printers),
            lanes=tuple(self._lanes),
            papers={each.name: each.paper for each in self._settings.printer},
        )
        font = self._settings.font
        orders = Orders(self._spool, self._printers, self._lanes, utc, font=font)
        self._link = Link(server, hello, orders, self._outbox, self._standing)
        self._link.start()

    def watch(self, stop: threading.Event) -> None:
        """Look after the threads and the spool until ``stop``."""
        due = 0.0
        while not stop.wait(0.1):
            now = time.monotonic()
            self._supervisor.check(now)
            if now >= due:
                due = now + HOUSEKEEPING
                self._keep_house()

    def _keep_house(self) -> None:
        """A printer's thread expires its jobs too, but it may be busy with a stalled printer."""
        try:
            self._spool.expire(utc())
            self._spool.prune(utc())
        except sqlite3.Error:
            LOG.exception("the agent's memory failed")

    def stop(self) -> bool:
        """End every thread; return whether all have ended."""
        ended = self._supervisor.stop(STOP_WITHIN)
        return (self._link is None or self._link.stop()) and ended

    def _show(self, message: Message) -> None:
        if self._link is not None:
            self._link.show(message)


def _exposed(server: str) -> bool:
    """Whether the token crosses a network where others can read it."""
    parts = urlsplit(server)
    return parts.scheme == "http" and parts.hostname not in {"127.0.0.1", "::1", "localhost"}


def _profile(settings: ThermometerSettings, limit: float) -> LaneProfile:
    # a simulated sensor has nothing that must get warm
    minutes = 0.0 if settings.model == "simulated" else settings.warm_up
    return LaneProfile(limit=limit, correction=settings.correction, warm_up=60 * minutes)
