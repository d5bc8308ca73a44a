"""Several server processes on one database, woken by looking or by Redis."""

import threading
import time

import pytest

from tests.live.clients import Agent, Client, Process, desk, phone, wall
from tests.servers import redis_server

ON_POSTGRES = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
pytestmark = [pytest.mark.postgres, ON_POSTGRES]

SINCE = "2026-11-23T05:00:00+00:00"


def alternate(servers: list[Process], count: int) -> None:
    for index in range(count):
        servers[index % len(servers)].take()


def whole(screen) -> bool:
    seqs = screen.seqs()
    return seqs == list(range(seqs[0], seqs[0] + len(seqs)))


@pytest.mark.parametrize("wire", ["looking", "redis"])
def test_walls_of_both_processes_hear_everything_in_order(start, keep, wire):
    with redis_server() as redis:
        options = ["--redis", redis] if wire == "redis" else []
        servers = [start(*options), start(*options)]
        walls = [keep(wall(server)) for server in servers]
        for screen in walls:
            screen.until_body("board")
        alternate(servers, 60)
        for screen in walls:
            screen.until_seq(61)
            assert screen.seqs() == list(range(1, 62))
        servers[0].press("open", counter="1")
        for index in range(20):
            servers[index % 2].press("call", counter="1")
        last = servers[0].press("call", counter="1")["number"]
        for screen in walls:
            screen.until_body("ticket.called", number=last)
            assert whole(screen)


def test_crowds_at_both_processes_at_once_are_told_in_order(start, keep):
    servers = [start(), start()]
    walls = [keep(wall(server)) for server in servers]
    threads = [
        threading.Thread(target=alternate, args=([server], 40)) for server in servers for _ in "ab"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for screen in walls:
        screen.until_seq(161, 20)
        assert whole(screen)


def test_a_wall_moves_to_the_other_process_when_its_own_dies(start, keep):
    one, two = start(), start()
    screen = wall(one)
    one.take()
    screen.until_body("ticket.issued")
    one.kill()
    two.take()
    screen.connect(two, hall="hoa-yen", since=screen.seqs()[-1])
    keep(screen)
    two.take()
    screen.until_seq(4)
    assert whole(screen)


def test_a_phone_and_an_agent_at_one_process_hear_of_a_ticket_from_the_other(start, keep):
    one, two = start(), start()
    agent = keep(Agent().connect(one))
    mine = two.take(printer="kiosk-1")
    screen = keep(phone(two, mine["id"]))
    job = agent.until_body("job")["id"]
    agent.report(job, "done")
    screen.until_body("ticket", print="printed")


def test_redis_that_dies_costs_time_and_nothing_else(start, keep):
    with redis_server() as redis:
        servers = [start("--redis", redis), start("--redis", redis)]
        screen = keep(wall(servers[1]))
        servers[0].take()
        screen.until_seq(2)
    servers[0].take()
    screen.until_seq(3)
    servers[1].take()
    screen.until_seq(4)
    assert screen.seqs() == [1, 2, 3, 4]


def test_redis_wakes_the_other_process_at_once(start, keep):
    with redis_server() as redis:
        servers = [start("--redis", redis), start("--redis", redis)]
        screen = keep(wall(servers[1]))
        screen.until_body("board")
        servers[0].take()
        screen.until_seq(2)
        late = []
        for _ in range(9):
            began = time.monotonic()
            servers[0].take()
            screen.until_seq(screen.seqs()[-1] + 1)
            late.append(screen.times[-1] - began)
        assert sorted(late)[4] < 1  # seconds; without Redis's wake-up it is about one more


def test_a_second_process_that_starts_leaves_the_agents_of_the_first_alone(start, keep):
    one = start()
    agent = keep(Agent().connect(one))
    body = {"device": "kiosk-1", "kind": "printer", "state": "ok", "since": SINCE}
    agent.call("device.state", body | {"message": "", "facts": {}})
    lane = {"lane": "cua-chinh", "state": "idle", "since": SINCE, "fault": None}
    agent.call("lane.state", lane)
    officer = keep(desk(start()))

    def states() -> dict[str, str]:
        told = officer.bodies("devices")
        return {d["device"]: d["state"] for d in told[-1]["devices"]} if told else {}

    officer.until(lambda: states() == {"agent": "ok", "kiosk-1": "ok"})
    screen = keep(Client("/lane").connect(one, lane="cua-chinh"))
    screen.until_body("lane.state", state="idle")

    agent.call("device.state", body | {"state": "fault", "message": "paper_out", "facts": {}})
    officer.until(lambda: states()["kiosk-1"] == "fault")
