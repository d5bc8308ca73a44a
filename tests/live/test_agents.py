"""Jobs go to agents, reports come back; whatever dies, nothing is lost and nothing doubled."""

import threading

import pytest

from kiosk.storage.backup import backup, restore
from kiosk.storage.engines import open_engine
from kiosk.storage.jobs import Jobs
from kiosk.storage.queries import Queries
from kiosk.storage.verify import verify
from tests.live.clients import Agent, Client, desk, phone, wait_for
from tests.live.words import AGENT, HALL
from tests.slips.reading import link_on, number_on, texts_on


@pytest.fixture
def books(hall_url):
    """The database as the test reads it: print states and journal."""
    engine = open_engine(hall_url)
    yield Queries(engine)
    assert {verdict.difference for verdict in verify(engine)} == {""}
    engine.dispose()


def take(server, **facts) -> dict:
    return server.take(printer="kiosk-1", **facts)


def states(officer) -> list[tuple[str, str]]:
    """Return every device that a desk heard of, with its state."""
    told = officer.bodies("devices")
    return [(device["device"], device["state"]) for one in told for device in one["devices"]]


def kinds(books) -> list[str]:
    return [entry.kind for entry in books.entries(HALL, 0, 1000)]


def test_a_tickets_job_goes_out_and_its_reports_come_back(server, keep, books):
    agent = keep(Agent().connect(server))
    officer = keep(desk(server))
    mine = take(server, language="en")
    job = agent.until_body("job")
    assert job["printer"] == "kiosk-1"
    assert job["copy"] == 0
    slip = job["slip"]
    assert number_on(slip) == mine["number"]
    assert link_on(slip) == f"http://here/t/{mine['id']}"
    assert slip["language"] == "en"
    assert "Nobody ahead of you" in texts_on(slip)
    assert any(text.endswith(" minutes · Counter 1 or 2") for text in texts_on(slip))

    screen = keep(phone(server, mine["id"]))
    screen.until_body("ticket", print="queued")
    assert agent.report(job["id"], "sending") == {"ok": True}
    screen.until_body("ticket", print="printing")
    assert agent.report(job["id"], "done") == {"ok": True}
    screen.until_body("ticket", print="printed")
    assert officer.until_body("ticket.printed")["ticket"] == mine["id"]
    assert books.print_state(mine["id"]) == "done"


def test_a_token_alone_is_an_agent_without_devices_that_has_the_tokens_name(server, keep, books):
    officer = keep(desk(server))
    bare = Client("/agent", lambda *_: {"ok": True})
    keep(bare).connect(server, token=AGENT)
    officer.until(lambda: (AGENT, "ok") in states(officer))
    assert bare.call("beat")["now"]
    take(server)
    report = {"device": "kiosk-1", "kind": "printer", "state": "warn"}
    assert bare.call("device.state", report | {"since": "2026-11-23T05:00:00Z"}) == {"ok": True}
    assert bare.heard == []


def test_jobs_wait_for_their_agent_in_order_and_survive_a_restart(server, keep, books):
    numbers = [take(server)["number"] for _ in range(4)]
    server.restart()
    numbers += [take(server)["number"] for _ in range(2)]
    agent = keep(Agent().connect(server))
    agent.until(lambda: len(agent.jobs()) == 6)
    assert [number_on(job["slip"]) for job in agent.jobs()] == numbers


def test_a_report_that_comes_twice_is_no_news(server, keep, books):
    agent = keep(Agent().connect(server))
    take(server)
    job = agent.until_body("job")["id"]
    for _ in range(3):
        assert agent.report(job, "done", message="m1") == {"ok": True}
    assert agent.report(job, "failed", "late") == {"ok": True}
    assert agent.report(job, "sending") == {"ok": True}
    assert kinds(books).count("ticket.printed") == 1
    assert "ticket.print_failed" not in kinds(books)


def test_reports_of_unknown_jobs_are_taken_and_change_nothing(server, keep, books):
    agent = keep(Agent().connect(server))
    assert agent.report("never-seen", "done") == {"ok": True}
    assert kinds(books) == []


def test_nonsense_from_an_agent_is_refused_and_the_line_holds(server, keep, books):
    agent = keep(Agent().connect(server))
    good = {"message": "m", "id": "j", "state": "done", "at": "2026-11-23T05:00:00Z"}
    nonsense = [
        None, 1, "text", [], {}, good | {"state": "burnt"}, good | {"at": "noon"},
        good | {"id": ""}, good | {"id": "x" * 65}, good | {"id": {"a": 1}},
    ]  # fmt: skip
    for body in nonsense:
        assert agent.call("job.state", body)["code"] == "bad_message"
    for event in ("device.state", "lane.state", "lane.reading", "strip"):
        assert agent.call(event, {"unknown": 1})["code"] == "bad_message"
    agent._io.emit("no.such.message", {"a": 1}, namespace="/agent")
    agent._io.emit("job.state", ("two", "bodies"), namespace="/agent")
    take(server)
    agent.until_body("job")


def test_a_job_that_is_not_acknowledged_comes_again(server, keep, books):
    stop = threading.Event()
    agent = keep(Agent(lambda *_: stop.wait(30) or {"ok": True}).connect(server))
    take(server)
    agent.until(lambda: len(agent.jobs()) >= 2, 15)
    stop.set()
    assert len({job["id"] for job in agent.jobs()}) == 1


def test_an_agent_that_came_back_is_not_hidden_by_its_dead_line(server, keep, books):
    stop = threading.Event()
    dead = keep(Agent(lambda *_: stop.wait(30)).connect(server))
    agent = keep(Agent().connect(server))
    take(server)
    agent.until_body("job", within=3)
    stop.set()
    assert dead


