"""Desks, phones, lanes and the bench."""

import threading

from tests.live.clients import Agent, Client, desk, phone, wait_for, wall
from tests.live.words import HALL, OTHER, STAFF

SINCE = "2026-11-23T05:00:00+00:00"


def issued(server, count: int) -> list[dict]:
    return [server.take() for _ in range(count)]


def test_a_phone_hears_its_place_its_call_and_its_end(server, keep):
    first, mine = issued(server, 2)
    server.press("open", counter="1")
    screen = keep(phone(server, mine["id"]))
    assert screen.until_body("ticket", state="waiting")["ahead"] == 1
    server.press("call", counter="1")
    moved = screen.until_body("ticket", ahead=0)
    assert moved["state"] == "waiting"
    assert moved["calling"] == first["number"]
    server.press("call", counter="1")
    assert screen.until_body("ticket", state="called")["counter"] == "1"
    server.press("recall", counter="1")
    screen.until_body("ticket", state="called", attempt=2)
    server.press("finish", counter="1")
    screen.until_body("ticket", state="done")
    assert first["id"] not in str(screen.heard)


def test_phones_of_others_are_not_stormed(server, keep):
    mine = server.take()
    screen = keep(phone(server, mine["id"]))
    screen.until(lambda: screen.heard)
    for _ in range(60):
        server.take("chung-thuc")
    threading.Event().wait(1)
    assert len(screen.heard) < 12


def test_a_phone_that_reconnects_gets_the_present(server, keep):
    mine = server.take()
    screen = phone(server, mine["id"])
    screen.until_body("ticket", state="waiting")
    screen.cut()
    server.press("cancel", ticket=mine["id"])
    screen.connect(server, ticket=mine["id"])
    keep(screen)
    screen.until_body("ticket", state="cancelled")


def test_two_phones_of_one_ticket_and_one_that_leaves(server, keep):
    mine = server.take()
    first, second = keep(phone(server, mine["id"])), phone(server, mine["id"])
    second.until(lambda: second.heard)
    second.disconnect()
    server.press("cancel", ticket=mine["id"])
    first.until_body("ticket", state="cancelled")


def test_a_desk_hears_what_officers_may_know(server, keep):
    mine = server.take(priority="elder")
    officer, screen = keep(desk(server)), keep(wall(server))
    officer.until_body("devices")
    server.press("open", counter="1")
    server.press("call", counter="1")
    assert officer.until_body("ticket.called")["ticket"] == mine["id"]
    assert officer.until_body("ticket.called")["reason"]
    shown = screen.until_body("ticket.called")
    assert "ticket" not in shown
    assert "overtook" not in shown


def test_a_desk_that_names_no_hall_hears_all_halls_and_of_devices_once(server, keep):
    officer = keep(Client("/desk").connect(server, token=STAFF))
    assert officer.until_body("devices")
    first, other = server.take(), server.take(hall=OTHER)
    assert officer.until_body("ticket.issued", hall=HALL)["ticket"] == first["id"]
    assert officer.until_body("ticket.issued", hall=OTHER)["ticket"] == other["id"]

    officer.forget()
    agent = keep(Agent().connect(server))
    agent.disconnect()
    officer.until(lambda: len(officer.bodies("devices")) >= 2)
    server.take()
    officer.until_body("ticket.issued")
    assert len(officer.bodies("devices")) == 2


def test_devices_reach_desks_and_become_unknown_with_their_agent(server, keep):
    officer = keep(desk(server))
    agent = Agent().connect(server)
    body = {"device": "kiosk-1", "kind": "printer", "state": "fault", "since": SINCE}
    assert agent.call("device.state", body | {"message": "paper_out", "facts": {}}) == {"ok": True}

    def now(name: str) -> dict:
        told = officer.bodies("devices")
        return next((d for d in told[-1]["devices"] if d["device"] == name), {}) if told else {}

    officer.until(lambda: now("kiosk-1").get("message") == "paper_out")
    assert now("agent")["state"] == "ok"
    agent.call("device.state", body | {"state": "ok", "message": "", "facts": {}})
    officer.until(lambda: now("kiosk-1").get("state") == "ok")

    agent.disconnect()
    officer.until(lambda: now("kiosk-1").get("state") == "unknown")
    officer.until(
        lambda: (now("agent")["state"], now("agent")["message"]) == ("fault", "agent_gone")
    )


def test_a_lane_says_what_its_agent_says_and_that_it_is_gone(server, keep):
    screen = keep(Client("/lane").connect(server, lane="cua-chinh"))
    screen.until_body("lane.state", state="off")
    agent = Agent().connect(server)
    body = {"lane": "cua-chinh", "state": "measuring", "since": SINCE, "fault": None}
    assert agent.call("lane.state", body) == {"ok": True}
    screen.until_body("lane.state", state="measuring", fault=None)
    agent.disconnect()
    screen.until_body("lane.state", state="fault", fault="agent_gone")


def test_a_lane_is_not_what_it_was_before_the_server_died(server, keep):
    agent = Agent().connect(server)
    body = {"lane": "cua-chinh", "state": "idle", "since": SINCE, "fault": None}
    agent.call("lane.state", body)
    server.restart()
    screen = keep(Client("/lane").connect(server, lane="cua-chinh"))
    screen.until_body("lane.state", state="fault", fault="agent_gone")


def test_a_reading_lives_two_seconds_and_never_reaches_a_lane_screen(server, keep):
    screen = keep(Client("/lane").connect(server, lane="cua-chinh"))
    bench = keep(Client("/bench").connect(server, hall=HALL, token=STAFF))
    agent = keep(Agent().connect(server))
    assert server.get("/reading") is None
    body = {"lane": "cua-chinh", "raw": 36.41, "corrected": 36.6, "at": SINCE}
    agent.call("lane.reading", body)
    assert server.get("/reading")["corrected"] == 36.6
    bench.until_body("lane.reading", raw=36.41)
    wait_for(lambda: server.get("/reading") is None, 3)
    agent.call("lane.reading", body)
    agent.call("lane.reading", {"lane": "cua-chinh", "raw": None})
    assert server.get("/reading") is None
    assert "36" not in str([body.get("state") for body in screen.bodies("lane.state")])
    assert screen.bodies("lane.reading") == []


def test_the_bench_sees_strips_and_controls_devices(server, keep):
    def answer(event, body):
        return {"ok": True, "message": body["verb"]} if event == "control" else {"ok": True}

    body = {"target": "printer", "name": "kiosk-1", "verb": "x", "facts": {}}
    assert server.post("/control", body)["message"] == "agent_gone"
    agent = keep(Agent(answer).connect(server))
    bench = keep(Client("/bench").connect(server, hall=HALL, token=STAFF))
    bench.until_body("devices")
    agent.call("strip", {"printer": "kiosk-1", "png": "aGVsbG8=", "at": SINCE, "valid": True})
    assert bench.until_body("strip")["png"] == "aGVsbG8="
    body = {"target": "thermometer", "name": "cua-chinh", "verb": "person", "facts": {"kind": "a"}}
    assert server.post("/control", body) == {"ok": True, "message": "person"}
    assert agent.until_body("control")["kind"] == "a"


def test_a_control_that_no_agent_answers_ends(server, keep):
    stop = threading.Event()
    agent = keep(Agent(lambda *_: stop.wait(8)).connect(server))
    body = {"target": "printer", "name": "kiosk-1", "verb": "cover", "facts": {}}
    assert server.post("/control", body) == {"ok": False, "message": "unanswered"}
    stop.set()
    assert agent.bodies("control")
