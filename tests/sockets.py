"""A Socket.IO client that hears in order what the server said in order."""

from collections.abc import Iterable
from typing import Any

import engineio
import socketio

from display.board import Board, Call, apply


class _InOrder(engineio.Client):
    """Engine.IO's own client starts a thread for each message, and they may overtake each other."""

    def _trigger_event(self, event: str, *args: Any, **kwargs: Any) -> Any:
        return super()._trigger_event(event, *args, **kwargs | {"run_async": False})


class OrderedClient(socketio.Client):
    """Hears one message after the other; its handlers must be quick and ask nothing."""

    def _engineio_client_class(self) -> type[engineio.Client]:
        return _InOrder


def folded(heard: Iterable[tuple[str, Any]]) -> Board:
    """Return what a wall shows after all it heard: boards replace, events go on."""
    shown = Board()
    for event, body in heard:
        if event == "board":
            calls = tuple(Call(**call) for call in body["calls"])
            shown = Board(body["seq"], calls, body["waiting"])
        else:
            shown = apply(shown, event, body)
    return shown
