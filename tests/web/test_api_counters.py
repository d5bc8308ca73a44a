"""The counter's keys over HTTP."""

import uuid

import pytest

from tests.web.offices import API, HALL, Asker, Town


def state_of(answer) -> str:
    """The ticket's new state, wherever a program looks for it."""
    assert answer.status == 200, answer.body
    return (answer.body.get("ticket") or answer.body)["state"]


@pytest.fixture
def officer(town: Town) -> Asker:
    officer = town.who("officer")
    officer.press("1", "open")
    return officer


def test_a_counter_calls_only_when_it_is_open(town: Town) -> None:
    town.who("kiosk").take()
    officer = town.who("officer")

    refused = officer.press("1", "call")
    opened = officer.press("1", "open")
    called = officer.press("1", "call")

    assert (refused.status, refused.code) == (409, "counter_closed")
    assert (opened.status, opened.body["open"]) == (200, True)
    assert called.status == 200
    assert {"id", "number", "line"} <= set(called.body["ticket"])
    assert called.body["ticket"]["number"] == "A001"
    assert called.body["ticket"]["state"] == "called"
    assert called.body["ticket"]["reason"] == "arrival"


def test_nobody_waits(officer: Asker) -> None:
    answer = officer.press("1", "call")

    assert (answer.status, answer.body) == (200, {"ticket": None})


def test_a_call_finishes_the_visitor_before(town: Town, officer: Asker) -> None:
    first, second = (town.who("kiosk").take().body for _ in range(2))
    officer.press("1", "call")

    assert officer.press("1", "call").body["ticket"]["id"] == second["id"]
    assert officer.get(f"{API}/tickets/{first['id']}").body["state"] == "done"


def test_the_same_tap_calls_nobody_else(town: Town, officer: Asker) -> None:
    kiosk, tap = town.who("kiosk"), {"tap": str(uuid.uuid4())}
    kiosk.take()
    kiosk.take()

    first, again = officer.press("1", "call", tap), officer.press("1", "call", tap)

    assert first.body["ticket"]["id"] == again.body["ticket"]["id"]
    assert again.body["ticket"]["number"] == "A001"


def test_a_visit_key_by_key(town: Town, officer: Asker) -> None:
    ticket = town.who("kiosk").take().body
    keys = [
        ("recall", None, "called"),
        ("begin", None, "serving"),
        ("hold", {"reason": "đi phô tô"}, "on_hold"),
        ("resume", {"ticket": ticket["id"]}, "serving"),
        ("hold", None, "on_hold"),
        ("resume", None, "serving"),
        ("finish", None, "done"),
    ]
    officer.press("1", "call")

    for key, body, state in keys:
        assert state_of(officer.press("1", key, body)) == state, key
    assert officer.press("1", "close").body["open"] is False


def test_who_does_not_come(town: Town, officer: Asker) -> None:
    town.who("kiosk").take()
    officer.press("1", "call")

    assert state_of(officer.press("1", "no-show")) == "no_show"


def test_a_transfer_keeps_the_time_of_arrival(town: Town, officer: Asker) -> None:
    ticket = town.who("kiosk").take().body
    officer.press("1", "call")
    town.clock.ahead(minutes=10)

    assert state_of(officer.press("1", "transfer", {"line": "chung-thuc"})) == "waiting"
    moved = officer.get(f"{API}/tickets/{ticket['id']}").body
    assert (moved["line"], moved["number"]) == ("chung-thuc", "A001")
    assert moved["arrived_at"] == ticket["arrived_at"]


def test_a_transfer_to_a_counter_waits_for_that_one(town: Town, officer: Asker) -> None:
    ticket = town.who("kiosk").take().body
    officer.press("1", "call")
    officer.press("2", "open")

    officer.press("1", "transfer", {"counter": "2"})

    assert officer.press("1", "call").body == {"ticket": None}
    assert officer.press("2", "call").body["ticket"]["id"] == ticket["id"]


@pytest.mark.parametrize("key", ["recall", "begin", "finish", "no-show", "hold"])
def test_nobody_is_at_the_counter(town: Town, officer: Asker, key: str) -> None:
    seq = town.seq()

    answer = officer.press("1", key)

    assert (answer.status, answer.code) == (409, "counter_empty")
    assert town.seq() == seq


def test_refusals_of_the_keys(town: Town, officer: Asker) -> None:
    town.who("kiosk").take()
    officer.press("1", "call")
    officer.press("1", "begin")

    def code(key: str, body: dict | None = None, counter: str = "1") -> tuple[int, str]:
        answer = officer.press(counter, key, body)
        return answer.status, answer.code

    assert code("begin") == (409, "not_called")
    assert code("close") == (409, "counter_busy")
    assert code("resume") == (409, "counter_busy")
    assert code("resume", counter="2")[1] in {"nothing_held", "counter_closed"}
    assert code("transfer") == (400, "invalid_input")
    assert code("transfer", {"line": "nowhere"}) == (404, "line_unknown")
    assert code("transfer", {"counter": "nowhere"}) == (404, "counter_unknown")
    assert code("call", counter="77") == (404, "counter_unknown")


def test_what_the_desk_shows(town: Town, officer: Asker) -> None:
    kiosk = town.who("kiosk")
    for _ in range(3):
        kiosk.take()
    officer.press("1", "call")
    officer.press("1", "hold", {"reason": "đi phô tô"})
    officer.press("1", "call")

    answer = officer.get(f"{HALL}/counters/1")
    desk = answer.body

    assert answer.status == 200
    assert (desk["counter"], desk["open"]) == ("1", True)
    assert desk["ticket"]["number"] == "A002"
    assert [ticket["number"] for ticket in desk["waiting"]] == ["A003"]
    assert [(ticket["number"], ticket["note"]) for ticket in desk["held"]] == [
        ("A001", "đi phô tô")
    ]
    assert desk["seq"] == town.seq()


def test_a_desk_shows_who_was_sent_to_a_counter_that_is_closed(town: Town, officer: Asker) -> None:
    def shown() -> list[str]:
        return [one["number"] for one in officer.get(f"{HALL}/counters/1").body["waiting"]]

    town.who("kiosk").take()
    officer.press("1", "call")
    officer.press("1", "transfer", {"counter": "2"})

    assert shown() == ["A001"]
    officer.press("2", "open")
    assert shown() == []


def test_there_is_no_such_counter_to_show(officer: Asker) -> None:
    assert officer.get(f"{HALL}/counters/77").code == "counter_unknown"
