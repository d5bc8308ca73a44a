"""Where a printer is, from the ``port`` option, and opening the way to it."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, cast, get_args
from urllib.parse import parse_qsl, urlsplit

from devices.errors import DeviceSettingsError
from devices.port import Flow
from devices.printers.ways.channel import Channel, within
from devices.printers.ways.file import FileChannel
from devices.printers.ways.serial import SerialChannel
from devices.printers.ways.tcp import TcpChannel

__all__ = ["NETWORK_RATE", "SPARE", "Address", "Channel", "Kind", "TcpChannel", "parse_address"]

NETWORK_RATE = 100_000.0
"""Bytes a second that a network or USB printer takes at least: it prints 150 mm/s."""

SPARE = 3.0
"""Seconds that a deadline has beyond the bytes' own time."""

USB_OPENING = 5.0
"""Seconds; it includes the printer's reset."""

EXAMPLE = (
    "for example tcp://10.0.0.6:9100, serial:///dev/ttyUSB1?baud=115200, usb://04b8:0e15, "
    "file:///dev/usb/lp0"
)

OPTIONS = {"tcp": (), "serial": ("baud", "flow"), "usb": ("in", "out"), "file": ()}
"""What may stand behind the ``?`` of each kind of address."""

Kind = Literal["tcp", "serial", "usb", "file"]


@dataclass(frozen=True, slots=True)
class Address:
    """Where a printer is, from the ``port`` option."""

    kind: Kind
    target: str
    number: int
    """TCP port, or the serial line's baud."""
    flow: Flow = "none"
    """How a printer on a serial line says that it is full. By default it does not: the wires of
    flow control are missing in many cables, and a line that waits for them never sends."""
    endpoints: tuple[int | None, int | None] = (None, None)
    """USB endpoints of answers and of bytes to print; None: as the printer itself says."""

    @property
    def rate(self) -> float:
        """Bytes a second that the way carries."""
        return self.number / 10 if self.kind == "serial" else NETWORK_RATE

    @property
    def kept_open(self) -> bool:
        """Whether the way stays open between jobs; a network printer serves one client."""
        return self.kind != "tcp"

    def seconds(self, size: int) -> float:
        """Return the deadline for ``size`` bytes: twice their time and some to spare."""
        return size / self.rate * 2 + SPARE

    def open(self) -> Channel:
        """Open the way.

        Raises:
            DeviceGoneError: Nobody is there.
            DeviceUnansweredError: The system did not open it in time.
            DeviceSettingsError: This account may not, or a package is missing.
        """
        if self.kind == "tcp":
            return TcpChannel(self.target, self.number)
        if self.kind == "serial":
            return SerialChannel(self.target, self.number, self.flow)
        if self.kind == "usb":
            return _usb(self)
        return FileChannel(Path(self.target))


def parse_address(url: str) -> Address:
    """Read the ``port`` option of a printer.

    Raises:
        DeviceSettingsError: It is not spelled like one of the examples.
    """
    try:
        parts = urlsplit(url)
        path, options = _local(parts.path), _options(parts.scheme, parts.query)
        match parts.scheme:
            case "tcp" if parts.hostname:
                return Address("tcp", parts.hostname, parts.port or 9100)
            case "serial" if parts.netloc + path:
                return _serial(parts.netloc + path, options)
            case "usb" if re.fullmatch(r"[0-9a-fA-F]{4}:[0-9a-fA-F]{4}", parts.netloc):
                ends = (_endpoint(options, "in"), _endpoint(options, "out"))
                return Address("usb", parts.netloc.lower(), 0, endpoints=ends)
            case "file" if path:
                return Address("file", path, 0)
    except ValueError as error:
        raise DeviceSettingsError(f"printer port {url!r}: {error}; {EXAMPLE}") from error
    raise DeviceSettingsError(f"printer port {url!r} is not an address; {EXAMPLE}")


def _options(scheme: str, query: str) -> dict[str, str]:
    options = dict(parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query)))
    known = OPTIONS.get(scheme, ())
    for name in options:
        if name not in known:
            raise ValueError(f"there is no {name!r} here, only {', '.join(known) or 'the address'}")
    return options


def _serial(path: str, options: dict[str, str]) -> Address:
    flow, flows = options.get("flow", "none"), get_args(Flow)
    if flow not in flows:
        close = get_close_matches(flow.lower(), flows, n=1, cutoff=0.4)
        hint = f"did you mean {close[0]!r}? " if close else ""
        raise ValueError(f"flow={flow!r} does not exist; {hint}It is one of {', '.join(flows)}")
    return Address("serial", path, int(options.get("baud", "115200")), cast("Flow", flow))


def _endpoint(options: dict[str, str], name: str) -> int | None:
    return int(options[name], 0) if name in options else None


def _usb(address: Address) -> Channel:
    from devices.printers.ways.usb import UsbChannel  # noqa: PLC0415 - only where it is used

    vendor, product = (int(each, 16) for each in address.target.split(":"))
    return within(
        USB_OPENING,
        f"usb {address.target}",
        lambda: UsbChannel(vendor, product, *address.endpoints),
        lambda channel: channel.close(),
    )


def _local(path: str) -> str:
    """Return a path of this system: ``/COM3`` and ``/C:/x`` lose the slash of the URL."""
    return path.lstrip("/") if path[1:4].upper() == "COM" or path[2:3] == ":" else path
