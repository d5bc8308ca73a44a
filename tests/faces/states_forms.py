"""The states of index, sign-in, password, bench, administration and refusals."""

import base64
from datetime import datetime
from functools import cache
from typing import Any, get_args

from config.slips import Kind
from kiosk.slips.samples import Mark
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


DEVICES = [device | {"since": _when("08:20")} for device in FAULTS if device["kind"] != "printer"]
PRINTER = {
    "name": "kiosk-1",
    "hall": "hoa-yen",
    "place": hall.both("Cửa chính", "Main entrance"),
    "state": "fault",
    "since": _when("08:36"),
    "today": True,
    "code": "paper_out",
    "answers": True,
    "queued": 2,
    "oldest": None,
    "minutes": 6,
    "tickets_left": 0,
    "fallback": "quay-9",
}
IDLE = {"queued": 0, "minutes": 0, "fallback": None}
PRINTERS = [
    PRINTER,
    PRINTER | IDLE | {"name": "quay-9", "place": None, "state": "warn", "code": "near_end",
                      "tickets_left": 40},
    PRINTER | IDLE | {"name": "tang-2-canh-thang-may-va-quay-can-cuoc", "state": "unknown",
                      "place": hall.both("Sảnh chờ tầng 2, cạnh thang máy và quầy căn cước"),
                      "code": "mute", "since": _when("07:02"), "today": False,
                      "tickets_left": 310},
    PRINTER | IDLE | {"name": "du-phong", "place": None, "state": "unknown", "since": None,
                      "code": "agent_gone", "tickets_left": None},
]  # fmt: skip
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
    "printer_rows": PRINTERS,
    "officer": {"name": "Quản trị", "role": "admin"},
    "done": None,
    "error": None,
    "facts": {},
}
EMPTY = {"waiting": [], "kiosks": [], "devices": [], "printer_rows": []}


@cache
def _strip() -> str:
    return base64.b64encode(ticket_picture()).decode()


def _slips(name: str, **more: Any) -> State:
    paper = more.pop("paper", "80")
    fault = more.pop("fault", None)
    picture = {"png": _strip(), "width": 576, "height": 800, "length": 100}
    facts = {
        "chosen": {
            "hall": "hoa-yen",
            "line": "ho-tich",
            "kind": "ticket",
            "said": "vi",
            "paper": paper,
            "mark": "none",
            "own": "own" in name,
        },
        "choices": {
            "hall": {"hoa-yen": hall.HALL["name"], "b": hall.HALL["name"]},
            "line": {line["line"]: line["name"] for line in hall.LINES},
            "kind": get_args(Kind),
            "paper": ("80", "58"),
            "mark": get_args(Mark),
        },
        "officer": ADMIN["officer"],
        "picture": None if fault else picture,
        "fault": fault,
    }
    return _form(name, "slips.html", facts, **more)


def _rolls(name: str, **more: Any) -> State:
    unused = [{"first": "AX005", "last": "AX012"}, {"first": "AX040", "last": "AX040"}]
    lines = [
        line | {"prefix": f"{line['prefix']}X", "unused": [] if number else unused}
        for number, line in enumerate(hall.LINES)
    ]
    facts = {
        "hall": HALL,
        "lines": lines,
        "priority": hall.PRIORITY,
        "printers": ["kiosk-1", "quay-huong-dan"],
        "unprinted": [{"first": "AX013", "last": "AX014"}],
        "unsure": [{"first": "CX001", "last": "CX050"}],
        "officer": ADMIN["officer"],
        "may_print": True,
        "tap": "00000000-0000-4000-8000-000000000000",
        "form": {"count": "50"},
        "failed": "",
        "error": None,
        "field": None,
        "facts": {},
        "done": None,
        "said": {"first": "AX001", "last": "AX004", "count": "4"},
        "most": 200,
    }
    own = {key: more.pop(key) for key in list(more) if key in facts}
    return _form(name, "rolls.html", facts | own, **more)


WRONG = {"line": "ho-tich", "first": "AX003", "last": "AX020", "count": "50"}
NUMBERS = "AX003, AX004, AX013, AX014, AX015 (+5)"


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
    _rolls("rolls", size="desk"),
    _rolls("rolls-officer", may_print=False, unprinted=[], unsure=[]),
    _rolls("rolls-done", done="entered"),
    _rolls(
        "rolls-refused",
        size="desk",
        failed="entered",
        form=WRONG,
        error="roll_number",
        facts={"numbers": NUMBERS},
    ),
    _slips("slips", size="desk"),
    _slips("slips-own", paper="58"),
    _slips("slips-no-agent", fault={"code": "agent_gone", "message": ""}),
    _slips("slips-refused", fault={"code": "refused", "message": "blocks.0: too long"}),
    _form("refusal-404", "refusal.html", {"code": "not_found", "facts": {}, "status": 404}),
    _form("refusal-500", "refusal.html", {"code": "server_error", "facts": {}, "status": 500}),
    _form("refusal-odd", "refusal.html", {"code": "teapot", "facts": {}, "status": 418}),
    _bench("bench", emits=(("/bench", "lane.reading", READING),)),
    _bench("bench-empty", strips=0),
    _bench("bench-rare", steps=(("click", "#kiosk-1-rare"),)),
    _bench("bench-lost", sockets=False, steps=(("see", "#lost:not([hidden])"),)),
)
