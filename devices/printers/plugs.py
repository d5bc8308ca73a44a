"""Where a simulated printer is plugged in: a network card or a serial line of a real speed."""

import contextlib
import os
import select
import selectors
import socket
from typing import Literal, Protocol

from devices.errors import DeviceSettingsError
from devices.printers.transport import Address

CARD = 4096
"""Bytes that a network card holds before the sender must wait; a serial line about as many."""

Second = Literal["wait", "refuse"]
"""What a second client meets: nobody accepts it, or nobody is there."""


class Plug(Protocol):
    """The printer's end of the line; the simulator's thread owns it."""

    @property
    def address(self) -> Address:
        """What a driver opens; it stays the same when the power goes."""

    @property
    def connected(self) -> bool:
        """Whether anybody can be told anything."""

    def power(self, *, on: bool) -> None:
        """Switch on or off; harmless twice."""

    def accept(self, second: Second) -> bool:
        """Let in who waits; True when somebody new is on the line."""

    def peek(self) -> bytes | None:
        """Return bytes that wait; None when there are none, b"" when the client hung up."""

    def take(self, count: int) -> bytes:
        """Take bytes that ``peek`` has shown."""

    def send(self, data: bytes) -> None:
        """Send what fits."""

    def hang_up(self) -> None:
        """Close this client's connection; a serial line has none."""

    def wait(self, seconds: float) -> None:
        """Sleep until there is something to do, at most so long."""

    def close(self) -> None:
        """Take the plug away."""


class TcpPlug:
    """A TCP port on the loopback address that serves one client."""

    def __init__(self) -> None:
        self._client: socket.socket | None = None
        self._server: socket.socket | None = None
        self.port = 0
        self.power(on=True)

    @property
    def address(self) -> Address:
        """See Plug."""
        return Address("tcp", "127.0.0.1", self.port)

    @property
    def connected(self) -> bool:
        """See Plug."""
        return self._client is not None

    def power(self, *, on: bool) -> None:
        """See Plug."""
        if not on:
            self.hang_up()
            self._deaf()
        elif self._server is None:
            self._listen()

    def accept(self, second: Second) -> bool:
        """See Plug; who is refused meets a closed port."""
        if self._client is not None or self._server is None:
            return False
        try:
            client, _ = self._server.accept()
        except OSError:
            return False
        client.setblocking(False)
        self._client = client
        if second == "refuse":
            self._deaf()
        return True

    def peek(self) -> bytes | None:
        """See Plug."""
        if self._client is None:
            return None
        try:
            return self._client.recv(CARD, socket.MSG_PEEK)
        except BlockingIOError:
            return None
        except OSError:
            return b""

    def take(self, count: int) -> bytes:
        """See Plug."""
        try:
            return self._client.recv(count) if self._client is not None and count else b""
        except OSError:
            return b""

    def send(self, data: bytes) -> None:
        """See Plug."""
        if self._client is not None:
            with contextlib.suppress(OSError):
                self._client.sendall(data)

    def hang_up(self) -> None:
        """See Plug; a port that was closed to a second client opens again."""
        client, self._client = self._client, None
        if client is not None:
            client.close()
            if self._server is None:
                self._listen()

    def wait(self, seconds: float) -> None:
        """See Plug."""
        waiting = self._client or self._server
        if waiting is None:
            select.select([], [], [], seconds)
            return
        with contextlib.suppress(OSError, ValueError), selectors.DefaultSelector() as selector:
            selector.register(waiting, selectors.EVENT_READ)
            selector.select(seconds)

    def close(self) -> None:
        """See Plug."""
        self.power(on=False)

    def _listen(self) -> None:
        server = socket.socket()
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, CARD)
        server.bind(("127.0.0.1", self.port))
        server.listen()
        server.setblocking(False)
        self._server, self.port = server, server.getsockname()[1]

    def _deaf(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()


class PtyPlug:
    """A serial line: a pseudo-terminal that stays when the printer is off, as an adapter does.

    What is sent to a printer that is off is lost.
    """

    connected = True

    def __init__(self, baud: int) -> None:
        if os.name != "posix":
            raise DeviceSettingsError("port 'pty:' needs Linux or macOS; leave the port empty here")
        # only POSIX has these
        import pty  # noqa: PLC0415
        import tty  # noqa: PLC0415

        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.address = Address("serial", os.ttyname(self._slave), baud)
        self._on, self._new, self._held = True, True, b""

    def power(self, *, on: bool) -> None:
        """See Plug."""
        if on != self._on:
            self._new, self._on, self._held = on, on, b""

    def accept(self, second: Second) -> bool:
        """See Plug; nobody new ever comes, but after switching on the line is told anew."""
        del second
        new, self._new = self._new, False
        return new

    def peek(self) -> bytes | None:
        """See Plug."""
        if not self._held:
            with contextlib.suppress(OSError):
                self._held = os.read(self._master, CARD)
        if not self._on:
            self._held = b""
        return self._held or None

    def take(self, count: int) -> bytes:
        """See Plug."""
        taken, self._held = self._held[:count], self._held[count:]
        return taken

    def send(self, data: bytes) -> None:
        """See Plug."""
        with contextlib.suppress(OSError):
            os.write(self._master, data)

    def hang_up(self) -> None:
        """See Plug."""

    def wait(self, seconds: float) -> None:
        """See Plug."""
        if self._held:
            select.select([], [], [], seconds)
        else:
            with contextlib.suppress(OSError, ValueError):
                select.select([self._master], [], [], seconds)

    def close(self) -> None:
        """See Plug."""
        for handle in (self._master, self._slave):
            with contextlib.suppress(OSError):
                os.close(handle)
        self._master = self._slave = -1
