"""Taking a number and giving it back, as kiosks and phones do it."""

import uuid

import pytest

from tests.web.offices import API, HALL, PUBLIC, TICKETS, Town, open_town


def test_a_number(town: Town) -> None:
    answer = town.who("kiosk").take()

    ticket = answer.body
    assert answer.status == 201
    assert {"id", "number", "line", "issued_at", "ahead", "wait", "link", "print"} <= set(ticket)
    assert (ticket["number"], ticket["line"], ticket["ahead"]) == ("A001", "ho-tich", 0)
    assert (ticket["state"], ticket["print"]) == ("waiting", "queued")
    assert ticket["link"] == f"{PUBLIC}/t/{ticket['id']}"
    assert ticket["issued_at"] == "2026-11-23T12:00:00.000+07:00"
    assert 0 <= ticket["wait"]["low"] <= ticket["wait"]["high"]


def test_a_wish_that_leaves_a_choice_open(town: Town) -> None:
    ticket = town.who("kiosk").take(priority=None, language=None).body

    assert (ticket["priority"], ticket["language"]) == (None, "vi")


def test_the_same_tap_again_is_the_same_ticket(town: Town) -> None:
    kiosk, tap = town.who("kiosk"), str(uuid.uuid4())
    first = kiosk.take(tap=tap)
    seq = town.seq()

    again = kiosk.take(tap=tap)
    other_case = kiosk.take(tap=tap.upper())

    assert (first.status, again.status, other_case.status) == (201, 200, 200)
    assert again.body["id"] == first.body["id"] == other_case.body["id"]
    assert again.body["number"] == "A001"
    assert town.seq() == seq


def test_numbers_follow_each_other_by_line(town: Town) -> None:
    kiosk = town.who("kiosk")

    numbers = [kiosk.take(line).body["number"] for line in ("ho-tich", "chung-thuc", "ho-tich")]

    assert numbers == ["A001", "B001", "A002"]


def test_another_hall_has_numbers_of_its_own(town: Town) -> None:
    kiosk = town.who("kiosk")
    kiosk.take()
    body = {"line": "dat-dai", "tap": str(uuid.uuid4())}

    answer = kiosk.ask("POST", f"{API}/halls/ben-tre/tickets", body)

    assert (answer.status, answer.body["number"]) == (201, "C001")
    assert answer.body["print"] == "none"


def test_priority_and_language_are_kept(town: Town) -> None:
    kiosk = town.who("kiosk")
    kiosk.take()
    town.clock.ahead(minutes=5)

    ticket = kiosk.take(priority="elder", language="en").body

    assert (ticket["priority"], ticket["language"], ticket["ahead"]) == ("elder", "en", 0)


@pytest.mark.parametrize(
    ("wish", "status", "code"),
    [
        ({"line": "nowhere"}, 404, "line_unknown"),
        ({"priority": "nobody"}, 404, "priority_unknown"),
    ],
)
def test_the_hall_does_not_have_it(town: Town, wish: dict, status: int, code: str) -> None:
    answer = town.who("kiosk").ask(
        "POST", TICKETS, {"line": "ho-tich", "tap": str(uuid.uuid4())} | wish
    )

    assert (answer.status, answer.code) == (status, code)
    assert town.seq() == 0


def test_outside_the_hours_no_number_is_given(town: Town) -> None:
    kiosk, tap = town.who("kiosk"), str(uuid.uuid4())
    kiosk.take(tap=tap)
    town.clock.ahead(hours=6)

    answer = kiosk.take()

    assert (answer.status, answer.code) == (409, "line_closed")
    assert answer.body["facts"] == {"line": "ho-tich", "opens": "2026-11-24T07:30+07:00"}
    assert kiosk.take(tap=tap).status == 200


def test_refusals_speak_the_askers_language(town: Town) -> None:
    kiosk = town.who("kiosk")

    said = {
        language: kiosk.ask(
            "POST", TICKETS, {"line": "x", "tap": str(uuid.uuid4())}, headers=headers
        ).body["title"]
        for language, headers in (("vi", {}), ("en", {"Accept-Language": "en"}))
    }

    assert said["vi"] != said["en"]


def test_who_has_the_id_sees_the_ticket_and_gives_it_up(town: Town) -> None:
    ticket, anybody = town.who("kiosk").take().body, town.who()
    mine = f"{API}/tickets/{ticket['id']}"

    seen = anybody.get(mine).body
    given_up = anybody.ask("DELETE", mine)
    again = anybody.ask("DELETE", mine)

    assert {"state", "number", "ahead", "wait", "counter", "print"} <= set(seen)
    assert (seen["state"], seen["counter"]) == ("waiting", None)
    assert (given_up.status, given_up.body["state"]) == (200, "cancelled")
    assert (again.status, again.body["state"]) == (200, "cancelled")
    assert anybody.get(HALL).body["lines"][0]["waiting"] == 0


