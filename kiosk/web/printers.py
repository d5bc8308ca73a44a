"""Which printer a ticket comes out of, and how the printers are."""

from datetime import datetime
from typing import Any

from config.hall import HallSettings
from kiosk.domain.errors import PrinterUnknownError
from kiosk.storage.queries import place_of
from kiosk.web.identity import Identity
from kiosk.web.office import office

UNTOLD: dict[str, Any] = {
    "state": "unknown",
    "since": None,
    "message": "agent_gone",
    "facts": {},
}
"""A printer of which no agent has told anything."""


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


def printer_rows() -> list[dict[str, Any]]:
    """Return every printer that is configured or told of: state, queue, roll; times as such."""
    queued = office().jobs.queued()
    known = {row["name"]: row for row in office().devices.all() if row["kind"] == "printer"}
    halls = {one.name: one.hall for one in office().settings.agent.printer}
    return [
        _row(name, halls.get(name), known.get(name, UNTOLD), queued.get(name, (0, None)))
        for name in dict.fromkeys([*halls, *known])
    ]


def _row(
    name: str, hall: str | None, told: dict[str, Any], queue: tuple[int, datetime | None]
) -> dict[str, Any]:
    facts = told["facts"]
    return {
        "name": name,
        "hall": hall,
        "place": place_of(facts) or None,
        "state": told["state"],
        "since": told["since"],
        "code": told["message"],
        "answers": facts.get("answers"),
        "queued": queue[0],
        "oldest": queue[1],
        "tickets_left": facts.get("tickets_left"),
        "fallback": facts.get("fallback"),
    }
