"""The demo's bench: make simulated devices misbehave, and see the paper."""

from typing import Any

from flask import Blueprint, Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from kiosk.domain.errors import InputError, NotFoundError
from kiosk.web.api_devices import lane_json
from kiosk.web.identity import require_any
from kiosk.web.office import office
from kiosk.web.pagedata import both, devices_json, hall_json, lines_json, page_data

bench = Blueprint("bench", __name__)
SHOWN = 6


def register(app: Flask) -> None:
    """Add the bench's pages."""
    app.register_blueprint(bench)


@bench.before_request
def _only_in_the_demo() -> None:
    if not office().settings.demo:
        raise NotFoundError
    require_any("kiosk", "helper")


@bench.get("/bench/<hall>")
def show(hall: str) -> ResponseReturnValue:
    """The bench."""
    there, agent = office().hall(hall), office().settings.agent
    data = page_data(
        "bench",
        there,
        hall=hall_json(there),
        lines=lines_json(there),
        lanes=[
            {"lane": one.slug, "name": both(one.name), "state": lane_json(one.slug)}
            for one in there.lane
        ],
        thermometers=[
            {"device": one.lane, "lane": one.lane, "model": one.model, "simulated": _is(one)}
            for one in agent.thermometer
        ],
        printers=[{"device": one.name, "simulated": _is(one)} for one in agent.printer],
        devices=devices_json(office().devices.all()),
        strips=office().live.strips()[:SHOWN],
    )
    return render_template("bench.html", **data)


def _is(device: Any) -> bool:
    return bool(device.model == "simulated")


@bench.post("/bench/<hall>/control")
def control(hall: str) -> ResponseReturnValue:
    """Make a simulated device do something."""
    office().hall(hall)
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or not all(
        isinstance(body.get(key), str) for key in ("target", "name", "verb")
    ):
        raise InputError(field="verb", fault="target, name and verb are needed")
    facts = {key: value for key, value in body.items() if key not in {"target", "name", "verb"}}
    return jsonify(office().live.control(body["target"], body["name"], body["verb"], facts))
