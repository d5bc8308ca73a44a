"""Two hundred walls on one server stay right through five hundred calls."""

import json
import selectors
import threading

import pytest

from display.board import Board, apply
from tests.bench.walls import Wall
from tests.live.clients import wall
from tests.live.words import HALL

WALLS, CALLS, MARK = 200, 500, "42/wall,"

pytestmark = pytest.mark.slow


class Screens(threading.Thread):
    """Light walls in one thread; each folds what it is told into its board."""

    def __init__(self, url: str) -> None:
        super().__init__()
        auth = json.dumps({"hall": HALL})
        self.walls = [Wall(url, "/wall", auth) for _ in range(WALLS)]
        self.boards = dict.fromkeys(self.walls, Board())
        self.seqs: dict[Wall, list[int]] = {one: [] for one in self.walls}
        self.greeted, self.all_there = set(), threading.Event()
        self.until = 0

    def right_up_to(self, seq: int) -> bool:
        return all(board.seq >= seq for board in self.boards.values())

    def run(self) -> None:
        with selectors.DefaultSelector() as ready:
            for one in self.walls:
                ready.register(one.socket, selectors.EVENT_READ, one)
            while not self.until or not self.right_up_to(self.until):
                for key, _ in ready.select(1):
                    for text in key.data.read():
                        self.hear(key.data, text)

    def hear(self, one: Wall, text: str) -> None:
        if text.startswith(MARK):
            kind, body = json.loads(text.removeprefix(MARK))
            if kind == "board":
                self.greeted.add(one)
                if len(self.greeted) == WALLS:
                    self.all_there.set()
            else:
                self.seqs[one].append(body["seq"])
                self.boards[one] = apply(self.boards[one], kind, body)

    def close(self) -> None:
        for one in self.walls:
            one.socket.close()


def test_two_hundred_walls_stay_right_through_five_hundred_calls(server, keep):
    screens = Screens(server.url)
    screens.start()
    assert screens.all_there.wait(60)
    server.press("open", counter="1")
    last = None
    for _ in range(CALLS):
        server.take()
        last = server.press("call", counter="1")["number"]
    fresh = keep(wall(server)).until_body("board")
    screens.until = fresh["seq"]
    screens.join(60)
    screens.close()

    assert fresh["calls"][0]["number"] == last
    fresh.pop("replay")
    for one in screens.walls:
        assert screens.seqs[one] == list(range(1, fresh["seq"] + 1))
        shown = screens.boards[one].as_json()
        assert shown["calls"] == fresh["calls"]
        assert shown["waiting"]["ho-tich"] == fresh["waiting"]["ho-tich"] == 0
