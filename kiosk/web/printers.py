"""Which printer a ticket comes out of."""

from config.hall import HallSettings
from kiosk.domain.errors import PrinterUnknownError
from kiosk.web.identity import Identity
from kiosk.web.office import office


def printer_for(identity: Identity | None, hall: str) -> str | None:
    """Return the kiosk's own printer, else the first one configured for the hall.

    A printer that only an agent on another PC knows serves where none is configured here.
    """
    if identity and identity.printer:
        return identity.printer
    for printer in office().settings.agent.printer:
        if printer.hall in {None, hall}:
            return printer.name
    return office().devices.first_printer()


def elsewhere(hall: HallSettings) -> set[str]:
    """Return the printers that are configured for other halls."""
    configured = office().settings.agent.printer
    return {one.name for one in configured if one.hall not in {None, hall.slug}}


def known_printer(name: str, hall: HallSettings) -> str:
    """Return a printer that may print for a hall; PrinterUnknownError when there is none."""
    told = {row["name"] for row in office().devices.all() if row["kind"] == "printer"}
    configured = {one.name for one in office().settings.agent.printer}
    if name not in (told | configured) - elsewhere(hall):
        raise PrinterUnknownError(printer=name[:32])
    return name
