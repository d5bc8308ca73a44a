"""A whole agent, a process of its own, against a server that is another one."""

import base64
import io
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from devices.printers.blocks import Slip
from devices.printers.drawing import draw
from devices.printers.fonts import find_fonts
from tests.agent.parts import slip
from tests.agent.process import SIMULATED, Agent, order_job
from tests.agent.standin import StandIn, wait_for


@pytest.fixture
def agent(tmp_path: Path, server: StandIn) -> Iterator[Agent]:
    agent = Agent(tmp_path / "agent", server.url, SIMULATED)
    agent.start()
    yield agent
    agent.end(signal.SIGKILL)


@pytest.mark.parametrize(
    ("token", "config", "says"),
    [("", "", "is empty"), ("t", '[[agent.printer]]\nname = "p1"\n', "model")],
    ids=["token", "config"],
)
def test_says_in_a_sentence_why_it_cannot_start(
    tmp_path: Path, token: str, config: str, says: str
) -> None:
    agent = Agent(tmp_path / "agent", "http://127.0.0.1:1", config)
    (agent.folder / "token").write_text(token)
    agent.start()
    assert agent.process
    assert agent.process.wait(10) == 2
    assert says in agent.log.read_text()
    assert "Traceback" not in agent.log.read_text()


def test_the_agent_comes_alone(tmp_path: Path) -> None:
    code = (
        "import sys, devices.agent.__main__\n"
        "heavy = {'flask', 'sqlalchemy', 'escpos', 'numpy', 'PIL', 'gevent', 'serial'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_says_who_it_is_and_how_its_devices_are(server: StandIn, agent: Agent) -> None:
    hello = wait_for(lambda: server.heard("hello"))[0]
    assert hello["printers"] == ["p1"]
    assert hello["lanes"] == ["cua-chinh"]
    assert hello["version"] == 2
    wait_for(
        lambda: (
            {"printer", "thermometer"}
            == {x["kind"] for x in server.heard("device.state") if x["state"] == "ok"}
        )
    )
    assert wait_for(lambda: [x for x in server.heard("lane.state") if x["state"] == "idle"])


def test_a_job_is_printed_and_reported_once(server: StandIn, agent: Agent) -> None:
    name = order_job(server, "A001")
    assert server.answer(0) == {"ok": True}
    wait_for(server.ends)
    assert [x["state"] for x in server.reports(name)][-1] == "done"
    assert server.ends() == {name: ["done"]}
    strips = wait_for(lambda: server.heard("strip"))
    assert [strip["valid"] for strip in strips] == [True]


def test_an_expired_job_is_not_printed(server: StandIn, agent: Agent) -> None:
    order_job(server, "A001", life=-1)
    order_job(server, "A002")
    wait_for(lambda: len(server.ends()) == 2)
    assert server.ends() == {"job-A001": ["expired"], "job-A002": ["done"]}
    assert len(server.heard("strip")) == 1


@pytest.mark.parametrize(
    ("event", "body", "code"),
    [
        ("job", {"id": "x"}, "bad_message"),
        ("job", None, "bad_message"),
        ("job", [1, 2], "bad_message"),
        ("drop", {"id": ["x"]}, "bad_message"),
        ("control", {"target": "printer", "name": "p1", "verb": "explode"}, "refused"),
        ("control", {"target": "printer", "name": "p9", "verb": "paper"}, "unknown_device"),
        ("decide", {"lane": "cua-chinh", "decision": "cleared"}, "refused"),
        ("decide", {"lane": "cua-chinh", "decision": "maybe"}, "bad_message"),
        ("preview", {"slip": {"blocks": []}}, "refused"),
        ("preview", {"slip": {"number": "A001"}, "paper": 58}, "refused"),
        ("preview", {"slip": slip(), "paper": 70}, "bad_message"),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_answered(
    server: StandIn, agent: Agent, event: str, body: object, code: str
) -> None:
    wait_for(lambda: [x for x in server.heard("device.state") if x["state"] == "ok"])
    assert server.answer(server.order(event, body))["code"] == code
    order_job(server, "A001")
    wait_for(server.ends)


@pytest.mark.parametrize(("paper", "width"), [(80, 576), (58, 384)])
def test_a_preview_is_what_a_printer_would_get(
    server: StandIn, agent: Agent, paper: int, width: int
) -> None:
    answer = server.answer(server.order("preview", {"slip": slip("A007"), "paper": paper}))
    assert answer["ok"]
    png = Image.open(io.BytesIO(base64.b64decode(answer["picture"], validate=True)))
    drawn = draw(Slip.from_dict(slip("A007")), find_fonts(""), width=width)
    assert np.array_equal(~np.array(png.convert("1")), drawn)
    assert server.ends() == {}


@pytest.mark.slow
def test_the_bench_plays_with_the_lane(server: StandIn, agent: Agent) -> None:
    def lane(word: str) -> None:
        wait_for(lambda: [x["state"] for x in server.heard("lane.state")][-1:] == [word], 20)

    def control(verb: str, **facts: str) -> None:
        body = {"target": "thermometer", "name": "cua-chinh", "verb": verb, **facts}
        assert server.answer(server.order("control", body))["ok"]

    lane("idle")
    control("person", kind="feverish")
    lane("secondary")
    figures = [x["raw"] for x in server.heard("lane.reading")]
    assert max(filter(None, figures)) > 38
    decide = server.order("decide", {"lane": "cua-chinh", "decision": "cleared"})
    assert server.answer(decide) == {"ok": True, "message": "cleared"}
    control("leave")
    lane("idle")
    assert server.heard("lane.reading")[-1]["raw"] is None
    control("silence")
    lane("fault")
    assert server.heard("lane.state")[-1]["fault"] == "silent"
    control("resume")
    lane("idle")


def test_a_job_dropped_in_time_is_not_printed(server: StandIn, agent: Agent) -> None:
    drop = server.order("drop", {"id": "job-A001"})
    assert server.answer(drop) == {"ok": True, "message": "dropped"}
    order_job(server, "A001")
    order_job(server, "A002")
    wait_for(lambda: len(server.ends()) == 2)
    assert server.ends() == {"job-A001": ["expired"], "job-A002": ["done"]}


def test_stops_within_five_seconds(server: StandIn, agent: Agent) -> None:
    wait_for(lambda: server.heard("device.state"))
    begin = time.monotonic()
    assert agent.end() == 0
    assert time.monotonic() - begin < 5
    assert "Traceback" not in agent.log.read_text()


@pytest.mark.slow
def test_the_server_killed_and_back_loses_and_doubles_nothing(
    server: StandIn, agent: Agent
) -> None:
    for number in range(1, 13):
        order_job(server, f"A{number:03}")
        if number % 4 == 0:
            server.kill()
            time.sleep(0.3)  # noqa: TID251  the time in which it is away
            server.start()
    wait_for(lambda: len(server.ends()) == 12, 40)
    assert all(ends == ["done"] for ends in server.ends().values())


@pytest.mark.slow
def test_a_server_that_does_not_acknowledge_gets_it_again(server: StandIn, agent: Agent) -> None:
    server.behave("deaf")
    order_job(server, "A001")
    wait_for(server.reports)
    server.behave("well")
    wait_for(server.ends, 20)
    assert [x["state"] for x in server.reports()] == ["sending", "done"]


@pytest.mark.slow
def test_a_refused_token_is_said_once_and_tried_again(server: StandIn, tmp_path: Path) -> None:
    server.behave("strict")
    agent = Agent(tmp_path / "agent", server.url, SIMULATED)
    agent.start()
    wait_for(lambda: "is its token right?" in agent.log.read_text())
    time.sleep(0.8)  # noqa: TID251  it goes on trying
    assert agent.log.read_text().count("is its token right?") == 1
    server.behave("well")
    assert wait_for(lambda: server.heard("hello"), 15)
    agent.end()
