"""Where paper comes out: taken back, held, dropped, moved; another printer when one fails."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.actions.printing import Hand
from kiosk.actions.rolls import reserve_roll
from kiosk.actions.tickets import Wish, print_refusal
from kiosk.storage.engines import open_engine
from kiosk.storage.jobs import Job, Jobs
from kiosk.storage.queries import Queries
from kiosk.storage.verify import verify
from kiosk.storage.work import SqlWork
from tests.live.clients import Agent, desk, wait_for
from tests.live.words import HALL
from tests.slips.reading import number_on, texts_on
from tests.ward import ward

BOTH = ["kiosk-1", "kiosk-2"]


class Books:
    """What the database says of printouts."""

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)
        self.jobs, self.queries = Jobs(self.engine), Queries(self.engine)

    def of(self, ticket: dict) -> list[Job]:
        return self.jobs.of_ticket(ticket["id"])

    def only(self, ticket: dict) -> Job:
        (job,) = self.of(ticket)
        return job

    def kinds(self) -> list[str]:
        return [entry.kind for entry in self.queries.entries(HALL, 0, 1000)]

    def facts(self, kind: str) -> list[dict]:
        entries = self.queries.entries(HALL, 0, 1000)
        return [entry.facts for entry in entries if entry.kind == kind]


@pytest.fixture
def books(hall_url):
    books = Books(hall_url)
    yield books
    assert {verdict.difference for verdict in verify(books.engine)} == {""}
    books.engine.dispose()


class Obeying(Agent):
    """An agent of both printers that lets every job go that has not begun, as the real one does."""

    def __init__(self) -> None:
        super().__init__(self._obey)
        self.begun: set[str] = set()
        self.scraps: set[str] = set()

    def connect(self, server, **auth):
        return super().connect(server, **({"printers": BOTH} | auth))

    def tell(self, printer: str, state: str, message: str = "", **facts) -> None:
        since = datetime.now(UTC).isoformat()  # noqa: TID251  # what an agent does
        body = {"device": printer, "kind": "printer", "state": state, "since": since}
        answer = self.call("device.state", body | {"message": message, "facts": facts})
        assert answer == {"ok": True}

    def well(self) -> None:
        self.tell("kiosk-1", "ok", answers=True, fallback="kiosk-2")
        self.tell("kiosk-2", "ok", answers=True)

    def fails(self, state: str = "fault", message: str = "paper_out", **facts) -> None:
        self.tell("kiosk-1", state, message, **({"answers": True, "fallback": "kiosk-2"} | facts))

    def on(self, printer: str) -> list[dict]:
        """Return the jobs that came for a printer, each once."""
        found = {job["id"]: job for job in self.jobs() if job["printer"] == printer}
        return list(found.values())

    def drops(self) -> list[dict]:
        return self.bodies("drop")

    def _obey(self, event: str, body: dict) -> dict:
        if event != "drop" or body["id"] not in self.begun | self.scraps:
            return {"ok": True}
        if body["id"] in self.scraps and body.get("void"):
            return {"ok": True, "message": "void"}
        return {"ok": False, "code": "started"}


def take(server, **facts) -> dict:
    return server.take(printer="kiosk-1", **facts)


def settle(seconds: float = 4.0) -> None:
    """Let a sweep of the server pass."""
    threading.Event().wait(seconds)


def test_a_printer_that_fails_hands_its_ticket_over_once(server, keep, books):
    agent = keep(Obeying()).connect(server)
    agent.well()
    mine = take(server)
    job = agent.until_body("job", printer="kiosk-1")

    agent.fails()
    agent.until_body("drop", id=job["id"])
    moved = agent.until_body("job", printer="kiosk-2")
    settle()

    assert moved["id"] != job["id"]
    assert moved["copy"] == 0
    assert number_on(moved["slip"]) == mine["number"]
    assert len(agent.on("kiosk-1")) == len(agent.on("kiosk-2")) == 1
    assert books.only(mine).printer == "kiosk-2"
    (told,) = books.facts("ticket.print_moved")
    assert (told["before"], told["job"], told["by"]) == (job["id"], moved["id"], None)


def test_a_ticket_given_while_a_printer_fails_goes_to_the_other_at_once(server, keep, books):
    agent = keep(Obeying()).connect(server)
    agent.well()
    agent.fails()
    settle(0.5)

    mine = take(server)

    agent.until_body("job", printer="kiosk-2")
    assert agent.on("kiosk-1") == []
    assert books.only(mine).printer == "kiosk-2"


def test_a_slip_that_broke_off_is_made_void_and_copied_once(server, keep, books):
    agent = keep(Obeying()).connect(server)
    agent.well()
    mine = take(server)
    job = agent.until_body("job", printer="kiosk-1")["id"]
    agent.report(job, "sending")
    agent.scraps.add(job)
    agent.report(job, "needs_void", "paper_out")

    agent.fails()
    assert agent.until_body("drop", id=job)["void"] is True
    copy = agent.until_body("job", printer="kiosk-2")
    settle()

    assert copy["copy"] == 1
    assert len(agent.on("kiosk-1")) == len(agent.on("kiosk-2")) == 1
    original, second = books.of(mine)
    assert (original.state, original.note, original.wish) == ("expired", "moved", None)
    assert (second.copy, second.printer) == (1, "kiosk-2")
    (told,) = books.facts("ticket.reprinted")
    assert (told["reason"], told["by"], told["copy"]) == ("fallback", None, 1)
    agent.report(job, "expired", "moved")
    agent.report(copy["id"], "done")
    assert [one.state for one in books.of(mine)] == ["expired", "done"]


def test_a_slip_that_breaks_off_while_its_printer_fails_is_copied_too(server, keep, books):
    agent = keep(Obeying()).connect(server)
    agent.well()
    take(server)
    job = agent.until_body("job", printer="kiosk-1")["id"]
    agent.begun.add(job)
    agent.report(job, "sending")
    agent.fails()
    settle(1)
    assert agent.drops() == []
    agent.begun.clear()
    agent.scraps.add(job)

    agent.report(job, "needs_void", "paper_out")

    assert agent.until_body("job", printer="kiosk-2")["copy"] == 1


def test_a_fallback_that_is_unwell_itself_gets_nothing_until_it_is_well(server, keep, books):
    agent = keep(Obeying()).connect(server)
    agent.well()
    agent.tell("kiosk-2", "fault", "cover_open", answers=True)
    mine = take(server)
    agent.until_body("job", printer="kiosk-1")
    agent.fails()
    settle()
    assert agent.drops() == []
    assert books.only(mine).printer == "kiosk-1"

    agent.tell("kiosk-2", "ok", answers=True)

    agent.until_body("job", printer="kiosk-2")


@pytest.mark.parametrize(
    ("state", "message", "facts"),
    [
        ("unknown", "unanswered", {"answers": False}),
        ("unknown", "starting", {}),
        ("warn", "near_end", {}),
        ("fault", "paper_out", {"fallback": ""}),
    ],
)
def test_what_does_not_send_tickets_elsewhere(server, keep, books, state, message, facts):
    agent = keep(Obeying()).connect(server)
    agent.well()
    mine = take(server)
    agent.until_body("job", printer="kiosk-1")

    agent.fails(state, message, **facts)
    settle()

    assert agent.drops() == []
    assert books.only(mine).printer == "kiosk-1"


def test_a_job_that_a_lost_agent_has_stays_with_it(server, keep, books):
    one = keep(Obeying()).connect(server, printers=["kiosk-1"])
    two = keep(Obeying()).connect(server, name="other", printers=["kiosk-2"], lanes=[])
    one.fails("ok", "")
    two.tell("kiosk-2", "ok", answers=True)
    mine = take(server)
    job = one.until_body("job")["id"]

    one.disconnect()
    settle()

    assert books.only(mine).id == job
    assert two.jobs() == []
    # It comes back, well: nothing is taken from it.
    one.connect(server, printers=["kiosk-1"])
    one.fails("ok", "")
    settle()
    assert one.drops() == []
    assert books.only(mine).printer == "kiosk-1"


def test_a_job_that_no_agent_ever_had_goes_to_the_other_printer(server, keep, books):
    one = keep(Obeying()).connect(server, printers=["kiosk-1"])
    two = keep(Obeying()).connect(server, name="other", printers=["kiosk-2"], lanes=[])
    one.fails("ok", "")
    two.tell("kiosk-2", "ok", answers=True)
    one.disconnect()
    settle(0.3)

    mine = take(server)

    assert number_on(two.until_body("job")["slip"]) == mine["number"]
    assert books.only(mine).printer == "kiosk-2"


def test_hold_and_release(server, keep, books):
    agent = keep(Obeying()).connect(server)
    agent.well()
    mine = take(server)
    job = agent.until_body("job")["id"]

    server.press("wish", job=job, what="hold")
    agent.until_body("drop", id=job)
    wait_for(lambda: books.only(mine).held)
    held = books.only(mine)
    assert held.id != job
    settle()
    assert len(agent.jobs()) == 1

    server.press("wish", job=held.id, what=None)

    agent.until_body("job", id=held.id)
    assert [told["held"] for told in books.facts("ticket.print_held")] == [True, False]


def test_hold_waits_for_an_agent_that_is_away(server, keep, books):
    agent = keep(Obeying()).connect(server)
    agent.well()
    mine = take(server)
    job = agent.until_body("job")["id"]
    agent.disconnect()

    server.press("wish", job=job, what="hold")
    assert not books.only(mine).held
    agent.connect(server)

    agent.until_body("drop", id=job)
    wait_for(lambda: books.only(mine).held)


def test_the_held_paper_of_a_ticket_that_is_given_up_is_dropped(server, keep, books):
    agent = keep(Obeying()).connect(server)
    mine = take(server)
    server.press("wish", job=agent.until_body("job")["id"], what="hold")
    wait_for(lambda: books.only(mine).held)

    server.press("cancel", ticket=mine["id"])

    wait_for(lambda: books.only(mine).state == "expired")


def test_drop_by_hand(server, keep, books):
    agent = keep(Obeying()).connect(server)
    officer = keep(desk(server))
    mine = take(server)
    job = agent.until_body("job")["id"]

    server.press("wish", job=job, what="drop")

    assert officer.until_body("ticket.print_failed", job=job)["state"] == "expired"
    assert (books.only(mine).state, books.only(mine).note) == ("expired", "dropped")
    assert books.facts("ticket.print_failed")[0]["by"] == "Lan"


def test_a_scrap_that_is_dropped_by_hand_is_made_void_and_not_copied(server, keep, books):
    agent = keep(Obeying()).connect(server)
    mine = take(server)
    job = agent.until_body("job")["id"]
    agent.scraps.add(job)
    agent.report(job, "sending")
    agent.report(job, "needs_void", "cutter")

    server.press("wish", job=job, what="drop")

    assert agent.until_body("drop", id=job)["void"] is True
    wait_for(lambda: books.only(mine).state == "expired")
    assert books.only(mine).note == "dropped"


def test_move_by_hand(server, keep, books):
    agent = keep(Obeying()).connect(server)
    mine = take(server)
    job = agent.until_body("job", printer="kiosk-1")["id"]

    server.press("wish", job=job, what="move", printer="kiosk-2")

    moved = agent.until_body("job", printer="kiosk-2")
    assert moved["id"] == books.only(mine).id != job
    assert books.facts("ticket.print_moved")[0]["by"] == "Lan"


def test_what_has_begun_is_not_taken_back(server, keep, books):
    agent = keep(Obeying()).connect(server)
    mine = take(server)
    job = agent.until_body("job")["id"]
    agent.begun.add(job)

    server.press("wish", job=job, what="move", printer="kiosk-2")
    agent.until_body("drop", id=job)
    wait_for(lambda: books.only(mine).wish is None)
    agent.report(job, "done")

    assert (books.only(mine).state, books.only(mine).printer) == ("done", "kiosk-1")
    assert "ticket.print_moved" not in books.kinds()


# websocket-client leaves its socket to the collector when the other side is killed.
@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
def test_the_server_dies_between_the_agents_word_and_its_note(server, keep, books):
    stop = threading.Event()

    def silent(event, _body):
        return stop.wait(30) or {"ok": True} if event == "drop" else {"ok": True}

    first = Agent(silent).connect(server, printers=BOTH)
    mine = take(server)
    job = first.until_body("job")["id"]
    server.press("wish", job=job, what="move", printer="kiosk-2")
    first.until_body("drop")
    server.restart()
    stop.set()
    first.disconnect()

    # The agent told its spool, and reports it as soon as it is connected again.
    agent = keep(Obeying()).connect(server)
    agent.report(job, "expired", "dropped")

    moved = agent.until_body("job", printer="kiosk-2")
    settle()
    assert moved["id"] == books.only(mine).id
    assert len(agent.on("kiosk-2")) == 1


def test_an_officer_hears_what_becomes_of_printouts(server, keep, books):
    agent = keep(Obeying()).connect(server)
    officer = keep(desk(server))
    take(server)
    job = agent.until_body("job")["id"]

    server.press("wish", job=job, what="move", printer="kiosk-2")

    told = officer.until_body("ticket.print_moved")
    assert (told["printer"], told["hall"]) == ("kiosk-2", HALL)
    agent.report(told["job"], "uncertain")
    assert officer.until_body("ticket.printed")["state"] == "unconfirmed"


def test_sheets_without_a_ticket_go_out_in_order_and_are_reported(server, keep, books):
    """Emergency numbers, and what to do next, that another process queued."""
    agent = keep(Agent().connect(server))
    work, now = SqlWork(books.engine, lambda _: None), datetime.now(UTC)  # noqa: TID251  # as there
    life = timedelta(minutes=5)
    hand = Hand(by="lan", at=now, life=life)
    reserve_roll(work, ward(), "ho-tich", 3, "kiosk-1", hand)
    agent.until(lambda: len(agent.jobs()) == 3)
    assert [number_on(job["slip"]) for job in agent.jobs()] == ["AX001", "AX002", "AX003"]

    closed = ward(hours=[{"days": ["sun"], "start": "03:00", "end": "03:01"}])
    asked = Wish(line="ho-tich", tap="", language="en", printer="kiosk-1")
    print_refusal(work, closed, asked, now, life)
    agent.until(lambda: len(agent.jobs()) == 4)
    assert "This line gives no numbers now." in texts_on(agent.jobs()[-1]["slip"])

    for job in agent.jobs():
        agent.report(job["id"], "done")
    wait_for(lambda: books.jobs.sheets(HALL) == [])
    assert "ticket.printed" not in books.kinds()
