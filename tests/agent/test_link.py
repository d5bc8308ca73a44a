"""The link alone, against a server that is a process of its own."""

import logging
from collections.abc import Callable, Iterator

import pytest

from devices.agent import link as link_module
from devices.agent.link import Link
from devices.wire import Ack, DeviceReport, Hello, Job, LaneReading
from tests.agent.parts import NOON, Office, job
from tests.agent.standin import TOKEN, StandIn, wait_for

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # websocket-client's sockets


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_module, "BACK_OFF", (0.05, 0.1))


class Doer:
    events = ("job", "drop")

    def __init__(self) -> None:
        self.done: list[object] = []

    def carry_out(self, event: str, body: object) -> Ack:
        self.done.append(body)
        return Ack(ok=True)


@pytest.fixture
def connect(office: Office, server: StandIn) -> Iterator[Callable[..., Link]]:
    links = []

    def connect(doer: Doer, token: str = TOKEN) -> Link:
        hello = Hello(token=token, name="agent", printers=("p1",), lanes=())
        links.append(Link(server.url, hello, doer, office.outbox, office.standing))
        links[0].start()
        return links[0]

    yield connect
    assert all(link.stop() for link in links)


def write(office: Office, *numbers: int) -> None:
    for number in numbers:
        office.spool.add(job(f"A{number:03}"), NOON)
        office.spool.finish(f"job-A{number:03}", "done", "", NOON)


def test_letters_arrive_in_order_whenever_the_server_comes(
    office: Office, server: StandIn, connect: Callable[..., Link]
) -> None:
    write(office, 1, 2)
    server.kill()
    connect(Doer())
    server.start()
    wait_for(lambda: len(server.reports()) == 2)
    server.kill()
    write(office, 3, 4)
    server.start()
    write(office, 5)
    wait_for(lambda: len(server.reports()) == 5)
    assert [line["id"] for line in server.reports()] == [f"job-A{n:03}" for n in range(1, 6)]
    assert wait_for(lambda: office.outbox.first() is None)


def test_what_stands_is_told_after_each_connecting(
    office: Office, server: StandIn, connect: Callable[..., Link]
) -> None:
    link = connect(Doer())
    for state in ("unknown", "ok"):
        office.standing.tell(
            DeviceReport(device="p1", kind="printer", state=state, since=NOON)  # type: ignore[arg-type]
        )
    wait_for(lambda: server.heard("device.state")[-1:])
    told = len(server.heard("device.state"))
    assert server.heard("device.state")[-1]["state"] == "ok"
    server.kill()
    server.start()
    wait_for(lambda: len(server.heard("device.state")) > told)
    link.show(LaneReading(lane="door", raw=36.5, corrected=36.5, at=NOON))
    assert wait_for(lambda: server.heard("lane.reading"))[0]["raw"] == 36.5


def test_orders_reach_the_doer_and_answers_come_back(
    server: StandIn, connect: Callable[..., Link]
) -> None:
    doer = Doer()
    connect(doer)
    number = server.order("job", job().to_json())
    assert server.answer(number) == {"ok": True}
    assert Job.from_json(doer.done[0]) == job()


@pytest.mark.parametrize("mode", ["deaf", "busy", "refused"])
def test_an_unanswered_letter_is_sent_again(
    office: Office,
    server: StandIn,
    connect: Callable[..., Link],
    monkeypatch: pytest.MonkeyPatch,
    mode: str,
) -> None:
    monkeypatch.setattr(link_module, "ANSWER_WITHIN", 0.2)
    server.behave(mode)
    connect(Doer())
    write(office, 1, 2)
    if mode == "deaf":  # the connection counts as dead after a while and is made again
        wait_for(lambda: len(server.heard("hello")) > 1, 20)
    server.behave("well")
    wait_for(lambda: len(server.reports()) == 2)
    wait_for(lambda: office.outbox.first() is None)


def test_a_letter_the_server_can_never_use_does_not_hold_up_the_next(
    office: Office, server: StandIn, connect: Callable[..., Link]
) -> None:
    server.behave("bad_message")
    write(office, 1)
    connect(Doer())
    wait_for(lambda: office.outbox.first() is None)
    server.behave("well")
    write(office, 2)
    wait_for(server.reports)
    assert [line["id"] for line in server.reports()] == ["job-A002"]


def test_a_refused_token_is_said_once_a_minute(
    server: StandIn, connect: Callable[..., Link], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "devices"):
        link = connect(Doer(), token="wrong")
        wait_for(lambda: "is its token right?" in caplog.text)
        link_module.threading.Event().wait(0.6)
    assert caplog.text.count("is its token right?") == 1
    assert "wrong" not in caplog.text
    assert not link.connected
