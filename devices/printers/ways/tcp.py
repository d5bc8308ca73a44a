"""The way to a network printer: a raw socket."""

import ipaddress
import socket

from devices.errors import DeviceGoneError
from devices.printers.ways.channel import stalled, within

CONNECT = 3.0
"""Seconds for looking a name up, and again for the connection."""

UNHEARD = 15_000
"""Milliseconds after which a printer that no longer acknowledges counts as gone; longer than any
deadline here, so that one that is only busy is told by its deadline."""


class TcpChannel:
    """A raw socket, usually port 9100."""

    def __init__(self, host: str, port: int) -> None:
        self._name = f"{host}:{port}"
        try:
            self._socket = socket.create_connection((_found(host), port), timeout=CONNECT)
        except OSError as error:
            raise DeviceGoneError(f"{self._name}: {error}") from error
        _prepare(self._socket)

    def read(self, timeout: float) -> bytes:
        """Return what arrived; see Channel."""
        try:
            self._socket.settimeout(max(timeout, 0.001))
            data = self._socket.recv(4096)
        except TimeoutError:
            return b""
        except OSError as error:
            raise DeviceGoneError(f"{self._name}: {error}") from error
        if not data:
            raise DeviceGoneError(f"{self._name}: the printer hung up")
        return data

    def write(self, data: bytes, deadline: float) -> None:
        """Send everything; see Channel."""
        try:
            self._socket.settimeout(deadline)
            self._socket.sendall(data)  # its timeout counts for all the bytes together
        except TimeoutError as error:
            raise stalled(self._name, deadline) from error
        except OSError as error:
            raise DeviceGoneError(f"{self._name}: {error}") from error

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


def _prepare(line: socket.socket) -> None:
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # a large buffer would swallow a whole ticket that the printer never reads
    line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux; elsewhere the deadlines alone have to do
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNHEARD)


def _found(host: str) -> str:
    """Return the address of a host; a name server that is silent does not hold the thread."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return within(CONNECT, host, lambda: _looked_up(host), lambda _: None)


def _looked_up(host: str) -> str:
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    # most printers speak IPv4 only, also where their name has an IPv6 address
    found.sort(key=lambda each: each[0] != socket.AF_INET)
    return str(found[0][4][0])
