"""Which printer a ticket comes out of."""

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
