"""The next morning, before anybody has pressed a key or taken a number."""

import pytest

from tests.web.offices import API, HALL, Asker, Town

A_NIGHT = 20


@pytest.fixture
def night(town: Town) -> dict[str, str]:
    """Leave somebody at counter 1, somebody on hold and somebody waiting; return their ids."""
    kiosk, officer = town.who("kiosk"), town.who("officer")
    ids = [kiosk.take().body["id"] for _ in range(3)]
    officer.press("1", "open")
    officer.press("1", "call")
    officer.press("1", "hold")
    officer.press("1", "call")
    assert waiting(town) == 1
    town.clock.ahead(hours=A_NIGHT)
    return dict(zip(("held", "called", "waits"), ids, strict=True))


def waiting(town: Town) -> int:
    return town.who().get(HALL).body["lines"][0]["waiting"]


def states(asker: Asker, night: dict[str, str]) -> list[str]:
    shown = [asker.get(f"{API}/tickets/{night[who]}").body for who in ("held", "called", "waits")]
    return [ticket["state"] for ticket in shown]


def test_nobody_waits_and_a_number_taken_now_is_the_first(town: Town, night) -> None:
    line = town.who().get(HALL).body["lines"][0]

    assert line["waiting"] == 0
    assert line["wait"] == town.who("kiosk").take().body["wait"]
    assert waiting(town) == 1


def test_figures_count_nobody_of_yesterday(town: Town, night) -> None:
    figures = town.who().get("/metrics").body.decode()

    assert 'motcua_waiting{hall="hoa-yen",line="ho-tich"} 0.0' in figures


def test_the_board_is_empty(town: Town, night) -> None:
    board = town.who().get(f"{HALL}/board").body

    assert board["calls"] == []
    assert board["waiting"] == {"ho-tich": 0, "chung-thuc": 0}
    assert board["seq"] == town.seq()


def test_tickets_say_what_the_days_beginning_makes_of_them(town: Town, night) -> None:
    before = states(town.who(), night)
    seq = town.seq()
    town.who("kiosk").take()

    assert before == ["cancelled", "called", "cancelled"]
    assert town.seq() > seq
    assert states(town.who(), night) == before


def test_a_desk_has_only_who_sits_there(town: Town, night) -> None:
    desk = town.who("officer").get(f"{HALL}/counters/1").body

    assert (desk["waiting"], desk["held"]) == ([], [])
    assert desk["ticket"]["id"] == night["called"]


def test_a_phone_knows_of_no_call_of_yesterday(town: Town, night) -> None:
    views, hall = town.running.office.views, town.running.office.hall("hoa-yen")

    assert views.phone_ticket(night["waits"], town.clock())["calling"] is None
    assert list(views.places(hall, set(night.values()), town.clock())) == []
