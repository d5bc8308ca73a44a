"""Halls, boards and journals as outsiders read them."""

import pytest

from devices.wire import LaneReading
from kiosk.web import api_halls
from tests.web.offices import API, HALL, Town


def test_the_halls_by_name_in_both_languages(town: Town) -> None:
    anybody = town.who()

    assert anybody.get(f"{API}/halls").body == {
        "halls": [
            {"hall": "hoa-yen", "name": "Bộ phận Một cửa Phường Hòa Yên"},
            {"hall": "ben-tre", "name": "Phòng bên"},
        ]
    }
    english = anybody.get(f"{API}/halls", headers={"Accept-Language": "en"}).body["halls"]
    assert [hall["name"] for hall in english] == ["One-Stop Office of Hòa Yên Ward", "Phòng bên"]


def test_a_hall_tells_lines_waits_and_counters(town: Town) -> None:
    town.who("kiosk").take()
    town.who("officer").press("2", "open")

    hall = town.who().get(HALL).body

    assert {"hall", "name", "open", "until", "mode", "lines", "counters"} <= set(hall)
    assert (hall["hall"], hall["open"]) == ("hoa-yen", True)
    assert hall["until"] == "2026-11-23T17:00:00+07:00"
    line = hall["lines"][0]
    assert {"line", "name", "prefix", "waiting", "wait"} <= set(line)
    assert (line["line"], line["prefix"], line["waiting"]) == ("ho-tich", "A", 1)
    assert 0 <= line["wait"]["low"] <= line["wait"]["high"]
    assert [(one["counter"], one["lines"], one["open"]) for one in hall["counters"]] == [
        ("1", ["ho-tich"], False),
        ("2", ["ho-tich", "chung-thuc"], True),
    ]


def test_a_hall_that_is_closed_says_when_it_opens(town: Town) -> None:
    town.clock.ahead(hours=6)

    hall = town.who().get(HALL).body

    assert (hall["open"], hall["until"]) == (False, None)
    assert hall["opens_at"] == "2026-11-24T07:30:00+07:00"


@pytest.mark.parametrize("path", ["", "/board"])
def test_there_is_no_such_hall(town: Town, path: str) -> None:
    answer = town.who().get(f"{API}/halls/nowhere{path}")

    assert (answer.status, answer.code) == (404, "hall_unknown")
    assert answer.body["facts"] == {"hall": "nowhere"}


def test_the_board_has_the_newest_call_first_and_nobody_twice(town: Town) -> None:
    kiosk, officer = town.who("kiosk"), town.who("officer")
    ids = [kiosk.take().body["id"] for _ in range(3)]
    for counter in ("1", "2"):
        officer.press(counter, "open")
        officer.press(counter, "call")
        town.clock.ahead(seconds=10)
    officer.press("1", "recall")

    answer = town.who().get(f"{HALL}/board")
    board = answer.body

    assert [(call["number"], call["counter"], call["attempt"]) for call in board["calls"]] == [
        ("A001", "1", 2),
        ("A002", "2", 1),
    ]
    assert set(board["waiting"]) == {"ho-tich", "chung-thuc"}
    assert board["waiting"]["ho-tich"] == 1
    assert board["seq"] == town.seq()
    assert not any(id_ in str(board) for id_ in ids)


def test_supervisors_read_the_journal_in_order(town: Town) -> None:
    kiosk, supervisor = town.who("kiosk"), town.who("supervisor")
    for _ in range(3):
        kiosk.take()

    events = supervisor.get(f"{HALL}/journal?since=1&limit=2").body["events"]
    rest = supervisor.get(f"{HALL}/journal?since=3").body["events"]

    assert [event["seq"] for event in events] == [2, 3]
    assert [event["kind"] for event in events] == ["ticket.issued"] * 2
    assert [event["seq"] for event in rest] == [4]
    assert supervisor.get(f"{HALL}/journal?since={2**53 - 1}").body["events"] == []


