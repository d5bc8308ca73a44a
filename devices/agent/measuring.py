"""The thread that owns a thermometer: from its readings to the lane's word."""

import logging
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from devices.agent.warmth import Warmth
from devices.agent.worker import Simulated, Surroundings, Worker
from devices.errors import DeviceError, DeviceSilentError
from devices.lane import Decision, Lane, LaneProfile, LaneView, State
from devices.thermometers.base import Reading, Thermometer
from devices.wire import LaneReading, LaneReport

LOG = logging.getLogger(__name__)

STEP = 0.1
"""Seconds between two looks at the lane."""

SHOWN_EVERY = 0.2
"""Seconds between two readings for the helper's screen."""

SILENT = 10.0
"""Seconds without a reading after which the port is opened again."""

BACK_OFF = (0.5, 1.0, 2.0, 5.0)
"""Seconds between attempts to open, a fifth more or less; the last one for ever."""

NOTED_EVERY = 60.0
"""Seconds between two notes that the thermometer is warm."""

MEASURES: frozenset[State] = frozenset(
    {"idle", "present", "measuring", "pass", "retest", "secondary"}
)
"""States that only a warm thermometer reaches."""


class LaneWorker(Worker):
    """Measures at one lane and reports the lane's word."""

    kind = "thermometer"

    def __init__(
        self,
        name: str,
        create: Callable[[], Thermometer],
        profile: LaneProfile,
        around: Surroundings,
        warmth: Warmth,
    ) -> None:
        super().__init__(name, around)
        self._create, self._warmth = create, warmth
        self._thermometer: Thermometer | None = None
        if warmth.lasts(around.now()):
            profile = replace(profile, warm_up=0.0)
        self._lane = Lane(profile, now=time.monotonic())
        self._noted_at: float | None = None
        self._turn = threading.Lock()
        self._fault: str | None = None
        self._reported: tuple[str, float, str | None] | None = None
        self._shown_at: float | None = None

    @property
    def simulator(self) -> Simulated | None:
        """The simulation behind the thermometer; None for a real one."""
        return self._thermometer.simulator if self._thermometer else None

    def run(self) -> None:
        """Measure until ``stop``."""
        self.tell("unknown", "starting")
        thermometer = self._thermometer = self._made()
        if thermometer is None:
            return
        simulator = thermometer.simulator
        try:
            failures = 0
            while not self._stopped.is_set():
                failures = 0 if self._session(thermometer) else failures + 1
                self._wait(BACK_OFF[min(failures, len(BACK_OFF)) - 1] if failures else STEP)
        finally:
            thermometer.close()
            if simulator:
                simulator.stop()

    def decide(self, decision: Decision) -> str:
        """Apply what a person decided at the lane; return the lane's new word.

        Raises:
            ValueError: Not possible in this state.
        """
        with self._turn:
            view = self._lane.decide(decision, time.monotonic())
            self._report(view)
        return view.state

    def _made(self) -> Thermometer | None:
        """Make the driver; while the settings are wrong, the lane says so."""
        while not self._stopped.is_set():
            try:
                return self._create()
            except DeviceError as error:
                self._failed(error)
                self._wait(BACK_OFF[-1])
        return None

    def _session(self, thermometer: Thermometer) -> bool:
        """Read from opening to the next failure; return whether anything was read."""
        heard = False
        try:
            thermometer.open()
            heard_at = time.monotonic()
            while not self._stopped.is_set():
                readings = thermometer.readings(STEP)
                heard, now = heard or bool(readings), time.monotonic()
                heard_at = now if readings else heard_at
                self._fault = None
                self._step(readings, now)
                if now - heard_at > SILENT:
                    raise DeviceSilentError(f"nothing for {SILENT:.0f} s")
        except DeviceError as error:
            self._failed(error)
        finally:
            thermometer.close()
        return heard

    def _failed(self, error: DeviceError) -> None:
        if self._fault != error.code:
            LOG.warning("lane %s: %s: %s", self.name, error.code, error)
        self._fault = error.code

    def _wait(self, seconds: float) -> None:
        """Let the lane say that the device is out of order until the next attempt."""
        until = time.monotonic() + seconds * random.uniform(0.8, 1.2)  # noqa: S311  spreads load
        while not self._stopped.is_set() and time.monotonic() < until:
            self._step((), time.monotonic())
            self._pause(min(STEP, max(until - time.monotonic(), 0)))

    def _step(self, readings: Sequence[Reading], now: float) -> None:
        with self._turn:
            view = self._lane.step(readings, now, fault=self._fault)
            self._report(view)
        if view.fault:
            self.tell("fault", view.fault)
        elif view.state in {"starting", "warming"}:
            self.tell("unknown", view.state)
        else:
            self.tell("off" if view.state == "off" else "ok")
        self._show(view, now)
        if readings and view.state in MEASURES:
            self._note_warm(now)

    def _note_warm(self, now: float) -> None:
        if self._noted_at is not None and now - self._noted_at < NOTED_EVERY:
            return
        self._noted_at = now
        try:
            self._warmth.note(self._around.now())
        except sqlite3.Error:
            LOG.exception("lane %s: warming up again after a restart", self.name)

    def _report(self, view: LaneView) -> None:
        news = (view.state, view.since, view.fault)
        recovering = view.state == "fault" and view.fault is None
        if news == self._reported or recovering:
            return
        self._reported = news
        since = self._around.now() - timedelta(seconds=time.monotonic() - view.since)
        self._around.standing.tell(
            LaneReport(lane=self.name, state=view.state, since=since, fault=view.fault)
        )

    def _show(self, view: LaneView, now: float) -> None:
        """Show the figure to the helper while somebody is measured, then say once that it went."""
        if view.raw is None:
            if self._shown_at is not None:
                self._around.show(LaneReading(lane=self.name, raw=None))
            self._shown_at = None
        elif self._shown_at is None or now - self._shown_at >= SHOWN_EVERY:
            self._shown_at = now
            reading = LaneReading(
                lane=self.name, raw=view.raw, corrected=view.corrected, at=self._around.now()
            )
            self._around.show(reading)
