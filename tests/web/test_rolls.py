"""Emergency rolls over HTTP: the API and the page."""

import uuid

import pytest

from tests.web.offices import API, HALL, Town

ROLLS = f"{HALL}/rolls"


def reserve(town: Town, count: int = 5, **more):
    body = {"line": "ho-tich", "count": count, "printer": "kiosk-1"} | more
    return town.who("supervisor").ask("POST", ROLLS, body)


def enter(town: Town, first, last, role: str = "officer", **more):
    body = {"line": "ho-tich", "first": first, "last": last, "tap": str(uuid.uuid4())} | more
    return town.who(role).ask("POST", f"{ROLLS}/enter", body)


def unused(town: Town) -> list[dict]:
    (mine,) = [x for x in town.who("officer").get(ROLLS).body["rolls"] if x["line"] == "ho-tich"]
    return mine["unused"]


def test_a_roll_is_printed_entered_and_called(town: Town) -> None:
    made = reserve(town)
    assert (made.status, made.body) == (
        201,
        {"line": "ho-tich", "first": "AX001", "last": "AX005", "count": 5},
    )
    assert unused(town) == [{"first": "AX001", "last": "AX005"}]
    jobs = town.who("officer").get(f"{HALL}/jobs").body["jobs"]
    assert [(job["kind"], job["number"]) for job in jobs] == [
        ("roll", f"AX00{n}") for n in range(1, 6)
    ]
    entered = enter(town, "AX001", 3)
    assert entered.status == 200
    assert [one["number"] for one in entered.body["tickets"]] == ["AX001", "AX002", "AX003"]
    ticket = town.who().get(f"{API}/tickets/{entered.body['tickets'][0]['id']}")
    assert (ticket.body["state"], ticket.body["print"]) == ("waiting", "none")
    officer = town.who("officer")
    officer.press("1", "open")
    assert officer.press("1", "call").body["ticket"]["number"] == "AX001"
    assert unused(town) == [{"first": "AX004", "last": "AX005"}]


def test_the_same_press_again_gives_the_same_answer(town: Town) -> None:
    reserve(town)
    tap = str(uuid.uuid4())
    assert enter(town, 1, 2, tap=tap).body == enter(town, 1, 2, tap=tap).body


def test_wrong_numbers_are_named_in_both_languages_and_change_nothing(town: Town) -> None:
    reserve(town)
    before = town.seq()
    refused = enter(town, "AX004", "AX007")
    assert (refused.status, refused.code) == (409, "roll_number")
    assert "AX006, AX007" in refused.body["title"]
    english = town.who("officer", headers={"Accept-Language": "en"})
    body = {"line": "ho-tich", "first": 9, "last": 9, "tap": str(uuid.uuid4())}
    said = english.ask("POST", f"{ROLLS}/enter", body)
    assert said.code == "roll_number"
    assert town.seq() == before


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"first": "BX001"}, "invalid_input"),
        ({"first": "AX"}, "invalid_input"),
        ({"first": 5, "last": 2}, "invalid_input"),
        ({"line": "khac"}, "line_unknown"),
        ({"priority": "khac"}, "priority_unknown"),
        ({"since": "2099-01-01T00:00:00Z"}, "roll_time"),
        ({"tap": "no"}, "invalid_input"),
    ],
)
def test_bad_input_is_refused(town: Town, more, code) -> None:
    reserve(town)
    before = town.seq()
    assert enter(town, **({"first": 1, "last": 2} | more)).code == code
    assert town.seq() == before


def test_a_printer_that_nobody_knows_is_refused(town: Town) -> None:
    assert reserve(town, printer="nowhere").code == "printer_unknown"


def test_who_may_do_what(town: Town) -> None:
    reserve(town)
    body = {"line": "ho-tich", "first": 1, "last": 1}
    assert town.who("officer").ask("POST", ROLLS, {"line": "ho-tich", "count": 1}).status == 403
    assert town.who("officer").ask("POST", f"{ROLLS}/void", body).status == 403
    assert enter(town, 1, 1, role="helper").status == 403
    assert town.who("helper").get(ROLLS).status == 403
    assert town.who().get(ROLLS).status == 401


def test_spoilt_numbers_are_voided(town: Town) -> None:
    reserve(town)
    body = {"line": "ho-tich", "first": "AX002", "last": "AX003"}
    left = town.who("supervisor").ask("POST", f"{ROLLS}/void", body)
    assert left.status == 200
    assert unused(town) == [
        {"first": "AX001", "last": "AX001"},
        {"first": "AX004", "last": "AX005"},
    ]
