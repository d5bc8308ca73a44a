"""How long a ticket takes on a slow line, and which lines are too slow for which mode."""

from config.agent import PrinterSettings
from devices.errors import DeviceSettingsError
from devices.printers.raster import TICKET_BYTES
from devices.printers.transport import Address

LONGEST_WAIT = 5.0
"""Seconds: nobody waits longer for a ticket to come through a line."""

BYTES = {
    "raster": TICKET_BYTES,
    "hybrid": {80: 24_000, 58: 22_000},
    "text": {80: 900, 58: 900},
}
"""Of a usual ticket by mode and paper; tests hold real tickets against them."""

USUAL = 115_200
"""Baud at which every mode is quick enough."""


def ticket_seconds(settings: PrinterSettings, address: Address, mode: str = "") -> float:
    """Return how long the bytes of a ticket are on the way.

    Args:
        settings: Paper and mode of the printer.
        address: The way to it.
        mode: Instead of the configured one.
    """
    return BYTES[mode or settings.mode][settings.paper] / address.rate


def check_speed(settings: PrinterSettings, address: Address) -> None:
    """Refuse a serial line on which people would wait too long.

    Raises:
        DeviceSettingsError: With the seconds, and what would do.
    """
    seconds = ticket_seconds(settings, address)
    if address.kind != "serial" or seconds <= LONGEST_WAIT:
        return
    quick = [
        f'mode = "{mode}" ({ticket_seconds(settings, address, mode):.1f} s)'
        for mode in ("hybrid", "text")
        if ticket_seconds(settings, address, mode) <= LONGEST_WAIT
    ]
    raise DeviceSettingsError(
        f"printer {settings.name!r}: a ticket takes {seconds:.1f} s at {address.number} baud in "
        f"the mode {settings.mode}, longer than the {LONGEST_WAIT:.0f} s that people wait; "
        + " or ".join([f"set the printer and ?baud= to {USUAL}", *quick])
    )
