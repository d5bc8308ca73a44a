"""A printer behind a file: the bytes of each ticket are appended, nothing is ever confirmed."""

from functools import partial

from config.agent import PrinterSettings
from devices.errors import DeviceSettingsError
from devices.printers.base import (
    Abilities,
    Outcome,
    PrinterSimulator,
    PrinterStatus,
    Progress,
    Stage,
)
from devices.printers.blocks import Slip
from devices.printers.body import build, check
from devices.printers.drawing import draw
from devices.printers.fonts import find_fonts
from devices.printers.raster import PAPER_DOTS
from devices.printers.transport import Address, parse_address


class FilePrinter:
    """Writes ESC/POS to a file or to a device that answers nothing."""

    def __init__(self, settings: PrinterSettings, font: str = "") -> None:
        self._settings, self._font = settings, font
        self.abilities = Abilities()
        self.fed = 0

    @property
    def simulator(self) -> PrinterSimulator | None:
        """None: nothing is simulated."""
        return None

    def open(self) -> None:
        """Check font, mode and port; see Printer."""
        find_fonts(self._font)
        check(self._settings)
        self._address()

    def close(self) -> None:
        """Nothing is held open."""

    def status(self, deadline: float = 1.0) -> PrinterStatus:  # noqa: ARG002 - it answers nothing
        """Return a status full of None."""
        return PrinterStatus()

    def print(self, slip: Slip, *, progress: Progress) -> Outcome:
        """Append one slip with its cut; see Printer."""
        width = PAPER_DOTS[self._settings.paper]
        drawing = partial(draw, fonts=find_fonts(self._font), width=width)
        body = build(slip, self._settings, drawing)
        address = self._address()
        channel = address.open()
        try:
            progress("sending")
            channel.write(body.data + body.cut, address.seconds(len(body.data)))
        finally:
            channel.close()
        self.fed += body.rows
        return Outcome.UNCONFIRMED

    def recover(self, stage: Stage) -> Outcome:  # noqa: ARG002 - nothing tells the stages apart
        """Leave it to a person."""
        return Outcome.UNCONFIRMED

    def _address(self) -> Address:
        address = parse_address(self._settings.port)
        if address.kind != "file":
            raise DeviceSettingsError(
                f"printer {self._settings.name!r}: model 'file' needs a port like file:///dev/usb/lp0"
            )
        return address
