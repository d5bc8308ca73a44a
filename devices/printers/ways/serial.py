"""The way to a printer on a serial line."""

from devices.port import Flow, open_port
from devices.printers.ways.channel import within

OPENING = 3.0
"""Seconds for opening; Bluetooth lines and some drivers of Windows take for ever."""

FLOW = bytes([0x11, 0x13])
"""XON and XOFF; no answer of a printer is one of them, whatever the line is set to."""


class SerialChannel:
    """A serial line; bytes of flow control never pass as answers."""

    def __init__(self, path: str, baud: int, flow: Flow = "none") -> None:
        self._port = within(
            OPENING, path, lambda: open_port(path, baud=baud, flow=flow), lambda port: port.close()
        )

    def read(self, timeout: float) -> bytes:
        """Return what arrived; see Channel."""
        return self._port.read(timeout).translate(None, delete=FLOW)

    def write(self, data: bytes, deadline: float) -> None:
        """Send everything; see Channel."""
        self._port.write(data, deadline)

    def close(self) -> None:
        """Hang up."""
        self._port.close()
