"""Walls: a board on connecting, then every event of the hall, once and in order."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import gevent

from config.hall import HallSettings
from config.sections import Settings
from kiosk.domain.events import Event
from kiosk.domain.numbering import hall_day
from kiosk.live.bus import PAGE, Bus, Reader
from kiosk.live.spaces import Clock, Space, asked, refuse, sender
from kiosk.storage.journal import Entry
from kiosk.views import Views

LONGEST_REPLAY = 20_000
"""Events that a wall may have missed, some days of a ward; after more the board alone tells the
truth."""

Payload = Callable[[Event, int], dict[str, Any]]


class WallSpace(Space):
    """``/wall``, auth ``{hall, since?}``."""

    def __init__(
        self, settings: Settings, bus: Bus, views: Views, payload: Payload, clock: Clock
    ) -> None:
        super().__init__("/wall", clock)
        self._settings, self._bus, self._views, self._payload = settings, bus, views, payload
        self._boards: dict[str, tuple[date, dict[str, Any]]] = {}
        self._restored: Counter[str] = Counter()

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
        self._restored[hall] += 1
        settings = self._settings.hall(hall)
        if settings and self.listened(hall):
            board = self._board(settings, self._bus.reader(hall).seq)
            self.tell("board", board | {"replay": False}, hall)

    def _join(self, sid: str, hall: HallSettings, since: int | None) -> None:
        reader = self._bus.reader(hall.slug)
        with reader.lock:
            reader.catch_up()
            if since is None or not 0 <= reader.seq - since <= LONGEST_REPLAY:
                self._tell_board(sid, hall, reader, replay=False)
                self.join(sid, hall.slug)
                return
            restored = self._restored[hall.slug]
            self._tell_board(sid, hall, reader, replay=True)
        # A long replay leaves the lock to others: what was told already does not change.
        while reader.seq - since > PAGE and self._here(sid):
            since = self._tell_page(sid, reader, since)
            gevent.sleep(0)
        with reader.lock:
            reader.catch_up()
            if self._restored[hall.slug] != restored:
                since = reader.seq
                self._tell_board(sid, hall, reader, replay=False)
            while since < reader.seq and self._here(sid):
                since = self._tell_page(sid, reader, since)
            self.join(sid, hall.slug)

    def _tell_board(self, sid: str, hall: HallSettings, reader: Reader, *, replay: bool) -> None:
        self.tell("board", self._board(hall, reader.seq) | {"replay": replay}, sid)

    def _tell_page(self, sid: str, reader: Reader, since: int) -> int:
        """Tell a wall the next rows that it missed; return the last one's number."""
        entries = reader.since(since, PAGE)
        for entry in entries:
            self.tell(entry.kind, self._payload(entry.event, entry.seq), sid)
        # Rows that are gone were restored away; ``anew`` brings the board.
        return entries[-1].seq if entries else reader.seq

    def _here(self, sid: str) -> bool:
        return bool(self.socketio.server.manager.is_connected(sid, self.namespace))

    def _board(self, hall: HallSettings, seq: int) -> dict[str, Any]:
        """Return the board, read once for all walls that come back after a cut."""
        now = self.clock()
        today = hall_day(now, hall.timezone)
        day, known = self._boards.get(hall.slug, (None, {}))
        if day != today or known["seq"] != seq:
            known = self._views.board(hall, now, seq)
            self._boards[hall.slug] = today, known
        return known