def test_a_job_that_the_agent_cannot_take_has_failed(server, keep, books):
    agent = keep(Agent(lambda *_: {"ok": False, "code": "unknown_printer"}).connect(server))
    mine = take(server)
    agent.until_body("job")
    wait_for(lambda: books.print_state(mine["id"]) == "failed")


def test_a_job_whose_agent_never_came_expires_and_desks_hear_it(server, keep, books):
    officer = keep(desk(server))
    mine = take(server, life=1)
    assert officer.until_body("ticket.print_failed")["ticket"] == mine["id"]
    assert books.print_state(mine["id"]) == "expired"
    agent = keep(Agent().connect(server))
    other = take(server)
    assert number_on(agent.until_body("job")["slip"]) == other["number"]
    assert len(agent.jobs()) == 1


def test_paper_that_came_out_after_all_counts(server, keep, books):
    mine = take(server, life=1)
    wait_for(lambda: books.print_state(mine["id"]) == "expired")
    engine_jobs = [entry for entry in books.entries(HALL, 0, 100) if "print" in entry.kind]
    job = engine_jobs[0].facts["job"]
    agent = keep(Agent().connect(server))
    agent.report(job, "done")
    assert books.print_state(mine["id"]) == "done"


def test_a_given_up_ticket_is_dropped(server, keep, books):
    agent = keep(Agent().connect(server))
    mine = take(server)
    job = agent.until_body("job")["id"]
    server.press("cancel", ticket=mine["id"])
    assert agent.until_body("drop") == {"id": job}
    wait_for(lambda: books.print_state(mine["id"]) == "expired")


def test_a_ticket_given_up_while_the_agent_was_away_is_not_printed(server, keep, books):
    mine = take(server)
    server.press("cancel", ticket=mine["id"])
    other = take(server)
    agent = keep(Agent().connect(server))
    agent.until(lambda: other["number"] in [number_on(job["slip"]) for job in agent.jobs()])
    assert mine["number"] not in [number_on(job["slip"]) for job in agent.jobs()]
    wait_for(lambda: books.print_state(mine["id"]) == "expired")


def test_a_job_too_late_to_drop_is_printed(server, keep, books):
    def answer(event, _body):
        return {"ok": False, "code": "started"} if event == "drop" else {"ok": True}

    agent = keep(Agent(answer).connect(server))
    mine = take(server)
    job = agent.until_body("job")["id"]
    server.press("cancel", ticket=mine["id"])
    agent.until_body("drop")
    agent.report(job, "done")
    assert books.print_state(mine["id"]) == "done"


def test_each_agent_gets_the_jobs_of_its_own_printers(server, keep, books):
    one = keep(Agent().connect(server))
    two = keep(Agent().connect(server, name="other", printers=["kiosk-2"], lanes=[]))
    first = take(server)
    second = server.take(printer="kiosk-2")
    assert number_on(two.until_body("job")["slip"]) == second["number"]
    assert number_on(one.until_body("job")["slip"]) == first["number"]
    assert len(one.jobs()) == len(two.jobs()) == 1


# websocket-client leaves its socket to the collector when the other side is killed.
@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
def test_the_server_killed_at_any_time_loses_no_job_and_no_report(server, keep, books):
    """The agent by hand answers and reports at once; what it could not tell it tells again."""
    tickets, printed = [], set()
    for round_ in range(4):
        tickets += [take(server)["id"] for _ in range(5)]
        agent = Agent().connect(server, token=AGENT)
        agent.until(lambda seen=agent: len({job["id"] for job in seen.jobs()}) >= 5)
        for job in agent.jobs()[: 2 + round_ % 2]:
            agent.report(job["id"], "done")
            printed.add(job["id"])
        server.restart()
        agent.disconnect()
    agent = keep(Agent().connect(server))
    agent.until(lambda: len(agent.jobs()) == len(tickets) - len(printed))
    assert not printed & {job["id"] for job in agent.jobs()}
    for job in agent.jobs():
        agent.report(job["id"], "done")
    assert [books.print_state(ticket) for ticket in tickets] == ["done"] * len(tickets)
    jobs = Jobs(books._engine)
    assert jobs.queued() == {}
    assert kinds(books).count("ticket.printed") == len(tickets)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_jobs_that_a_restored_backup_knows_as_open_are_handed_over_again(
    server, keep, hall_url, tmp_path
):
    agent, engine = keep(Agent().connect(server)), open_engine(hall_url)
    take(server)
    job = agent.until_body("job")["id"]
    backup(engine, tmp_path / "copy.db")
    agent.report(job, "done")
    take(server)
    agent.until(lambda: len(agent.jobs()) == 2)
    agent.forget()

    restore(engine, tmp_path / "copy.db")
    engine.dispose()

    agent.until_body("job", id=job)


def test_an_agent_draws_what_is_asked_for_or_says_why_not(server, keep):
    asked = {"slip": {"blocks": [{"block": "rule"}]}, "paper": 58}
    assert server.post("/preview", asked) == {"ok": False, "code": "agent_gone"}
    drawing = {"ok": True, "picture": "aGVsbG8="}
    first = keep(Agent(lambda *_: {"ok": False, "code": "refused", "message": "x"}).connect(server))
    assert server.post("/preview", asked) == {"ok": False, "code": "refused", "message": "x"}
    agent = keep(Agent(lambda *_: drawing).connect(server, name="two", printers=["kiosk-2"]))
    assert server.post("/preview", asked) == drawing
    assert agent.bodies("preview") == [asked]
    assert len(first.bodies("preview")) == 1


def test_a_printers_paper_decides_between_templates(server, keep):
    narrow = keep(Agent().connect(server, papers={"kiosk-1": 58}))
    mine = take(server)
    assert texts_on(narrow.until_body("job")["slip"]) == [mine["number"], "58 mm"]
