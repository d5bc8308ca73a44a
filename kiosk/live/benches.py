"""The demo's bench: paper, readings and device states as they come."""

from collections.abc import Callable
from typing import Any

from kiosk.live.spaces import Clock, Space, refuse, sender

ROOM = "bench"


class BenchSpace(Space):
    """``/bench``: only in the demo."""

    def __init__(
        self,
        allowed: Callable[[Any], bool],
        devices: Callable[[], list[dict[str, Any]]],
        clock: Clock,
    ) -> None:
        super().__init__("/bench", clock)
        self._allowed, self._devices = allowed, devices

    def on_connect(self, auth: Any = None) -> None:
        """Let a bench in."""
        if not self._allowed(auth):
            raise refuse("not_signed_in")
        self.socketio.start_background_task(self._join, sender())

    def told(self, event: str, body: dict[str, Any]) -> None:
        """Show something on the benches."""
        if self.listened(ROOM):
            self.tell(event, body, ROOM)

    def devices_changed(self) -> None:
        """Show how the devices are."""
        self.told("devices", {"devices": self._devices()})

    def _join(self, sid: str) -> None:
        self.join(sid, ROOM)
        self.tell("devices", {"devices": self._devices()}, sid)
