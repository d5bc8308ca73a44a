"""The phone's and the lane's states."""

from typing import Any

from tests.faces import hall
from tests.faces.stage import State

WAITS = hall.TICKET | {"ahead": 3, "wait": {"low": 5, "high": 12}, "print": "printed"}
SEEN = (("/phone", "ticket", WAITS),)
LONG = hall.LINES[7] | {
    "name": hall.both(
        "Bảo trợ xã hội, Người có công, Trẻ em và Bình đẳng giới cấp xã",
        "Social protection, people with merit, children and equality",
    )
}


def _phone(name: str, size: str = "phone", **more: Any) -> State:
    ticket = WAITS | more.pop("ticket", {})
    line = more.pop("line", hall.LINES[0])
    home = more.pop("hall", hall.HALL)

    def context(language: str) -> dict[str, Any]:
        return {"page": hall.page("phone", language, ticket=ticket, hall=home, line=line)}

    return State(name=name, template="phone.html", size=size, context=context, **more)


AT_2 = {"counter": "2", "attempt": 1, "ahead": 0}
LANE_WORDS = (
    *("off", "starting", "warming", "idle", "present", "measuring", "pass", "retest"),
    *("secondary", "cleared", "refused", "declined", "fault", "manual"),
)


def _lane(word: str, size: str = "kiosk", **more: Any) -> State:
    checks = more.pop("checks", ["temperature", "mask", "hands"])

    def context(_language: str) -> dict[str, Any]:
        state = {
            "lane": "cua-chinh",
            "state": word.removesuffix("-lost"),
            "since": hall.at(),
            "fault": None,
        }
        lane = {"lane": "cua-chinh", "name": hall.both("Cửa chính", "Main"), "checks": checks}
        return {"page": hall.page("lane", "vi", hall=hall.HALL, lane=lane, state=state)}

    name = f"lane-{word}" + ("" if size == "kiosk" else "-wide")
    return State(
        name=name, template="lane.html", size=size, context=context, languages=("vi",), **more
    )


STATES: tuple[State, ...] = (
    _phone("phone-waiting"),
    _phone("phone-waiting-small", "phone-small"),
    _phone("phone-near", ticket={"ahead": 0, "priority": "elder", "calling": None}),
    _phone("phone-called", ticket=AT_2 | {"state": "called"}),
    _phone("phone-called-small", "phone-small", ticket=AT_2 | {"state": "called", "attempt": 2}),
    _phone("phone-serving", ticket=AT_2 | {"state": "serving"}),
    _phone("phone-on-hold", ticket=AT_2 | {"state": "on_hold"}),
    _phone("phone-done", ticket=AT_2 | {"state": "done"}),
    _phone("phone-no-show", ticket=AT_2 | {"state": "no_show"}),
    _phone("phone-cancelled", ticket={"state": "cancelled"}),
    _phone("phone-give-back", steps=(("click", "#give"), ("see", ".question"))),
    _phone("phone-lost", sockets=False, steps=(("see", "#lost:not([hidden])"),)),
    _phone(
        "phone-long",
        "phone-small",
        line=LONG,
        hall=hall.LONG_HALL,
        ticket={"number": "HD1024", "calling": "HD1019", "wait": {"low": 120, "high": 180}},
    ),
    _phone("phone-no-estimate", ticket={"wait": {"low": 0, "high": 600}}),
    *(_lane(word) for word in LANE_WORDS),
    _lane("idle", "kiosk-wide"),
    _lane("pass", "kiosk-wide"),
    _lane("secondary", "kiosk-wide", checks=["temperature"]),
    _lane("pass-lost", sockets=False, steps=(("see", "#lost:not([hidden])"),)),
)
