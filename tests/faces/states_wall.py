"""The wall's states."""

from typing import Any

from tests.faces import hall
from tests.faces.stage import State

WAITING = {line["line"]: line["waiting"] for line in hall.STATE["lines"]}
HOURS = [["07:30", "11:30"], ["13:30", "17:00"]]


def _board(*numbers: str) -> dict[str, Any]:
    return {"seq": 41, "calls": hall.calls(*numbers), "waiting": WAITING}


MANY = _board("A015@3", "B008@5", "D002@7x2", "A014@1", "C021@4", "F003@9", "G011@8")


def _wall(name: str, size: str = "wall", **more: Any) -> State:
    facts = more.pop("facts", {})

    def context(language: str) -> dict[str, Any]:
        base = {
            "hall": hall.HALL,
            "lines": hall.LINES,
            "counters": hall.COUNTERS,
            "board": MANY,
            "state": hall.STATE,
            "hours": HOURS,
        }
        return {"page": hall.page("wall", language, **(base | facts))}

    return State(name=name, template="wall.html", size=size, context=context, **more)


def _both(name: str, **more: Any) -> tuple[State, ...]:
    return (_wall(name, **more), _wall(f"{name}-tall", "wall-tall", **more))


CALLED = {
    "seq": 42,
    "at": hall.at("08:42:09"),
    "number": "A016",
    "counter": "2",
    "line": "ho-tich",
    "attempt": 1,
    "priority": None,
    "language": "vi",
    "waiting": {"ho-tich": 6},
    "say": {"vi": "Mời số A 0 1 6 đến quầy 2", "en": "Number A 0 1 6, counter 2"},
}
AGAIN = CALLED | {"seq": 43, "attempt": 2}
RECALLED = (("/wall", "ticket.recalled", AGAIN), ("/wall", "ticket.called", CALLED))

STATES: tuple[State, ...] = (
    *_both("wall-many"),
    *_both("wall-empty", facts={"board": {"seq": 0, "calls": [], "waiting": {}}}),
    *_both(
        "wall-closed",
        facts={
            "board": {"seq": 0, "calls": [], "waiting": {}},
            "state": hall.shut(None, hall.at("07:30", 24)),
        },
    ),
    *_both("wall-called-again", steps=(("wait", "800"),), emits=RECALLED),
    *_both("wall-lost", sockets=False, steps=(("see", "#lost:not([hidden])"),)),
    *_both(
        "wall-long",
        facts={
            "hall": hall.LONG_HALL,
            "board": _board("H1024@12", "G1003@10x3", "H1023@11", "A998@2", "C021@4", "K077@9"),
        },
    ),
    _wall("wall-one", facts={"counters": hall.COUNTERS[:1], "lines": hall.LINES[:2]}),
    _wall("wall-first", facts={"board": _board("A001@1")}),
)
