"""What staff do with printouts: over HTTP, on both databases, without an agent."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from kiosk.actions.printing import Report, report_job
from tests.web.offices import API, HALL, Asker, Town

JOBS = f"{HALL}/jobs"
NOBODYS = "a" * 20


class Printed:
    """A town in which a ticket is to be printed."""

    def __init__(self, town: Town) -> None:
        self.town, self.officer = town, town.who("officer")
        town.clock.ahead(seconds=1)
        self.ticket = town.who("kiosk").take().body["id"]
        self.job = self.rows()[-1]["job"]

    def rows(self) -> list[dict]:
        answer = self.officer.get(JOBS)
        assert answer.status == 200, answer.body
        return answer.body["jobs"]

    def only(self) -> dict:
        (job,) = self.rows()
        return job

    def do(self, verb: str, body: dict | None = None, job: str = "", who: Asker | None = None):
        return (who or self.officer).ask("POST", f"{JOBS}/{job or self.job}/{verb}", body)

    def says(self, state: str, note: str = "", job: str = "") -> None:
        """Let the agent report."""
        office = self.town.running.office
        hall = office.hall("hoa-yen")
        report = Report(job=job or self.job, state=state, note=note)
        report_job(office.work, hall, report, self.town.clock())

    def handed(self) -> None:
        self.town.running.office.jobs.handed(self.job, self.town.clock())

    def kinds(self) -> list[str]:
        entries = self.town.running.office.queries.entries("hoa-yen", 0, 100)
        return [entry.kind for entry in entries if "print" in entry.kind]

    def last(self) -> dict:
        return self.town.running.office.queries.entries("hoa-yen", 0, 100)[-1].facts


@pytest.fixture
def printed(town: Town) -> Iterator[Printed]:
    return Printed(town)


def tell_of(town: Town, name: str, **facts) -> None:
    """Let an agent have told of a printer."""
    town.running.office.devices.put_device(
        {
            "name": name,
            "kind": "printer",
            "agent": "agent",
            "state": "ok",
            "since": town.clock(),
            "message": "",
            "facts": facts,
        }
    )


def test_a_printout_in_the_list(printed: Printed) -> None:
    job = printed.only()

    assert (job["number"], job["line"], job["ticket"]) == ("A001", "ho-tich", printed.ticket)
    assert (job["state"], job["print"], job["copy"]) == ("queued", "queued", 0)
    assert (job["printer"], job["held"], job["wish"]) == ("kiosk-1", False, None)
    assert job["created_at"] == "2026-11-23T12:00:01.000+07:00"
    assert "kết nối" in job["message"]


def test_the_list_says_it_in_the_askers_language(printed: Printed) -> None:
    printed.says("queued", "paper_out")

    english = printed.officer.get(JOBS, headers={"Accept-Language": "en"}).body["jobs"][0]

    assert english["note"] == "paper_out"
    assert english["message"].startswith("Out of paper")
    assert printed.only()["message"].startswith("Hết giấy")


def test_a_note_for_the_log_is_put_in_plain_words(printed: Printed) -> None:
    printed.says("failed", "slip: number: too long")
    assert printed.only()["message"].startswith("Nội dung phiếu")
    other = Printed(printed.town)
    other.says("failed", "something nobody foresaw")
    assert "trục trặc" in other.rows()[-1]["message"]


def test_what_is_printed_is_not_listed_and_what_failed_is_until_midnight(printed: Printed) -> None:
    other = printed.town.who("kiosk").take().body["id"]
    printed.says("done")
    failed = printed.only()
    assert failed["ticket"] == other

    printed.says("failed", "attempts", failed["job"])
    assert [job["state"] for job in printed.rows()] == ["failed"]
    printed.town.clock.ahead(hours=13)
    assert printed.rows() == []


def test_an_uncertain_one_is_asked_about_until_its_visit_is_over(printed: Printed) -> None:
    printed.says("uncertain")
    assert printed.only()["print"] == "unconfirmed"

    printed.officer.ask("DELETE", f"{API}/tickets/{printed.ticket}")

    assert printed.rows() == []


def test_hold_and_release(printed: Printed) -> None:
    held = printed.do("hold")
    assert (held.status, held.body["held"], held.body["wish"]) == (200, True, "hold")
    assert printed.last()["by"].startswith("officer-")
    printed.town.clock.ahead(hours=1)

    released = printed.do("release")

    assert (released.status, released.body["held"]) == (200, False)
    assert released.body["expires_at"] == "2026-11-23T13:10:01.000+07:00"
    assert printed.kinds() == ["ticket.print_held", "ticket.print_held"]


def test_held_while_its_agent_is_away(printed: Printed) -> None:
    printed.handed()

    held = printed.do("hold").body

    assert (held["held"], held["wish"]) == (False, "hold")
    assert "lấy lại" in held["message"]
    printed.says("expired", "dropped")
    now_held = printed.only()
    assert now_held["held"]
    assert now_held["job"] != printed.job
    assert printed.do("release", job=now_held["job"]).status == 200


def test_a_release_while_the_agent_lets_go_gives_a_new_id(printed: Printed) -> None:
    printed.handed()
    printed.do("hold")

    assert printed.do("release").body["wish"] == "move"
    printed.says("expired", "dropped")

    job = printed.only()
    assert (job["state"], job["printer"], job["wish"]) == ("queued", "kiosk-1", None)
    assert job["job"] != printed.job


def test_drop(printed: Printed) -> None:
    dropped = printed.do("drop")

    assert (dropped.status, dropped.body["state"], dropped.body["note"]) == (
        200, "expired", "dropped",
    )  # fmt: skip
    assert printed.last()["by"].startswith("officer-")
    again = printed.do("drop")
    assert (again.status, again.code) == (409, "job_state")


def test_move(printed: Printed) -> None:
    tell_of(printed.town, "quay-9")

    moved = printed.do("move", {"printer": "quay-9"})

    assert (moved.status, moved.body["printer"]) == (200, "quay-9")
    assert moved.body["job"] != printed.job
    assert printed.do("drop").code == "job_unknown"
    ticket = printed.officer.get(f"{API}/tickets/{printed.ticket}").body
    assert ticket["printer"] == "quay-9"


@pytest.mark.parametrize(
    ("facts", "place"),
    [
        ({"place_vi": "Cửa chính", "place_en": "Entrance"}, {"vi": "Cửa chính", "en": "Entrance"}),
        ({"place_vi": "Cửa chính"}, {"vi": "Cửa chính", "en": "Cửa chính"}),
        ({}, None),
    ],
)
def test_a_ticket_says_where_its_printer_stands(town: Town, facts: dict, place: dict) -> None:
    tell_of(town, "kiosk-1", **facts)

    ticket = town.who("kiosk").take().body

    assert (ticket["printer"], ticket["printer_place"]) == ("kiosk-1", place)
    again = town.who().get(f"{API}/tickets/{ticket['id']}").body
    assert (again["printer"], again["printer_place"]) == ("kiosk-1", place)
    printers = town.who("officer").get(f"{API}/printers").body["printers"]
    assert [(one["name"], one["place"], one["hall"]) for one in printers] == [
        ("kiosk-1", place, "hoa-yen")
    ]


@pytest.mark.parametrize("verb", ["came-out", "not-out"])
def test_what_a_person_saw(printed: Printed, verb: str) -> None:
    printed.says("uncertain")

    answer = printed.do(verb)

    assert (answer.status, answer.body["state"]) == (
        200,
        "done" if verb == "came-out" else "failed",
    )
    copies = [job for job in printed.rows() if job["copy"] == 1]
    assert len(copies) == (0 if verb == "came-out" else 1)
    again = printed.do(verb)
    assert (again.status, again.code, again.body["facts"]["state"]) == (
        409, "job_state", "printed" if verb == "came-out" else "failed",
    )  # fmt: skip


@pytest.mark.parametrize("verb", ["hold", "drop", "move", "release"])
def test_it_was_printed_meanwhile(printed: Printed, verb: str) -> None:
    printed.says("done")

    answer = printed.do(verb, {"printer": "kiosk-1"} if verb == "move" else None)

    assert (answer.status, answer.code, answer.body["facts"]) == (
        409, "job_state", {"state": "printed"},
    )  # fmt: skip


def test_copies(printed: Printed) -> None:
    helper, copies = printed.town.who("helper"), f"{HALL}/tickets/{printed.ticket}/copies"
    tell_of(printed.town, "quay-9")

    first, second = helper.ask("POST", copies), helper.ask("POST", copies, {"printer": "quay-9"})
    third = helper.ask("POST", copies)

    assert (first.status, second.status, third.status) == (201, 201, 201)
    assert [job.body["copy"] for job in (first, second, third)] == [1, 2, 3]
    assert [job.body["printer"] for job in (first, second, third)] == [
        "kiosk-1",
        "quay-9",
        "quay-9",
    ]
    assert first.body["number"] == "A001"
    assert first.body["asked_by"].startswith("helper-")
    assert printed.last()["reason"] == "asked"


def test_a_ticket_that_was_not_printed_is_printed_on_the_halls_printer(town: Town) -> None:
    kiosk = town.who("kiosk")
    ticket = kiosk.take().body
    assert (ticket["printer"], ticket["printer_place"]) == ("kiosk-1", None)

    answer = town.who("helper").ask("POST", f"{HALL}/tickets/{ticket['id']}/copies", {})

    assert (answer.status, answer.body["printer"]) == (201, "kiosk-1")


def test_no_copy_of_a_visit_that_is_over(printed: Printed) -> None:
    printed.officer.ask("DELETE", f"{API}/tickets/{printed.ticket}")

    answer = printed.officer.ask("POST", f"{HALL}/tickets/{printed.ticket}/copies")

    assert (answer.status, answer.code) == (409, "ticket_state")


def test_a_hundred_copies_are_too_many(printed: Printed) -> None:
    path = f"{HALL}/tickets/{printed.ticket}/copies"
    answers = [printed.officer.ask("POST", path) for _ in range(100)]

    assert {answer.status for answer in answers[:99]} == {201}
    assert (answers[99].status, answers[99].code) == (409, "too_many_copies")


def test_what_is_not_there(printed: Printed) -> None:
    officer = printed.officer

    def code(path: str, body: dict | None = None) -> tuple[int, str]:
        answer = officer.ask("POST", path, body)
        return answer.status, answer.code

    for verb in ("hold", "release", "drop", "came-out", "not-out"):
        for job in (NOBODYS, "%00", "a" * 3000, "A-1"):
            assert code(f"{JOBS}/{job}/{verb}") == (404, "job_unknown")
    assert code(f"{JOBS}/{NOBODYS}/move", {"printer": "kiosk-1"}) == (404, "job_unknown")
    assert code(f"{JOBS}/{printed.job}/move", {"printer": "no-such"}) == (404, "printer_unknown")
    assert code(f"{API}/halls/nowhere/jobs/{printed.job}/hold") == (404, "hall_unknown")
    assert code(f"{HALL}/tickets/{NOBODYS}/copies") == (404, "ticket_unknown")
    assert code(f"{HALL}/tickets/%00/copies") == (404, "ticket_unknown")
    assert code(f"{API}/printers/no-such/new-roll") == (404, "printer_unknown")
    assert officer.get(f"{API}/halls/nowhere/jobs").code == "hall_unknown"


def test_another_halls_printout_is_unknown_here(printed: Printed) -> None:
    there = f"{API}/halls/ben-tre"
    seq = printed.town.seq()

    for verb in ("hold", "drop", "release"):
        assert (
            printed.officer.ask("POST", f"{there}/jobs/{printed.job}/{verb}").code == "job_unknown"
        )
    assert printed.officer.ask("POST", f"{there}/tickets/{printed.ticket}/copies").status == 404
    assert printed.officer.get(f"{there}/jobs").body == {"jobs": []}
    assert printed.town.seq() == seq


def test_another_halls_printer_is_unknown_here(printed: Printed) -> None:
    path = f"{API}/halls/ben-tre/tickets/{printed.ticket}/copies"

    answer = printed.officer.ask("POST", path, {"printer": "kiosk-1"})

    assert (answer.status, answer.code) == (404, "printer_unknown")


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("hold", {"why": "x"}),
        ("move", {}),
        ("move", {"printer": ""}),
        ("move", {"printer": "a\0b"}),
        ("move", {"printer": "x" * 65}),
        ("move", {"printer": 5}),
        ("move", None),
    ],
)
def test_a_wish_that_is_none(printed: Printed, verb: str, body: dict | None) -> None:
    answer = printed.do(verb, body)

    assert (answer.status, answer.code) == (400, "invalid_input")


def test_who_may_not_changes_nothing(printed: Printed) -> None:
    for role in (None, "agent", "kiosk", "helper"):
        for verb in ("hold", "release", "drop", "came-out", "not-out"):
            assert printed.do(verb, who=printed.town.who(role)).status in {401, 403}
    assert printed.only()["wish"] is None


def test_a_new_roll_without_an_agent(printed: Printed) -> None:
    answer = printed.officer.ask("POST", f"{API}/printers/kiosk-1/new-roll")

    assert (answer.status, answer.code) == (409, "agent_gone")


def test_a_new_roll_is_told_to_the_agent(printed: Printed, monkeypatch) -> None:
    told: list[str] = []
    live = printed.town.running.office.live
    monkeypatch.setattr(live, "new_roll", lambda name: told.append(name) or {"ok": True})

    answer = printed.officer.ask("POST", f"{API}/printers/kiosk-1/new-roll")

    assert (answer.status, told) == (200, ["kiosk-1"])


def test_jobs_live_as_long_as_configured(printed: Printed) -> None:
    copy = printed.officer.ask("POST", f"{HALL}/tickets/{printed.ticket}/copies").body
    life = printed.town.running.office.settings.agent.job_minutes

    found = printed.town.running.office.jobs.get(copy["job"])

    assert found.expires_at - found.created_at == timedelta(minutes=life)


def test_the_admin_page_shows_printers_with_what_they_need(printed: Printed) -> None:
    tell_of(printed.town, "quay-9", tickets_left=40, place_vi="Bàn hướng dẫn", fallback="kiosk-1")
    tell_of(printed.town, "tang-2", answers=False)
    printed.town.clock.ahead(minutes=7)

    page = printed.town.who("admin").get("/admin").body.decode()

    assert "kiosk-1" in page
    assert "1 phiếu đang chờ, lâu nhất 7 phút" in page
    assert "Cuộn còn khoảng 40 phiếu" in page
    assert "Bàn hướng dẫn" in page


def test_a_ticket_is_copied_by_its_number_of_today(printed: Printed) -> None:
    def copy(number: str) -> tuple[int, str]:
        answer = printed.officer.ask("POST", f"{HALL}/tickets/{number}/copies")
        return answer.status, answer.body.get("ticket") or answer.code

    assert copy("A001") == (201, printed.ticket)
    assert copy("a001") == (201, printed.ticket)
    assert copy("A002") == (404, "ticket_unknown")
    printed.town.clock.ahead(days=1)
    assert copy("A001") == (404, "ticket_unknown")