def test_the_journal_is_read_to_its_end_page_by_page(town: Town, monkeypatch) -> None:
    monkeypatch.setattr(api_halls, "LARGEST_PAGE", 3)
    kiosk, supervisor = town.who("kiosk"), town.who("supervisor")
    for _ in range(5):
        kiosk.take()

    pages, since = [], 0
    while since is not None:
        page = supervisor.get(f"{HALL}/journal?since={since}&limit=1000000").body
        pages.append([event["seq"] for event in page["events"]])
        since = page["next"]

    assert pages == [[1, 2, 3], [4, 5, 6]]
    assert supervisor.get(f"{HALL}/journal?limit=2").body["next"] == 2
    assert supervisor.get(f"{HALL}/journal?since=6").body == {
        "hall": "hoa-yen",
        "events": [],
        "next": None,
    }


@pytest.mark.parametrize(
    "query", ["since=-1", "since=x", "since=9e99", f"since={2**70}", "limit=0", "limit=x",
              "since=1&since=2", "since=", "limit=%00", "sinse=1"],
)  # fmt: skip
def test_a_wrong_question_to_the_journal_is_refused(town: Town, query: str) -> None:
    answer = town.who("supervisor").get(f"{HALL}/journal?{query}")

    assert (answer.status, answer.code) == (400, "invalid_input")
    assert answer.body["facts"]["field"] in {"since", "limit", "sinse"}


def test_printers_and_lanes_say_that_nothing_is_known_of_them(town: Town) -> None:
    printers = town.who("officer").get(f"{API}/printers").body["printers"]
    lane = town.who().get(f"{API}/lanes/cua-chinh").body

    assert [printer["name"] for printer in printers] == ["kiosk-1"]
    assert {"name", "state", "since", "message", "queued"} <= set(printers[0])
    assert (printers[0]["state"], printers[0]["queued"]) == ("unknown", 0)
    assert {"lane", "state", "since", "fault"} <= set(lane)
    assert lane["lane"] == "cua-chinh"
    assert lane["state"] not in {"pass", "cleared"}


def test_a_printer_tells_how_many_wait_for_it(town: Town) -> None:
    kiosk = town.who("kiosk")
    kiosk.take()
    kiosk.take()

    assert town.who("officer").get(f"{API}/printers").body["printers"][0]["queued"] == 2


def test_lanes_that_are_not_there(town: Town) -> None:
    assert town.who().get(f"{API}/lanes/nowhere").code == "lane_unknown"
    assert town.who("helper").get(f"{API}/lanes/nowhere/reading").code == "lane_unknown"


def test_nobody_is_measured(town: Town) -> None:
    answer = town.who("helper").get(f"{API}/lanes/cua-chinh/reading")

    assert (answer.status, answer.body) == (204, b"")
    assert "Content-Type" not in answer.headers


def test_times_of_devices_carry_the_halls_offset(town: Town) -> None:
    office, since, noon = town.running.office, town.clock(), "2026-11-23T12:00:00.000+07:00"
    office.devices.put_lane({"slug": "cua-chinh", "state": "idle", "since": since, "fault": None})
    state = {"agent": "a", "state": "ok", "since": since, "message": "", "facts": {}}
    office.devices.put_device({"name": "kiosk-1", "kind": "printer"} | state)
    for at in (since, None):  # an agent may leave the time to us
        reading = LaneReading(lane="cua-chinh", raw=36.4, corrected=36.6, at=at)
        office.live.agents._readings["cua-chinh"] = (reading, since)
        answer = town.who("helper").get(f"{API}/lanes/cua-chinh/reading").body
        assert answer == {"raw": 36.4, "corrected": 36.6, "at": noon}

    assert town.who().get(f"{API}/lanes/cua-chinh").body["since"] == noon
    assert town.who("officer").get(f"{API}/printers").body["printers"][0]["since"] == noon
