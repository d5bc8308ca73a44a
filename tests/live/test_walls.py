"""Walls: everything once and in order, whatever happens to the connection."""

import threading
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import socketio

from display.board import Board, Call, apply
from kiosk.domain.events import CounterClosed, CounterOpened, DayBegun
from kiosk.live.walls import WallSpace
from kiosk.storage.engines import open_engine
from kiosk.storage.work import SqlWork
from tests.live.clients import Client, wait_for, wall
from tests.live.words import AGENT, HALL, STAFF
from tests.ward import ward

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def board_of(body) -> Board:
    calls = tuple(Call(**call) for call in body["calls"])
    return Board(body["seq"], calls, body["waiting"])


def many(url: str, count: int) -> None:
    """Write many journal rows from another process, in one transaction."""
    engine = open_engine(url)
    with SqlWork(engine, lambda *_: None).hall(HALL) as log:
        for index in range(count):
            kind = CounterClosed if index % 2 else CounterOpened
            lines = {} if index % 2 else {"lines": ("ho-tich",)}
            log.record(kind(hall=HALL, at=NOW, counter="1", **lines))
    engine.dispose()


def test_a_wall_gets_one_board_and_then_every_event(server, keep):
    server.take()
    screen = keep(wall(server))
    screen.until(lambda: screen.heard)
    assert [event for event, _ in screen.heard] == ["board"]
    first = screen.heard[0][1]
    assert first["waiting"]["ho-tich"] == 1
    assert first["calls"] == []

    server.press("open", counter="1")
    number = server.press("call", counter="1")["number"]
    called = screen.until_body("ticket.called", number=number)
    assert called["counter"] == "1"
    assert called["attempt"] == 1
    assert called["waiting"] == {"ho-tich": 0}
    assert set(called["say"]) == {"vi", "en"}
    assert screen.seqs() == list(range(first["seq"] + 1, called["seq"] + 1))


def test_what_a_wall_folds_is_the_board_that_a_new_wall_gets(server, keep):
    screen = keep(wall(server))
    for _ in range(6):
        server.take()
        server.take("chung-thuc", priority="elder")
    for counter in "12":
        server.press("open", counter=counter)
        server.press("call", counter=counter)
        server.press("recall", counter=counter)
    last = server.press("call", counter="2")["number"]
    screen.until_body("ticket.called", number=last)

    fresh = keep(wall(server)).until_body("board")
    folded = board_of(screen.bodies("board")[0])
    for event, body in screen.heard[1:]:
        folded = apply(folded, event, body)
    assert folded.calls == board_of(fresh).calls
    assert folded.seq == fresh["seq"]
    assert {line: folded.waiting.get(line, 0) for line in fresh["waiting"]} == fresh["waiting"]


def test_yesterdays_calls_are_on_no_board(server, keep, hall_url):
    server.take()
    server.press("open", counter="1")
    number = server.press("call", counter="1")["number"]
    assert keep(wall(server)).until_body("board")["calls"][0]["number"] == number

    engine = open_engine(hall_url)
    with SqlWork(engine, lambda *_: None).hall(HALL) as log:
        log.record(DayBegun(hall=HALL, at=NOW, day=NOW.date()))
    engine.dispose()
    assert keep(wall(server)).until_body("board")["calls"] == []


def test_the_board_is_read_anew_when_midnight_has_passed():
    nights = iter([NOW, NOW + timedelta(hours=11), NOW + timedelta(hours=12)])
    views = SimpleNamespace(board=lambda hall, now, seq: {"seq": seq, "read": now})
    space = WallSpace(None, None, views, None, lambda: next(nights))

    boards = [space._board(ward(), 5)["read"] for _ in range(3)]

    assert boards == [NOW, NOW, NOW + timedelta(hours=12)]


def test_a_wall_cut_off_gets_what_it_missed_once_and_in_order(server, keep):
    screen = wall(server)
    server.take()
    screen.until_body("ticket.issued")
    since = screen.seqs()[-1]
    screen.cut()
    for _ in range(7):
        server.take()

    screen.connect(server, hall=HALL, since=since)
    keep(screen)
    screen.until_seq(since + 7)
    server.take()
    screen.until_seq(since + 8)
    assert screen.seqs() == list(range(screen.seqs()[0], since + 9))
    assert len(screen.bodies("board")) == 2


def test_a_wall_away_for_a_day_gets_all_it_missed_while_others_hear_the_news(
    server, keep, hall_url
):
    many(hall_url, 4002)
    server.take()  # wakes the reader at once
    other = keep(wall(server))
    other.until_body("board")
    screen = keep(wall(server, since=1))
    for _ in range(20):
        server.take()
    last = other.bodies("board")[0]["seq"] + 20
    screen.until_seq(last, 60)
    assert screen.bodies("board")[0]["replay"] is True
    assert screen.seqs()[0] == 2
    assert screen.seqs() == list(range(2, screen.seqs()[-1] + 1))
    other.until_seq(last)
    assert other.seqs() == list(range(other.seqs()[0], other.seqs()[-1] + 1))


