"""The desk's states."""

from typing import Any

from tests.faces import hall
from tests.faces.stage import State

API = "/api/v1/halls/hoa-yen/counters/2"


def _waits(number: str, line: str, minutes: int, **more: Any) -> dict[str, Any]:
    base = {"id": number, "number": number, "line": line, "priority": None, "wanted": None}
    return base | {"arrived_at": hall.earlier(minutes)} | more


WAITING = [
    _waits("A013", "ho-tich", 47),
    _waits("A016", "ho-tich", 18),
    _waits("A017", "ho-tich", 15),
    _waits("B010", "chung-thuc", 12, wanted="2"),
    _waits("A018", "ho-tich", 9),
    _waits("B009", "chung-thuc", 6, priority="elder"),
    _waits("A019", "ho-tich", 5),
]
HERE = hall.TICKET | {
    "state": "serving",
    "counter": "2",
    "attempt": 1,
    "called_at": hall.at("08:38:10"),
    "began_at": hall.at("08:38:40"),
    "priority": "elder",
    "reason": "priority",
    "overtook": "A013",
}
CALLED = HERE | {
    "state": "called",
    "attempt": 2,
    "language": "en",
    "called_at": hall.at("08:41:30"),
}
HELD = [
    {"id": "h", "number": "A009", "line": "ho-tich", "since": hall.at("08:31"), "note": "Đi photo"}
]
PAPER = {
    "device": "kiosk-1",
    "kind": "printer",
    "state": "warn",
    "message": "near_end",
    "since": hall.at("08:20"),
    "facts": {},
}
FAULTS = [
    PAPER | {"state": "fault", "message": "paper_out"},
    PAPER | {"device": "cua-chinh", "kind": "thermometer", "state": "fault", "message": "silent"},
    PAPER | {"device": "phong-cho", "kind": "agent", "state": "fault", "message": "agent_gone"},
]
DESK: dict[str, Any] = {
    "counter": "2",
    "open": True,
    "officer": "Trần Thị Mai",
    "since": hall.at("07:30"),
    "ticket": HERE,
    "waiting": WAITING,
    "held": HELD,
    "counters_open": ["2", "3"],
    "today": {"served": 14, "minutes": 9.2},
    "late_minutes": 45,
    "devices": [PAPER],
    "seq": 41,
}


def _desk(name: str, size: str = "desk", **more: Any) -> State:
    facts, desk = more.pop("facts", {}), more.pop("desk", {})
    shown = DESK | desk

    def context(language: str) -> dict[str, Any]:
        base = {
            "officer": {"name": "Trần Thị Mai", "role": "officer"},
            "halls": [{"hall": "hoa-yen", "name": hall.HALL["name"]}],
            "hall": hall.HALL,
            "lines": hall.LINES,
            "counters": hall.COUNTERS,
            "priority": hall.PRIORITY,
            "counter": "2",
            "desk": shown,
            "bench": True,
        }
        return {"page": hall.page("desk", language, **(base | facts))}

    answers = {f"GET {API}": shown} | more.pop("answers", {})
    return State(
        name=name, template="desk.html", size=size, context=context, answers=answers, **more
    )


HELP = {"kiosk": "Cửa chính", "at": hall.at("08:41")}
BUSY = (409, {"code": "counter_busy", "facts": {}})
LONG_LINE = hall.both(
    "Bảo trợ xã hội, Người có công, Trẻ em và Bình đẳng giới cấp xã",
    "Social protection, people with merit, children and equality",
)
LONG_LINES = [line | {"name": LONG_LINE} for line in hall.LINES]

STATES: tuple[State, ...] = (
    _desk("desk-serving"),
    _desk("desk-serving-large", "desk-large"),
    _desk("desk-called", desk={"ticket": CALLED}),
    _desk("desk-nobody", desk={"ticket": None, "held": []}),
    _desk(
        "desk-quiet",
        desk={
            "ticket": None,
            "held": [],
            "waiting": [],
            "devices": [],
            "today": {"served": 0, "minutes": None},
        },
    ),
    _desk("desk-closed", desk={"ticket": None, "open": False}),
    _desk("desk-faults", desk={"devices": FAULTS}, emits=(("/desk", "help", HELP),)),
    _desk("desk-transfer", steps=(("press", "c"), ("see", "dialog[open]"))),
    _desk("desk-hold", steps=(("press", "g"), ("see", "dialog[open]"))),
    _desk("desk-help", steps=(("press", "?"), ("see", "dialog[open]"))),
    _desk(
        "desk-refused",
        steps=(("press", "t"), ("see", "#hint:not([hidden])")),
        answers={f"POST {API}/resume": BUSY},
    ),
    _desk(
        "desk-pause",
        steps=(
            ("press", "Space"),
            ("see", "#hint.done"),
            ("press", "Space"),
            ("see", "#hint.wait"),
        ),
        answers={f"POST {API}/call": {"ticket": HERE}},
    ),
    _desk("desk-lost", sockets=False, steps=(("see", "#lost:not([hidden])"),)),
    _desk("desk-choose", facts={"counter": None, "desk": None, "taken": ["2"]}),
    _desk("desk-long", facts={"lines": LONG_LINES, "hall": hall.LONG_HALL}),
)
