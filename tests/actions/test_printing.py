"""What becomes of printouts: reported, wished, let go, copied, looked at."""

import uuid
from datetime import timedelta

import pytest

from kiosk.actions.printing import (
    MOST_COPIES,
    Hand,
    Report,
    Wish,
    answer,
    copy_instead,
    let_go,
    report_job,
    reprint,
    wish,
)
from kiosk.actions.tickets import Wish as Tap
from kiosk.actions.tickets import cancel_ticket, issue_ticket
from kiosk.domain import errors
from kiosk.storage.jobs import Job, Jobs
from kiosk.storage.queries import Queries
from kiosk.storage.verify import verify
from kiosk.storage.work import SqlWork
from tests.ward import MINUTE, NOON, ward

LIFE = timedelta(minutes=10)
HAND = Hand(by="Lan", at=NOON + MINUTE, life=LIFE)


class Paper:
    """A ticket whose slip is to be printed, and what the actions do with it."""

    def __init__(self, engine) -> None:
        self.work, self.jobs = SqlWork(engine, lambda _: None), Jobs(engine)
        self.queries = Queries(engine)
        tap = Tap(line="ho-tich", tap=str(uuid.uuid4()), printer="kiosk-1")
        self.ticket = issue_ticket(self.work, ward(), tap, NOON, LIFE).ticket
        self.id = self.only().id

    def all(self) -> list[Job]:
        return self.jobs.of_ticket(self.ticket.id)

    def only(self) -> Job:
        (job,) = self.all()
        return job

    def handed(self) -> "Paper":
        self.jobs.handed(self.id, NOON)
        return self

    def report(self, state: str, note: str = "", job: str = "") -> str | None:
        said = Report(job=job or self.id, state=state, note=note)
        return report_job(self.work, ward(), said, NOON + MINUTE)

    def wish(self, what: str | None, by: str | None = "Lan", **more) -> Job:
        wanted = Wish(what=what, by=by, **more)
        return wish(self.work, ward(), self.id, wanted, NOON + MINUTE)

    def let_go(self) -> Job | None:
        return let_go(self.work, ward(), self.id, NOON + MINUTE)

    def copy_instead(self) -> Job | None:
        return copy_instead(self.work, ward(), self.id, NOON + MINUTE)

    def answer(self, *, came_out: bool) -> Job | None:
        return answer(self.work, ward(), self.id, HAND, came_out=came_out)

    def reprint(self) -> Job:
        return reprint(self.work, ward(), self.ticket.id, "quay-9", HAND)

    def events(self) -> list[tuple[str, dict]]:
        entries = self.queries.entries("hoa-yen", 0, 1000)
        wanted = ("ticket.print", "ticket.reprint")
        return [(one.kind, one.facts) for one in entries if one.kind.startswith(wanted)]


@pytest.fixture
def paper(engine):
    yield Paper(engine)
    assert [verdict.difference for verdict in verify(engine)] == [""]


def test_a_job_goes_through_its_states(paper):
    for state in ("sending", "body_confirmed", "done"):
        assert paper.report(state) == paper.ticket.id
        assert paper.report(state) is None, "the same again is no news"
    job = paper.only()
    assert (job.state, job.began_at, job.ended_at) == ("done", NOON + MINUTE, NOON + MINUTE)
    assert [kind for kind, _ in paper.events()] == ["ticket.printed"]


def test_a_job_that_nobody_knows_is_no_news(paper):
    assert paper.report("done", job="b" * 20) is None


def test_the_first_end_counts_but_paper_that_came_out_after_all_does_too(paper):
    paper.report("expired", "too_late")
    assert paper.report("failed") is None
    assert paper.report("done") == paper.ticket.id
    assert paper.report("failed") is None
    assert paper.only().state == "done"


def test_hold_and_release_without_an_agent(paper):
    paper.wish("hold")
    assert paper.only().held
    assert paper.jobs.overdue(NOON + timedelta(days=1)) == []
    released = paper.wish(None, life=LIFE)
    assert (released.wish, released.held, released.id) == (None, False, paper.id)
    assert released.expires_at == NOON + MINUTE + LIFE
    assert [(facts["held"], facts["by"]) for _, facts in paper.events()] == [
        (True, "Lan"), (False, "Lan"),
    ]  # fmt: skip


def test_a_held_job_gets_another_id_once_its_agent_let_it_go(paper):
    paper.handed().wish("hold")
    assert not paper.only().held

    assert paper.report("expired", "dropped") == paper.ticket.id

    job = paper.only()
    assert job.held
    assert (job.id != paper.id, job.state, job.wish) == (True, "queued", "hold")


def test_a_release_before_the_agents_answer_prints_under_another_id(paper):
    paper.handed().wish("hold")
    assert (paper.wish(None).wish, paper.only().wish_printer) == ("move", "kiosk-1")
    paper.report("expired", "dropped")
    job = paper.only()
    assert (job.state, job.printer, job.wish, job.handed_at) == ("queued", "kiosk-1", None, None)
    assert job.id != paper.id


def test_what_the_program_itself_withdraws_keeps_its_id(paper):
    paper.handed().wish("move", by=None, printer="quay-9")
    job = paper.wish(None, by=None)
    assert (job.wish, job.id) == (None, paper.id)


