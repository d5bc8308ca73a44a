"""The latest word on every device and lane; the server must know it after each connecting."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from devices.wire import DeviceReport, LaneReport

Report = DeviceReport | LaneReport
Key = tuple[str, str, str]


@dataclass(slots=True)
class _Entry:
    report: Report
    told: bool = False
    sent_at: float | None = None


class Standing:
    """Keeps one report a device and lane; an older one that was not yet sent is forgotten."""

    def __init__(self) -> None:
        self._entries: dict[Key, _Entry] = {}
        self._turn = threading.Lock()
        self.on_report: Callable[[], None] = lambda: None
        """Called after each report, in the thread that made it."""

    def tell(self, report: Report) -> None:
        """Replace what was known."""
        with self._turn:
            self._entries[_key(report)] = _Entry(report)
        self.on_report()

    def due(self, now: float, *, patience: float) -> list[Report]:
        """Return what to send now and count it as sent.

        Args:
            now: Monotonic clock.
            patience: Seconds after which what was not acknowledged is sent again.
        """
        with self._turn:
            entries = [
                entry
                for entry in self._entries.values()
                if not entry.told and (entry.sent_at is None or now - entry.sent_at >= patience)
            ]
            for entry in entries:
                entry.sent_at = now
            return [entry.report for entry in entries]

    def acknowledge(self, report: Report) -> None:
        """The server has exactly this report."""
        with self._turn:
            entry = self._entries.get(_key(report))
            if entry and entry.report is report:
                entry.told = True

    def repeat(self) -> None:
        """A new connection: everything is to be told again."""
        with self._turn:
            for entry in self._entries.values():
                entry.told, entry.sent_at = False, None


def _key(report: Report) -> Key:
    if isinstance(report, LaneReport):
        return (report.event, "", report.lane)
    return (report.event, report.kind, report.device)
