"""Many walls in one light process: bare websockets, a time stamp for each event.

``python -m tests.bench.walls URL NAMESPACE AUTH COUNT EVENT`` connects, prints ``ready``, and
then, for each round, one line of JSON with the monotonic time at which the last wall had the
event that carries the round's number of clients.
"""

import base64
import json
import os
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlsplit


class Wall:
    """A Socket.IO client over a bare websocket; only what the server sends matters."""

    def __init__(self, url: str, namespace: str, auth: str) -> None:
        parts = urlsplit(url)
        self.socket = socket.create_connection((parts.hostname, parts.port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""
        self._upgrade(f"{parts.hostname}:{parts.port}")
        self._until("0{")
        self.send(f"40{namespace},{auth}")
        self._until(f"40{namespace},")

    def _upgrade(self, host: str) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {host}\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {key}\r\n\r\n".encode()
        )
        while b"\r\n\r\n" not in self._rest:
            self._rest += self.socket.recv(4096)
        head, self._rest = self._rest.split(b"\r\n\r\n", 1)
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise ConnectionError(head.decode(errors="replace"))

    def _until(self, start: str) -> None:
        while True:
            for text in self.texts():
                if text.startswith(start):
                    return
                if text.startswith("44"):
                    raise ConnectionError(text)
            self._rest += self._received()

    def _received(self) -> bytes:
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError("the server closed the connection")
        return data

    def send(self, text: str) -> None:
        """Send a short text frame, masked with zeros."""
        data = text.encode()
        head = bytes([0x81, 0x80 | len(data)]) if len(data) < 126 else None
        if head is None:
            head = bytes([0x81, 0xFE]) + len(data).to_bytes(2, "big")
        self.socket.sendall(head + bytes(4) + data)

    def texts(self) -> Iterator[str]:
        """Yield the text frames that are whole; answer pings."""
        while len(self._rest) >= 2:
            size, start = self._rest[1] & 0x7F, 2
            if size >= 126:
                width = 2 if size == 126 else 8
                start += width
                size = int.from_bytes(self._rest[2:start], "big")
            if len(self._rest) < start + size:
                return
            closing = self._rest[0] & 0x0F == 8
            data, self._rest = self._rest[start : start + size], self._rest[start + size :]
            if closing:
                raise ConnectionError("the server said goodbye")
            if data == b"2":
                self.send("3")
            else:
                yield data.decode()

    def read(self) -> Iterator[str]:
        self._rest += self._received()
        yield from self.texts()


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    url, namespace, auth, count, event = sys.argv[1:]
    ready = selectors.DefaultSelector()
    for _ in range(int(count)):
        wall = Wall(url, namespace, auth)
        wall.socket.setblocking(False)
        ready.register(wall.socket, selectors.EVENT_READ, wall)
        for key, _ in ready.select(0):  # the others want their pings answered meanwhile
            list(key.data.read())
    walls = len(ready.get_map())
    tell("ready")
    mark, arrived, size = f'42{namespace},["{event}"', [], 0
    while True:
        for key, _ in ready.select():
            events = [text for text in key.data.read() if text.startswith(mark)]
            arrived += [time.monotonic()] * len(events)
            size = max([size, *map(len, events)])
        if len(arrived) >= walls:
            arrived.sort()
            tell(json.dumps({"first": arrived[0], "last": arrived[-1], "size": size}))
            arrived = arrived[walls:]


if __name__ == "__main__":
    main()
