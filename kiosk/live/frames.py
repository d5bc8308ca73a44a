"""Websocket frames for many clients: the same text is framed once, in one write, uncompressed.

A broadcast is the same text for every wall, but simple-websocket would compress and frame it for
each of them anew. A frame without compression is allowed on any connection (RFC 7692, 6), and
costs no memory for a compressor's window.
"""

from functools import lru_cache
from typing import Any

from engineio.async_drivers.gevent import WebSocketWSGI

TEXT = 0x81
"""First byte of a whole text message (RFC 6455, 5.2)."""


class FramedWebSocket(WebSocketWSGI):  # type: ignore[misc]  # Engine.IO has no types
    """A websocket that sends texts as ready frames."""

    def send(self, message: Any) -> None:
        """Send a message; OSError when the connection is gone."""
        if not isinstance(message, str):
            super().send(message)
        elif not self.ws.connected:
            raise OSError("the connection is gone")
        else:
            self.ws.sock.sendall(frame(message))


@lru_cache(maxsize=64)
def frame(text: str) -> bytes:
    """Return a text as an unmasked frame, as a server sends it."""
    data = text.encode()
    size = len(data)
    if size < 126:
        return bytes((TEXT, size)) + data
    if size < 1 << 16:
        return bytes((TEXT, 126)) + size.to_bytes(2, "big") + data
    return bytes((TEXT, 127)) + size.to_bytes(8, "big") + data


def use_frames(server: Any) -> None:
    """Let a Socket.IO server send by frames."""
    server.eio._async = {**server.eio._async, "websocket": FramedWebSocket}  # noqa: SLF001
