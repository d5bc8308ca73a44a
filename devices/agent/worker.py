"""What the two kinds of device threads have in common: how to wait, stop and say how it goes."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol

from devices.agent.clock import Now
from devices.agent.spool import Spool
from devices.agent.standing import Standing
from devices.wire import DeviceKind, DeviceReport, DeviceState, Fact, Message


class Simulated(Protocol):
    """A simulated device's faults."""

    def control(self, verb: str, **facts: str | float | bool) -> str:
        """Do it and say so, or raise ValueError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What every device thread works with."""

    spool: Spool
    standing: Standing
    show: Callable[[Message], None]
    """Sends a message if there is a connection, else forgets it."""
    now: Now


class Worker:
    """One device and its thread; ``run`` may be called again after it died of an error."""

    kind: ClassVar[DeviceKind]

    def __init__(self, name: str, around: Surroundings) -> None:
        self.name = name
        self.restarts = 0
        """How often the thread had to be started again."""
        self._around = around
        self._stopped, self._woken = threading.Event(), threading.Event()
        self._last: DeviceReport | None = None

    @property
    def simulator(self) -> Simulated | None:
        """The simulation behind the device; None for a real one."""
        raise NotImplementedError

    def run(self) -> None:
        """Do the device's work until ``stop``."""
        raise NotImplementedError

    def stop(self) -> None:
        """Ask the thread to end soon."""
        self._stopped.set()
        self._woken.set()

    def wake(self) -> None:
        """There may be something to do."""
        self._woken.set()

    def crashed(self) -> None:
        """The thread died of a programming error; it is started again."""
        self.restarts += 1
        self.tell("fault", "crashed")

    def tell(
        self, state: DeviceState, message: str = "", facts: Mapping[str, Fact] | None = None
    ) -> None:
        """Report how the device is, when that is news; ``since`` is kept while it lasts."""
        counted = {"restarts": self.restarts} if self.restarts else {}
        now, last = self._around.now(), self._last
        same = last is not None and (last.state, last.message) == (state, message)
        report = DeviceReport(
            device=self.name,
            kind=self.kind,
            state=state,
            since=last.since if last is not None and same else now,
            message=message,
            facts={**counted, **(facts or {})},
        )
        if report != last:
            self._last = report
            self._around.standing.tell(report)

    def _pause(self, seconds: float) -> None:
        """Wait, whatever comes, but not longer than until ``stop``."""
        self._stopped.wait(seconds)

    def _idle(self, seconds: float) -> None:
        """Wait until ``wake``."""
        self._woken.wait(seconds)
        self._woken.clear()