@pytest.mark.parametrize("since", ["old", "ahead"])
def test_a_gap_that_cannot_be_filled_brings_the_board_alone(start, keep, hall_url, since):
    server = start("--replay", "2000")
    many(hall_url, 2002)
    server.take()  # wakes the reader at once
    screen = keep(wall(server, since=0 if since == "old" else 9999))
    board = screen.until_body("board")
    assert board["replay"] is False
    server.take()
    screen.until_seq(board["seq"] + 1)
    assert screen.seqs() == [board["seq"] + 1]


def test_a_crash_between_commit_and_push_hides_nothing(start, keep):
    server = start("--deaf")
    screen = wall(server)
    screen.until_body("board")
    numbers = [server.take()["number"] for _ in range(3)]
    threading.Event().wait(0.5)
    assert screen.seqs() == []
    since = screen.bodies("board")[0]["seq"]

    server.restart()
    screen.connect(server, hall=HALL, since=since)
    keep(screen)
    screen.until_seq(since + 4)
    assert [body["number"] for body in screen.bodies("ticket.issued")] == numbers
    assert screen.seqs() == list(range(since + 1, since + 5))


def test_walls_that_come_and_go_in_a_storm_miss_and_repeat_nothing(server):
    stop, faults = threading.Event(), []

    def come_and_go() -> None:
        screen = Client("/wall")
        try:
            since = None
            while not stop.is_set():
                auth = {"hall": HALL} | ({} if since is None else {"since": since})
                screen.connect(server, **auth)
                screen.until(lambda: screen.heard)
                stop.wait(0.05)
                screen.disconnect()
                if since is None:
                    first = screen.bodies("board")[0]["seq"]
                seqs = screen.seqs()
                assert seqs == list(range(first + 1, first + 1 + len(seqs)))
                since = seqs[-1] if seqs else first
        except AssertionError as error:
            faults.append(error)

    threads = [threading.Thread(target=come_and_go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(200):
        server.take()
    stop.set()
    for thread in threads:
        thread.join(20)
    assert not faults


def test_a_client_that_is_gone_before_its_board_disturbs_nobody(server, keep):
    screen = keep(wall(server))
    for _ in range(5):
        other = wall(server)
        other.cut()
    server.take()
    screen.until_body("ticket.issued")


def test_the_beat_is_answered(server, keep):
    screen = keep(wall(server))
    assert datetime.fromisoformat(screen.call("beat")["now"]).tzinfo


REFUSED = [
    ("/wall", None, "invalid_input"),
    ("/wall", {}, "invalid_input"),
    ("/wall", {"hall": ["hoa-yen"]}, "invalid_input"),
    ("/wall", {"hall": "x" * 65}, "invalid_input"),
    ("/wall", {"hall": "a\0b"}, "invalid_input"),
    ("/wall", {"hall": "nowhere"}, "hall_unknown"),
    ("/wall", {"hall": HALL, "since": "1"}, "invalid_input"),
    ("/wall", {"hall": HALL, "since": True}, "invalid_input"),
    ("/wall", {"hall": HALL, "since": 1.5}, "invalid_input"),
    ("/phone", {"ticket": "a" * 20}, "ticket_unknown"),
    ("/phone", "text", "invalid_input"),
    ("/lane", {"lane": "nowhere"}, "lane_unknown"),
    ("/desk", {"hall": HALL}, "not_signed_in"),
    ("/desk", {"hall": HALL, "token": "wrong"}, "not_signed_in"),
    ("/bench", {"hall": HALL}, "not_signed_in"),
    ("/agent", None, "not_signed_in"),
    ("/agent", {"name": "a", "printers": [], "lanes": []}, "not_signed_in"),
    ("/agent", {"token": ["a"]}, "not_signed_in"),
    ("/agent", {"token": "wrong"}, "not_signed_in"),
    ("/agent", {"token": STAFF}, "wrong_role"),
    ("/agent", {"token": STAFF, "printers": 1}, "wrong_role"),
    ("/agent", {"token": AGENT, "printers": 1}, "invalid_input"),
    ("/agent", {"token": AGENT, "name": ""}, "invalid_input"),
]


def test_who_has_no_right_or_asks_nonsense_is_refused_with_a_code(server):
    for namespace, auth, code in REFUSED:
        said: list = []
        client = socketio.Client(reconnection=False, handle_sigint=False)
        client.on("connect_error", said.append, namespace=namespace)
        client.connect(
            server.url, auth=auth, namespaces=[namespace], transports=["websocket"], wait=False
        )
        wait_for(lambda: said)  # noqa: B023  # called at once
        client.disconnect()
        assert said[0]["message"] == code, (namespace, auth)
