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
JOBS = API.rsplit("/", 2)[0] + "/jobs"


def _job(number: str, state: str, minutes: float, **more: Any) -> dict[str, Any]:
    at = hall.earlier(minutes)
    base = {
        "job": f"j-{number}-{state}", "ticket": f"t-{number}", "number": number, "line": "ho-tich",
        "kind": "ticket", "copy": 0, "printer": "kiosk-1", "state": state, "print": "queued",
        "attempts": 0, "note": "", "message": "", "created_at": at, "began_at": None,
        "state_at": at, "expires_at": hall.at("08:52"), "held": False, "wish": None,
        "wish_printer": None, "asked_by": None,
    }  # fmt: skip
    return base | more


OUT = PAPER | {
    "state": "fault",
    "message": "paper_out",
    "since": hall.at("08:36"),
    "facts": {
        "answers": True, "tickets_left": 0, "fallback": "quay-9", "place_vi": "Cửa chính",
        "place_en": "Main entrance",
    },
}  # fmt: skip
GOOD = OUT | {
    "device": "quay-9",
    "state": "ok",
    "message": "",
    "since": hall.at("07:12"),
    "facts": {"answers": True, "tickets_left": 640, "place_vi": "Bàn hướng dẫn",
              "place_en": "Help desk"},
}  # fmt: skip
MUTE = OUT | {
    "device": "tang-2",
    "state": "unknown",
    "message": "unanswered",
    "since": hall.at("07:12", 22),
    "facts": {"answers": False, "tickets_left": 310},
}
LONG_PRINTER = OUT | {
    "device": "may-in-phieu-cua-phu-canh-thang-may-tang-2",
    "facts": OUT["facts"] | {
        "place_vi": "Sảnh chờ tầng 2, cạnh thang máy và quầy cấp căn cước lưu động",
        "place_en": "Waiting hall on the first floor, beside the lift and the mobile counter",
    },
}  # fmt: skip
OUT_TEXT = "Hết giấy. Mở nắp, thay cuộn giấy mới."
QUEUE = [
    _job("A018", "queued", 6, note="paper_out", message=OUT_TEXT),
    _job("B009", "queued", 3, note="paper_out", message=OUT_TEXT),
]
ASKED = [_job(number, "uncertain", 4, printer="tang-2") for number in ("A015", "A016", "HD1024")]
LIST = [
    ASKED[0] | {"message": "Máy in này không báo lại. Cần người nhìn xem phiếu đã ra chưa."},
    *QUEUE,
    _job("A017", "queued", 8, held=True, wish="hold", message="Đang giữ lại, chưa in."),
    _job(
        "HD1024", "failed", 20, copy=1, asked_by="Nguyễn Thị Hồng Hạnh", note="attempts",
        message="Hỏng nhiều lần khi đang in. Xem máy in rồi in lại.",
    ),
]  # fmt: skip
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

    jobs = {f"GET {JOBS}": {"jobs": more.pop("jobs", [])}}
    answers = {f"GET {API}": shown} | jobs | more.pop("answers", {})
    return State(
        name=name, template="desk.html", size=size, context=context, answers=answers, **more
    )


SEEN = (("see", "#aside .needs .small"), ("wait", "400"))
OPENED = (("press", "p"), ("see", "#printing"), ("wait", "400"))
LISTED = (("press", "p"), ("see", "#jobs .job"))
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
    _desk("desk-paper-out", desk={"devices": [OUT, GOOD]}, jobs=QUEUE, steps=SEEN),
    _desk("desk-asked", desk={"devices": [MUTE, GOOD]}, jobs=ASKED, steps=SEEN),
    _desk(
        "desk-paper-long",
        desk={"devices": [LONG_PRINTER]},
        jobs=[*ASKED, _job("A014", "queued", 9, printer=LONG_PRINTER["device"])],
        facts={"lines": LONG_LINES, "hall": hall.LONG_HALL},
        steps=SEEN,
    ),
    _desk("desk-few-left", desk={"devices": [GOOD | {"facts": {"tickets_left": 12}}]}),
    _desk("desk-printing", desk={"devices": [OUT, GOOD]}, jobs=LIST, steps=LISTED),
    _desk("desk-printing-none", desk={"devices": [GOOD, MUTE]}, steps=OPENED),
    _desk(
        "desk-printing-large",
        "desk-large",
        desk={"devices": [OUT, GOOD, MUTE]},
        jobs=LIST,
        steps=LISTED,
    ),
    _desk("desk-long", facts={"lines": LONG_LINES, "hall": hall.LONG_HALL}),
)
