"""The touchscreen's states."""

from typing import Any

from tests.faces import hall
from tests.faces.stage import State

API = "/api/v1/halls/hoa-yen"
START = "/stage"


def _touch(**facts: Any) -> Any:
    def context(language: str) -> dict[str, Any]:
        base = {
            "hall": hall.HALL, "lines": hall.LINES, "priority": hall.PRIORITY, "state": hall.STATE,
            "enrolled": True, "pairing": None, "kiosk": {"name": "Cửa chính", "printer": "kiosk-1"},
            "idle_seconds": 60, "result_seconds": 30,
        }  # fmt: skip
        return {"page": hall.page("touch", language, **(base | facts))}

    return context


def _state(name: str, size: str = "kiosk", **more: Any) -> State:
    facts = more.pop("facts", {})
    answers = {
        f"GET {API}": facts.get("state", hall.STATE), f"POST {API}/tickets": (201, hall.TICKET),
        "POST /touch/hoa-yen/help": (204, None),
        "GET /touch/hoa-yen/pairing": {"enrolled": False, "code": "K7M-Q42"},
    }  # fmt: skip
    return State(
        name=name, template="touch.html", size=size, context=_touch(**facts),
        answers=answers | more.pop("answers", {}), **more,
    )  # fmt: skip


IDLE = (("click", "#priority"), ("see", "#warning .box"))
LONG_TICKET = hall.TICKET | {
    "number": "HD1024", "line": "tong-hop", "ahead": 1, "wait": {"low": 0, "high": 15},
}  # fmt: skip
TAKE = (("click", "#line-ho-tich"), ("see", ".result .number"))


MOVED = {
    "printer": "quay-9",
    "printer_place": hall.both(
        "Bàn hướng dẫn, cạnh thang máy tầng 1", "Help desk, beside the lift on the ground floor"
    ),
}


def _printed(word: str, **more: Any) -> tuple[tuple[str, str, dict[str, Any]], ...]:
    return (("/phone", "ticket", hall.TICKET | {"print": word} | more),)


def _few(count: int) -> dict[str, Any]:
    return {"lines": hall.LINES[:count]}


def _both(name: str, **more: Any) -> tuple[State, ...]:
    return (_state(name, **more), _state(f"{name}-wide", "kiosk-wide", **more))


STATES: tuple[State, ...] = (
    *_both("touch-start"),
    *_both("touch-start-eight", facts=_few(8)),
    _state("touch-start-three", facts=_few(3)),
    _state("touch-start-three-wide", "kiosk-wide", facts=_few(3)),
    *_both("touch-large", steps=(("click", "#aid-large"),)),
    _state("touch-low", steps=(("click", "#aid-low"),)),
    _state("touch-low-result", steps=(("click", "#aid-low"), *TAKE)),
    *_both("touch-lunch", facts={"state": hall.shut(("dat-dai", "tiep-dan"))}),
    *_both("touch-closed", facts={"state": hall.shut(None, hall.at("07:30", 24))}),
    *_both("touch-priority", steps=(("click", "#priority"),)),
    *_both("touch-priority-chosen", steps=(("click", "#priority"), ("click", "#group-merit"))),
    *_both("touch-result", steps=TAKE),
    _state("touch-result-long", steps=(("click", "#line-tong-hop"), ("see", ".result .number")),
           answers={f"POST {API}/tickets": LONG_TICKET}),
    *_both("touch-paper-out", steps=(*TAKE, ("see", ".print.not")), emits=_printed("failed")),
    *_both("touch-moved", steps=(*TAKE, ("see", ".print.away-from-here")),
           emits=_printed("printing", **MOVED)),
    _state("touch-moved-out", steps=(*TAKE, ("see", ".print.away-from-here")),
           emits=_printed("printed", **(MOVED | {"printer_place": None}))),
    _state("touch-moved-large", steps=(("click", "#aid-large"), *TAKE,
           ("see", ".print.away-from-here")), emits=_printed("printing", **MOVED)),
    _state("touch-moved-low", steps=(("click", "#aid-low"), *TAKE,
           ("see", ".print.away-from-here")), emits=_printed("printing", **MOVED)),
    _state("touch-paper-out-large", steps=(("click", "#aid-large"), *TAKE, ("see", ".print.not")),
           emits=_printed("failed")),
    _state("touch-paper-out-low", steps=(("click", "#aid-low"), *TAKE, ("see", ".print.not")),
           emits=_printed("failed")),
    _state("touch-printed", steps=(*TAKE, ("wait", "400")), emits=_printed("printed")),
    _state("touch-result-large", steps=(("click", "#aid-large"), *TAKE)),
    _state("touch-taking", steps=(("click", "#line-ho-tich"), ("wait", "600")),
           answers={f"POST {API}/tickets": 1.5}),
    *_both("touch-taking-lost", steps=(("click", "#line-ho-tich"), ("see", ".plain-key")),
           answers={f"POST {API}/tickets": None}),
    *_both("touch-refused", steps=(("click", "#line-dat-dai"), ("see", ".refused .sign")),
           answers={f"POST {API}/tickets": (409, {"code": "line_closed", "facts": {
               "line": "dat-dai", "opens": hall.at("13:30")}})}),
    *_both("touch-lost", sockets=False, steps=(("see", ".cut .sign"),)),
    *_both("touch-not-enrolled", facts={"enrolled": False, "pairing": {"code": "K7M-Q42"}}),
    *_both("touch-idle", facts={"idle_seconds": 0.6}, steps=IDLE),
    _state("touch-print-late", languages=("vi",), steps=(*TAKE, ("see", ".print.not"))),
    _state("touch-helper", steps=(("click", "#aid-help"), ("see", ".help.coming"))),
    _state("touch-long-names", facts={"hall": hall.LONG_HALL}),
)  # fmt: skip
