"""The states of index, sign-in, password, bench, administration and refusals."""

import base64
from datetime import datetime
from functools import cache
from typing import Any

from tests.faces import hall
from tests.faces.stage import State, ticket_picture
from tests.faces.states_desk import FAULTS, PAPER

HALL = {
    "hall": "hoa-yen",
    "name": hall.HALL["name"],
    "open": True,
    "counters": 10,
    "lanes": [{"lane": "cua-chinh", "name": hall.both("Cửa chính", "Main entrance")}],
}
INDEX = {"halls": [HALL], "address": "http://192.168.1.20:8080", "demo": True}
SIGN_IN = {"error": None, "facts": {}, "name": "", "next": "/desk", "first_run": False}
PASSWORD = {"error": None, "facts": {}, "must_change": True, "minimum": 10, "name": "quan-tri"}


def _form(name: str, template: str, facts: dict[str, Any], size: str = "page") -> State:
    return State(name=name, template=template, size=size, context=lambda _language: facts)


def _when(clock: str) -> datetime:
    return datetime.fromisoformat(hall.at(clock))


DEVICES = [
    device | {"since": _when("08:20")}
    for device in (*FAULTS, PAPER | {"device": "quay-9", "state": "ok", "message": None})
]
ADMIN = {
    "waiting": [
        {
            "code": "K7M-Q42",
            "hall": "hoa-yen",
            "hall_name": hall.HALL["name"],
            "address": "192.168.1.34",
            "since": _when("08:40"),
        }
    ],
    "kiosks": [
        {
            "kiosk": "k1",
            "name": "Cửa chính",
            "hall_name": hall.HALL["name"],
            "printer": "kiosk-1",
            "enrolled_at": _when("07:10"),
            "last_seen": _when("08:42"),
            "online": True,
        },
        {
            "kiosk": "k2",
            "name": "Cửa sau, cạnh thang máy",
            "hall_name": hall.HALL["name"],
            "printer": "kiosk-2",
            "enrolled_at": _when("07:10"),
            "last_seen": _when("08:01"),
            "online": False,
        },
    ],
    "printers": ["kiosk-1", "kiosk-2"],
    "devices": DEVICES,
    "officer": {"name": "Quản trị", "role": "admin"},
    "done": None,
    "error": None,
    "facts": {},
}
EMPTY = {"waiting": [], "kiosks": [], "devices": []}


@cache
def _strip() -> str:
    return base64.b64encode(ticket_picture()).decode()


def _bench(name: str, **more: Any) -> State:
    strips = more.pop("strips", 3)

    def context(language: str) -> dict[str, Any]:
        lane = {"lane": "cua-chinh", "state": "secondary", "since": hall.at(), "fault": None}
        strip = {"printer": "kiosk-1", "png": _strip(), "at": hall.at("08:41:55"), "valid": True}
        facts = {
            "hall": hall.HALL,
            "lines": hall.LINES,
            "lanes": [{"lane": "cua-chinh", "name": HALL["lanes"][0]["name"], "state": lane}],
            "thermometers": [
                {
                    "device": "cua-chinh",
                    "lane": "cua-chinh",
                    "model": "simulated",
                    "simulated": True,
                }
            ],
            "printers": [{"device": "kiosk-1", "simulated": True}],
            "devices": [PAPER | {"state": "fault", "message": "paper_out"}],
            "strips": [strip | {"valid": n != 2} for n in range(strips)],
        }
        return {"page": hall.page("bench", language, **facts)}

    return State(name=name, template="bench.html", size="page", context=context, **more)


READING = {"lane": "cua-chinh", "raw": 36.4, "corrected": 36.6, "at": hall.at()}

STATES: tuple[State, ...] = (
    _form("index", "index.html", INDEX),
    _form(
        "index-two", "index.html", INDEX | {"halls": [HALL, HALL | {"hall": "b", "open": False}]}
    ),
    _form("index-phone", "index.html", INDEX, "phone-small"),
    _form("sign-in", "sign_in.html", SIGN_IN),
    _form("sign-in-first", "sign_in.html", SIGN_IN | {"first_run": True}),
    _form("sign-in-wrong", "sign_in.html", SIGN_IN | {"error": "wrong_password", "name": "mai"}),
    _form(
        "sign-in-locked",
        "sign_in.html",
        SIGN_IN | {"error": "locked_out", "facts": {"minutes": 5}, "name": "mai"},
    ),
    _form("password-first", "password.html", PASSWORD),
    _form("password-weak", "password.html", PASSWORD | {"error": "password_weak"}),
    _form("admin", "admin.html", ADMIN),
    _form("admin-done", "admin.html", ADMIN | {"waiting": [], "done": "enrolled"}),
    _form("admin-empty", "admin.html", ADMIN | EMPTY),
    _form("admin-error", "admin.html", ADMIN | {"error": "pairing_unknown"}),
    _form("refusal-404", "refusal.html", {"code": "not_found", "facts": {}, "status": 404}),
    _form("refusal-500", "refusal.html", {"code": "server_error", "facts": {}, "status": 500}),
    _form("refusal-odd", "refusal.html", {"code": "teapot", "facts": {}, "status": 418}),
    _bench("bench", emits=(("/bench", "lane.reading", READING),)),
    _bench("bench-empty", strips=0),
    _bench("bench-rare", steps=(("click", "#kiosk-1-rare"),)),
    _bench("bench-lost", sockets=False, steps=(("see", "#lost:not([hidden])"),)),
)
