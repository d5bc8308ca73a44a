"""SIGKILL at random moments under load: what was answered exists, nothing repeats."""

import gc
import http.client
import random
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import socketio

from kiosk.storage.engines import open_engine
from kiosk.storage.queries import Queries
from kiosk.storage.verify import verify
from tests.servers import free_port
from tests.sockets import OrderedClient, folded
from tests.trials.client import Client

KEYS = ("seq", "calls", "waiting")
KILLS = {"sqlite": 20, "postgresql": 10}
TAKERS, COUNTERS = 32, 9


class Crowd:
    """People who take numbers, and try again with the same tap when no answer came."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token
        self.stop, self.answered, self.lock = threading.Event(), {}, threading.Lock()

    def visit(self, index: int) -> None:
        with Client(self.url, self.token, timeout=5) as client:
            while not self.stop.is_set():
                self._one(client, "ho-tich" if index % 2 else "chung-thuc", str(uuid.uuid4()))

    def _one(self, client: Client, line: str, tap: str) -> None:
        while not self.stop.wait(0.02):
            try:
                status, ticket = client.take(line, tap)
            except (OSError, http.client.HTTPException):
                self.stop.wait(0.2)
                continue
            assert status in {200, 201}, ticket
            with self.lock:
                self.answered[tap] = ticket
            return

    def call(self, counter: str) -> None:
        with Client(self.url, self.token, timeout=5) as client:
            while not self.stop.wait(0.05):
                try:
                    status, _ = client.key(counter, "call")
                    if status == 409:
                        client.key(counter, "open")
                except (OSError, http.client.HTTPException):
                    self.stop.wait(0.2)


@pytest.mark.filterwarnings(
    # python-socketio leaves the sockets of servers that died to the garbage collector.
    "ignore::pytest.PytestUnraisableExceptionWarning",
    "ignore::ResourceWarning",
)
def test_twenty_kills_lose_and_repeat_nothing(place):
    port, chance, kills = free_port(), random.Random(2026), KILLS[place.kind]
    crowd = Crowd(f"http://127.0.0.1:{port}", place.officer)
    wall = Wall(crowd.url)
    with ThreadPoolExecutor(TAKERS + COUNTERS + 1) as pool:
        futures = [pool.submit(crowd.visit, index) for index in range(TAKERS)]
        futures += [
            pool.submit(crowd.call, counter) for counter in map(str, range(1, COUNTERS + 1))
        ]
        pool.submit(wall.watch, crowd.stop)
        try:
            for _ in range(kills):
                with place.serve(port) as server:
                    crowd.stop.wait(chance.uniform(0.05, 0.6))
                    server.process.kill()
                    server.process.wait()
            with place.serve(port):
                crowd.stop.wait(1)
                crowd.stop.set()
                for future in futures:
                    future.result(30)
                check(place, crowd, wall)
        finally:
            crowd.stop.set()
    gc.collect()  # here, where the warnings about those sockets are expected


def check(place, crowd: Crowd, wall: "Wall") -> None:
    engine = open_engine(place.url)
    assert [verdict.difference for verdict in verify(engine)] == [""]
    queries, numbers = Queries(engine), []
    for ticket in crowd.answered.values():
        found = queries.ticket(ticket["id"])
        assert found, f"{ticket['number']} was answered and is lost"
        assert found[0].number == ticket["number"]
        numbers.append(ticket["number"])
    assert len(numbers) == len(set(numbers))
    assert len(numbers) > KILLS[place.kind]
    engine.dispose()
    with Client(crowd.url) as client:
        wall.check(client.ask("GET", "/api/v1/halls/hoa-yen/board")[1])


class Wall:
    """A wall that reconnects for ever with ``since``, and keeps what it was told."""

    def __init__(self, url: str) -> None:
        self.url, self.heard = url, []
        self.lock = threading.Condition()

    @property
    def seqs(self) -> list[int]:
        """The first board's row and those of all events after it."""
        boards = [body["seq"] for event, body in self.heard if event == "board"]
        return boards[:1] + [body["seq"] for event, body in self.heard if event != "board"]

    def watch(self, stop: threading.Event) -> None:
        while not stop.is_set():
            client = OrderedClient(reconnection=False)
            client.on("*", self.hear, namespace="/wall")
            with self.lock:
                since = self.seqs[-1:]
            auth = {"hall": "hoa-yen"} | ({"since": since[0]} if since else {})
            try:
                client.connect(self.url, auth=auth, namespaces=["/wall"], transports=["websocket"])
                client.wait()
            except (OSError, socketio.exceptions.ConnectionError):
                stop.wait(0.05)
            finally:
                client.disconnect()

    def hear(self, event: str, data: dict) -> None:
        with self.lock:
            self.heard.append((event, data))
            self.lock.notify_all()

    def check(self, truth: dict) -> None:
        """Every row came once and in order, and what they come to is what the database says."""
        with self.lock:
            assert self.lock.wait_for(lambda: self.seqs[-1:] == [truth["seq"]], 20)
            assert self.seqs == list(range(self.seqs[0], truth["seq"] + 1))
            assert folded(self.heard).as_json() == {key: truth[key] for key in KEYS}