def test_who_is_served_cannot_give_the_place_up(town: Town) -> None:
    ticket, officer = town.who("kiosk").take().body, town.who("officer")
    for key in ("open", "call", "begin"):
        officer.press("1", key)

    answer = town.who().ask("DELETE", f"{API}/tickets/{ticket['id']}")

    assert (answer.status, answer.code) == (409, "ticket_state")


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize(
    "name", ["a" * 20, "x", "%00", "a%00b", "a" * 3000, "%ff%fe", "' OR 1=1 --", "ế" * 20]
)
def test_an_id_that_nobody_has(town: Town, method: str, name: str) -> None:
    answer = town.who().ask(method, f"{API}/tickets/{name}")

    assert (answer.status, answer.code) == (404, "ticket_unknown")


@pytest.mark.parametrize(
    ("address", "status"), [("127.0.0.1", 201), ("::1", 201), ("10.1.2.3", 401)]
)
def test_the_demo_lets_this_very_pc_take_numbers(
    sqlite_template, tmp_path, address: str, status: int
) -> None:
    path = tmp_path / "motcua.db"
    path.write_bytes(sqlite_template.read_bytes())
    town = open_town(f"sqlite:///{path}", tmp_path, "[security]\nloopback_kiosk = true\n")

    assert town.who(address=address).take().status == status
    town.running.office.engine.dispose()


def test_another_site_cannot_take_numbers_on_this_very_pc(sqlite_template, tmp_path) -> None:
    path = tmp_path / "motcua.db"
    path.write_bytes(sqlite_template.read_bytes())
    town = open_town(f"sqlite:///{path}", tmp_path, "[security]\nloopback_kiosk = true\n")
    here = town.who(address="127.0.0.1")

    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://elsewhere.test"},
    ):
        wish = {"line": "ho-tich", "tap": str(uuid.uuid4())}
        answer = here.ask("POST", TICKETS, wish, headers=headers)
        assert (answer.status, answer.code) in {(401, "not_signed_in"), (403, "csrf")}
    assert town.seq() == 0
    town.running.office.engine.dispose()


def test_a_bare_post_on_this_very_pc_asks_to_sign_in_where_a_kiosk_has_no_say(
    sqlite_template, tmp_path
) -> None:
    path = tmp_path / "motcua.db"
    path.write_bytes(sqlite_template.read_bytes())
    town = open_town(f"sqlite:///{path}", tmp_path, "[security]\nloopback_kiosk = true\n")
    here = town.who(address="127.0.0.1")

    for body in (None, {}):
        answer = here.press("1", "call", body)
        assert (answer.status, answer.code) == (401, "not_signed_in")
    form = here.ask("POST", TICKETS, data={"line": "ho-tich", "tap": str(uuid.uuid4())})
    assert (form.status, form.code) == (403, "csrf")
    assert town.seq() == 0
    town.running.office.engine.dispose()


def test_without_the_demo_this_very_pc_is_nobody(town: Town) -> None:
    answer = town.who(address="127.0.0.1").take()

    assert (answer.status, answer.code) == (401, "not_signed_in")


def test_a_ticket_in_large_print_stays_so_on_a_copy(town: Town) -> None:
    taken = town.who("kiosk").take(large=True)
    assert taken.status == 201
    ticket = taken.body["id"]
    copy = town.who("helper").ask("POST", f"{HALL}/tickets/{ticket}/copies", {})
    assert copy.status == 201
    kinds = [job.kind for job in town.running.office.jobs.of_ticket(ticket)]
    assert kinds == ["large", "large"]


def test_what_to_do_next_is_printed_where_no_number_is_given(town: Town) -> None:
    town.clock.ahead(hours=8)
    kiosk = town.who("kiosk")
    assert kiosk.take().code == "line_closed"
    for _ in range(2):
        printed = kiosk.ask("POST", f"{HALL}/refusals", {"line": "ho-tich", "language": "en"})
        assert (printed.status, printed.body) == (202, {"print": "queued"})
    (sheet,) = town.running.office.jobs.sheets("hoa-yen")
    assert (sheet.kind, sheet.content["code"]) == ("refusal", "line_closed")
    assert sheet.content["opens"]


def test_who_could_have_a_number_gets_no_sheet_instead(town: Town) -> None:
    kiosk = town.who("kiosk")
    assert kiosk.ask("POST", f"{HALL}/refusals", {"line": "ho-tich"}).code == "line_open"
    assert kiosk.ask("POST", f"{HALL}/refusals", {"line": "khac"}).code == "line_unknown"
    assert town.who().ask("POST", f"{HALL}/refusals", {"line": "ho-tich"}).status == 401
