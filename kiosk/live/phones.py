"""Phones: a ticket's own page hears of all that changes for it."""

from typing import Any

import gevent
import structlog
from gevent.event import Event as Signal
from gevent.lock import RLock

from kiosk.live.spaces import Clock, Space, asked, refuse, sender
from kiosk.storage.journal import Entry
from kiosk.views import Views

log = structlog.get_logger()

PAUSE_SECONDS = 0.5
"""Phones are looked through at most this often."""


class PhoneSpace(Space):
    """``/phone``, auth ``{ticket}``; event ``ticket``."""

    def __init__(self, views: Views, clock: Clock) -> None:
        super().__init__("/phone", clock)
        self._views = views
        self._shown: dict[str, dict[str, Any]] = {}
        """What the phones of this process show now, by ticket."""
        self._watching: dict[str, str] = {}
        """The ticket of each connected phone."""
        self._stirred: set[str] = set()
        """Halls in which something happened since the phones were looked through."""
        self._stir, self._turn = Signal(), RLock()

    def start(self) -> None:
        """Begin to look for changes."""
        gevent.spawn(self._look)

    def on_connect(self, auth: Any = None) -> None:
        """Let a phone in that knows a ticket's secret id."""
        ticket_id = asked(auth, "ticket")
        ticket = self._views.phone_ticket(ticket_id, self.clock())
        if ticket is None:
            raise refuse("ticket_unknown")
        self._watching[sender()] = ticket_id
        self._shown.setdefault(ticket_id, ticket)
        self.socketio.start_background_task(self._join, sender(), ticket_id)

    def on_disconnect(self, *_: Any) -> None:
        """Forget a phone."""
        ticket_id = self._watching.pop(sender(), None)
        if ticket_id and ticket_id not in self._watching.values():
            self._shown.pop(ticket_id, None)

    def hear(self, entry: Entry) -> None:
        """Note that something happened; what happened to a phone's own ticket is told at once."""
        ticket_id = getattr(entry.event, "ticket", None)
        if ticket_id in self._shown:
            self._refresh(ticket_id)
        if self._shown:
            self._stirred.add(entry.hall)
            self._stir.set()

    def anew(self, hall: str) -> None:
        """Look at every phone's ticket again: another journal was put in the old one's place."""
        for ticket_id in [one["id"] for one in self._shown.values() if one["hall"] == hall]:
            self._refresh(ticket_id)

    def printed(self, ticket_id: str) -> None:
        """Note that a printout's state changed."""
        if ticket_id in self._shown:
            self._refresh(ticket_id)

    def _join(self, sid: str, ticket_id: str) -> None:
        with self._turn:
            ticket = self._views.phone_ticket(ticket_id, self.clock())
            if ticket:
                self.tell("ticket", ticket | self._at(), sid)
            self.join(sid, ticket_id)

    def _look(self) -> None:
        while True:
            self._stir.wait()
            self._stir.clear()
            try:
                while self._stirred:
                    self._move_up(self._stirred.pop())
            except Exception:
                log.exception("phones.look_failed")
            gevent.sleep(PAUSE_SECONDS)

    def _move_up(self, hall: str) -> None:
        """Tell those who wait in a hall what changed before them."""
        settings = self._views.settings.hall(hall)
        wanted = {
            ticket["id"]
            for ticket in self._shown.values()
            if ticket["hall"] == hall and ticket["state"] == "waiting"
        }
        if settings is None or not wanted:
            return
        with self._turn:
            for place in self._views.places(settings, wanted, self.clock()):
                shown = self._shown.get(place["id"])
                if shown and shown["state"] == "waiting" and not place.items() <= shown.items():
                    self._show(shown | place)

    def _refresh(self, ticket_id: str) -> None:
        # One at a time, or what was read earlier might be told later.
        with self._turn:
            ticket = self._views.phone_ticket(ticket_id, self.clock())
            if ticket and ticket != self._shown.get(ticket_id):
                self._show(ticket)

    def _show(self, ticket: dict[str, Any]) -> None:
        self._shown[ticket["id"]] = ticket
        self.tell("ticket", ticket | self._at(), ticket["id"])

    def _at(self) -> dict[str, str]:
        return {"at": self.clock().isoformat(timespec="milliseconds")}
