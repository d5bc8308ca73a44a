"""The lane's public screen: a word, never a figure."""

from collections.abc import Callable
from typing import Any

from kiosk.live.spaces import Clock, Space, asked, refuse, sender


class LaneSpace(Space):
    """``/lane``, auth ``{lane}``; event ``lane.state``."""

    def __init__(self, state_of: Callable[[str], dict[str, Any] | None], clock: Clock) -> None:
        super().__init__("/lane", clock)
        self._state_of = state_of

    def on_connect(self, auth: Any = None) -> None:
        """Let a screen in."""
        lane = asked(auth, "lane")
        if self._state_of(lane) is None:
            raise refuse("lane_unknown")
        self.socketio.start_background_task(self._join, sender(), lane)

    def changed(self, lane: str) -> None:
        """Tell a lane's screens its state."""
        self.tell("lane.state", self._state_of(lane), lane)

    def _join(self, sid: str, lane: str) -> None:
        self.join(sid, lane)
        self.tell("lane.state", self._state_of(lane), sid)