def test_dropped(paper):
    paper.wish("drop")
    job = paper.let_go()
    assert (job.state, job.note, job.wish) == ("expired", "dropped", None)
    assert paper.events() == [
        ("ticket.print_failed", paper.events()[0][1] | {"note": "dropped", "by": "Lan"})
    ]
    assert paper.let_go() is None


def test_moved(paper):
    paper.wish("move", printer="quay-9")
    job = paper.let_go()
    assert (job.printer, job.state, job.wish, job.copy) == ("quay-9", "queued", None, 0)
    ((kind, facts),) = paper.events()
    assert (kind, facts["before"], facts["job"]) == ("ticket.print_moved", paper.id, job.id)
    assert (facts["printer"], facts["by"]) == ("quay-9", "Lan")
    assert paper.let_go() is None, "the old id is gone"


def test_let_go_without_a_wish_is_nothing(paper):
    assert paper.let_go() is None
    assert paper.copy_instead() is None
    assert paper.only().state == "queued"


def test_a_scrap_is_copied_elsewhere_once(paper):
    paper.handed()
    paper.report("sending")
    paper.report("needs_void", "paper_out")
    paper.wish("move", by=None, printer="quay-9")

    copy = paper.copy_instead()

    assert (copy.copy, copy.printer, copy.asked_by) == (1, "quay-9", None)
    assert paper.copy_instead() is None
    original = paper.jobs.get(paper.id)
    assert (original.state, original.note, original.wish) == ("expired", "moved", None)
    assert [(kind, facts.get("reason")) for kind, facts in paper.events()] == [
        ("ticket.print_failed", None), ("ticket.reprinted", "fallback"),
    ]  # fmt: skip
    assert paper.report("expired", "moved") is None


def test_a_scrap_that_is_dropped_has_no_copy(paper):
    paper.report("sending")
    paper.report("needs_void")
    paper.wish("drop")
    assert paper.copy_instead() is None
    assert (paper.only().state, paper.only().note) == ("expired", "dropped")


def test_a_scrap_whose_agent_made_it_void_before_it_was_asked_is_moved(paper):
    paper.report("sending")
    paper.report("needs_void")
    paper.wish("move", printer="quay-9")
    paper.report("expired", "moved")
    assert (paper.only().printer, paper.only().copy, paper.only().state) == ("quay-9", 0, "queued")


@pytest.mark.parametrize("state", ["sending", "body_confirmed", "done", "failed", "uncertain"])
def test_what_is_coming_out_or_over_takes_no_wish(paper, state):
    paper.report(state)
    for what in ("hold", "drop", "move", None):
        with pytest.raises(errors.JobStateError):
            paper.wish(what, printer="quay-9")


def test_a_scrap_cannot_be_held(paper):
    paper.report("sending")
    paper.report("needs_void")
    with pytest.raises(errors.JobStateError) as refusal:
        paper.wish("hold")
    assert refusal.value.facts == {"state": "printing"}


def test_jobs_that_are_not_there(paper):
    nobodys = "b" * 20
    with pytest.raises(errors.JobUnknownError):
        wish(paper.work, ward(), nobodys, Wish(what="hold"), NOON)
    with pytest.raises(errors.JobUnknownError):
        answer(paper.work, ward(), nobodys, HAND, came_out=True)
    with pytest.raises(errors.TicketUnknownError):
        reprint(paper.work, ward(), nobodys, "quay-9", HAND)
    assert let_go(paper.work, ward(), nobodys, NOON) is None
    assert copy_instead(paper.work, ward(), nobodys, NOON) is None


def test_it_came_out(paper):
    paper.report("uncertain")
    assert paper.answer(came_out=True) is None
    assert paper.only().state == "done"
    assert [(kind, facts["state"], facts["by"]) for kind, facts in paper.events()] == [
        ("ticket.printed", "unconfirmed", None), ("ticket.printed", "printed", "Lan"),
    ]  # fmt: skip
    with pytest.raises(errors.JobStateError):
        paper.answer(came_out=False)


def test_it_did_not_come_out(paper):
    paper.report("uncertain")
    copy = paper.answer(came_out=False)
    assert (copy.copy, copy.printer, copy.asked_by) == (1, "kiosk-1", "Lan")
    assert (paper.jobs.get(paper.id).state, paper.jobs.get(paper.id).note) == ("failed", "not_seen")
    assert paper.events()[-1][1]["reason"] == "not_seen"


def test_nobody_needs_a_copy_of_a_visit_that_is_over(paper):
    paper.report("uncertain")
    cancel_ticket(paper.work, ward(), paper.ticket.id, NOON)
    assert paper.answer(came_out=False) is None
    with pytest.raises(errors.TicketStateError):
        paper.reprint()


def test_only_an_uncertain_one_is_asked_about(paper):
    with pytest.raises(errors.JobStateError):
        paper.answer(came_out=True)


def test_copies_are_counted(paper):
    assert [paper.reprint().copy for _ in range(3)] == [1, 2, 3]
    copy = paper.all()[-1]
    assert (copy.asked_by, copy.expires_at) == ("Lan", HAND.at + LIFE)
    assert paper.queries.print_state(paper.ticket.id) == "queued"


def test_there_is_an_end_to_copies(paper):
    for _ in range(MOST_COPIES):
        paper.reprint()
    with pytest.raises(errors.TooManyCopiesError):
        paper.reprint()
