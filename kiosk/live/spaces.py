"""What the Socket.IO namespaces have in common."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import request
from flask_socketio import ConnectionRefusedError as Refused
from flask_socketio import Namespace

Clock = Callable[[], datetime]


class Space(Namespace):  # type: ignore[misc]  # Flask-SocketIO has no types
    """A namespace whose clients ask for a beat to know that the server lives."""

    def __init__(self, namespace: str, clock: Clock) -> None:
        super().__init__(namespace)
        self.clock = clock

    def on_beat(self, *_: Any) -> dict[str, str]:
        """Answer a client that wants to know whether we are there."""
        return {"now": self.clock().isoformat(timespec="milliseconds")}

    def tell(self, event: str, body: Any, to: str) -> None:
        """Send an event to a room or to one client."""
        self.socketio.emit(event, body, namespace=self.namespace, to=to)

    def join(self, sid: str, room: str) -> None:
        """Put a client into a room."""
        self.socketio.server.enter_room(sid, room, namespace=self.namespace)

    def connected(self) -> int:
        """Return how many clients this process has."""
        rooms = self.socketio.server.manager.rooms.get(self.namespace, {})
        return len(rooms.get(None, ()))  # the room that everybody is in

    def listened(self, room: str) -> bool:
        """Tell whether anybody is in a room of this process."""
        return bool(self.socketio.server.manager.rooms.get(self.namespace, {}).get(room))


def sender() -> str:
    """Return the id of the client that is being handled."""
    return str(request.sid)  # type: ignore[attr-defined]  # Flask-SocketIO adds it


def refuse(code: str) -> Refused:
    """Return the refusal of a connection; pages read its code."""
    return Refused(code, {"code": code})


def asked(auth: Any, key: str) -> str:
    """Return a text of a connection's ``auth``; refused when it is not there."""
    value = auth.get(key) if isinstance(auth, dict) else None
    if not isinstance(value, str) or not value or len(value) > 64 or "\0" in value:
        raise refuse("invalid_input")
    return value
