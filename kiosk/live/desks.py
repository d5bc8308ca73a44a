"""Desks: every event with what officers may know, devices, and calls for help."""

from collections.abc import Callable
from typing import Any

from config.sections import Settings
from kiosk.live.spaces import Clock, Space, asked, refuse, sender
from kiosk.live.walls import Payload
from kiosk.storage.journal import Entry

OFFICERS_ONLY = ("ticket", "reason", "overtook", "note", "job", "state", "printer", "copy", "held")

ALL = "*"
"""The room of every desk; no hall is called so."""


class DeskSpace(Space):
    """``/desk``, session or token of a helper or above, auth ``{hall?}``: without it all halls."""

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
        halls = [hall.slug for hall in self._settings.halls]
        if isinstance(auth, dict) and auth.get("hall") is not None:
            hall = asked(auth, "hall")
            if hall not in halls:
                raise refuse("hall_unknown")
            halls = [hall]
        self.socketio.start_background_task(self._join, sender(), halls)

    def hear(self, entry: Entry) -> None:
        """Tell a hall's desks of a journal row."""
        if self.listened(entry.hall):
            event = entry.event
            known = event.body()
            extra = {key: known[key] for key in OFFICERS_ONLY if key in known}
            body = self._payload(event, entry.seq) | extra | {"hall": entry.hall}
            self.tell(entry.kind, body, entry.hall)

    def anew(self, hall: str) -> None:
        """Have a hall's desks read again: another journal was put in the old one's place."""
        self.tell("restored", {"hall": hall, "at": self.on_beat()["now"]}, hall)

    def devices_changed(self) -> None:
        """Tell all desks how the devices are."""
        if self.listened(ALL):
            self.tell("devices", {"devices": self._devices()}, ALL)

    def help_wanted(self, hall: str, kiosk: str) -> None:
        """Tell a hall's desks that somebody at a touchscreen asks for a helper."""
        body = {"hall": hall, "kiosk": kiosk, "at": self.on_beat()["now"]}
        self.tell("help", body, hall)

    def _join(self, sid: str, halls: list[str]) -> None:
        for room in (ALL, *halls):
            self.join(sid, room)
        self.tell("devices", {"devices": self._devices()}, sid)
