"""Desks: every event with what officers may know, devices, and calls for help."""

from collections.abc import Callable
from typing import Any

from config.sections import Settings
from kiosk.live.spaces import Clock, Space, asked, refuse, sender
from kiosk.live.walls import Payload
from kiosk.storage.journal import Entry

OFFICERS_ONLY = ("ticket", "reason", "overtook", "note")


class DeskSpace(Space):
    """``/desk``, session or token of a helper or above, auth ``{hall, counter?}``."""

    def __init__(
        self,
        settings: Settings,
        payload: Payload,
        clock: Clock,
        allowed: Callable[[Any], bool],
        devices: Callable[[], list[dict[str, Any]]],
    ) -> None:
        super().__init__("/desk", clock)
        self._settings, self._payload = settings, payload
        self._allowed, self._devices = allowed, devices

    def on_connect(self, auth: Any = None) -> None:
        """Let staff in."""
        if not self._allowed(auth):
            raise refuse("not_signed_in")
        hall = asked(auth, "hall")
        if self._settings.hall(hall) is None:
            raise refuse("hall_unknown")
        self.socketio.start_background_task(self._join, sender(), hall)

    def hear(self, entry: Entry) -> None:
        """Tell a hall's desks of a journal row."""
        if self.listened(entry.hall):
            event = entry.event
            known = event.body()
            extra = {key: known[key] for key in OFFICERS_ONLY if key in known}
            self.tell(entry.kind, self._payload(event, entry.seq) | extra, entry.hall)

    def anew(self, hall: str) -> None:
        """Have a hall's desks read again: another journal was put in the old one's place."""
        self.tell("restored", {"at": self.on_beat()["now"]}, hall)

    def devices_changed(self) -> None:
        """Tell all desks how the devices are."""
        for hall in self._settings.halls:
            if self.listened(hall.slug):
                self.tell("devices", {"devices": self._devices()}, hall.slug)

    def help_wanted(self, hall: str, kiosk: str) -> None:
        """Tell a hall's desks that somebody at a touchscreen asks for a helper."""
        self.tell("help", {"kiosk": kiosk, "at": self.on_beat()["now"]}, hall)

    def _join(self, sid: str, hall: str) -> None:
        self.join(sid, hall)
        self.tell("devices", {"devices": self._devices()}, sid)
