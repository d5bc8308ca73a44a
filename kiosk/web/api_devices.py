"""Printers and lanes."""

from typing import Any

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from config.hall import HallSettings
from kiosk.views import local
from kiosk.web import shapes
from kiosk.web.api_halls import STAFF, api
from kiosk.web.identity import require
from kiosk.web.language import language
from kiosk.web.office import office
from kiosk.web.printers import printer_rows
from kiosk.web.texts import device


@api.call("GET", "/printers", answers={200: shapes.PrinterList}, security=STAFF)
def list_printers() -> ResponseReturnValue:
    """The printers: state, since when, what to do, and how many tickets wait for each."""
    require("officer")
    return jsonify(printers=[_printer(row) for row in printer_rows()])


def _printer(row: dict[str, Any]) -> dict[str, Any]:
    hall, code = _hall_of(row), row["code"]
    return row | {
        "since": local(row["since"], hall),
        "oldest": local(row["oldest"], hall),
        "message": device(code, language(), name=row["name"]) if code else "",
    }


def _hall_of(printer: dict[str, Any]) -> HallSettings:
    """Return where a printer stands, for its clock: the first hall unless it is configured."""
    slug = printer["hall"]
    return office().hall(slug) if slug else office().settings.halls[0]


def lane_json(lane: str) -> dict[str, str | None]:
    """Return a lane's state in the contract's words; nothing told is a fault, never a pass."""
    row = office().devices.lane(lane)
    if row is None:
        return {"lane": lane, "state": "fault", "since": None, "fault": "agent_gone"}
    since = local(row["since"], office().lane(lane))
    return {"lane": lane, "state": row["state"], "since": since, "fault": row["fault"]}


@api.call("GET", "/lanes/<lane>", answers={200: shapes.LaneNow})
def show_lane(lane: str) -> ResponseReturnValue:
    """A lane's state; never a figure."""
    office().lane(lane)
    return jsonify(lane_json(lane))


@api.call(
    "GET",
    "/lanes/<lane>/reading",
    answers={200: shapes.ReadingNow, 204: None},
    security=STAFF,
)
def show_reading(lane: str) -> ResponseReturnValue:
    """The temperature of the person now measured; 204 when there is none. Never stored."""
    require("helper")
    hall = office().lane(lane)
    found = office().live.reading(lane)
    if found is None:
        nothing = Response(status=204)
        del nothing.headers["Content-Type"]
        return nothing
    return jsonify(raw=found.raw, corrected=found.corrected, at=local(found.at, hall))
