"""Walls: a board on connecting, then every event of the hall, once and in order."""

from collections.abc import Callable
from typing import Any

from config.hall import HallSettings
from config.sections import Settings
from kiosk.domain.events import Event
from kiosk.live.bus import Bus, Reader
from kiosk.live.spaces import Clock, Space, asked, refuse, sender
from kiosk.storage.journal import Entry
from kiosk.views import Views

LONGEST_REPLAY = 2000
"""Events that a wall may have missed; after more than that the board alone tells the truth."""

Payload = Callable[[Event, int], dict[str, Any]]


class WallSpace(Space):
    """``/wall``, auth ``{hall, since?}``."""

    def __init__(
        self, settings: Settings, bus: Bus, views: Views, payload: Payload, clock: Clock
    ) -> None:
        super().__init__("/wall", clock)
        self._settings, self._bus, self._views, self._payload = settings, bus, views, payload
        self._boards: dict[str, dict[str, Any]] = {}

    def on_connect(self, auth: Any = None) -> None:
        """Let a wall in; what it missed follows when it is connected."""
        hall = self._settings.hall(asked(auth, "hall"))
        if hall is None:
            raise refuse("hall_unknown")
        since = auth.get("since")
        if since is not None and (isinstance(since, bool) or not isinstance(since, int)):
            raise refuse("invalid_input")
        self.socketio.start_background_task(self._join, sender(), hall, since)

    def hear(self, entry: Entry) -> None:
        """Tell a hall's walls of a journal row."""
        self._boards.pop(entry.hall, None)
        if self.listened(entry.hall):
            self.tell(entry.kind, self._payload(entry.event, entry.seq), entry.hall)

    def anew(self, hall: str) -> None:
        """Give a hall's walls the board of the journal that was put in the old one's place."""
        self._boards.pop(hall, None)
        settings = self._settings.hall(hall)
        if settings and self.listened(hall):
            board = self._board(settings, self._bus.reader(hall).seq)
            self.tell("board", board | {"replay": False}, hall)

    def _join(self, sid: str, hall: HallSettings, since: int | None) -> None:
        reader = self._bus.reader(hall.slug)
        with reader.lock:
            reader.catch_up()
            missed = self._missed(reader, since)
            board = self._board(hall, reader.seq)
            self.tell("board", board | {"replay": missed is not None}, sid)
            for entry in missed or ():
                self.tell(entry.kind, self._payload(entry.event, entry.seq), sid)
            self.join(sid, hall.slug)

    def _board(self, hall: HallSettings, seq: int) -> dict[str, Any]:
        """Return the board, read once for all walls that come back after a cut."""
        known = self._boards.get(hall.slug)
        if known is None or known["seq"] != seq:
            known = self._boards[hall.slug] = self._views.board(hall, seq)
        return known

    def _missed(self, reader: Reader, since: int | None) -> list[Entry] | None:
        if since is None or not 0 <= reader.seq - since <= LONGEST_REPLAY:
            return None
        return reader.since(since, LONGEST_REPLAY)
