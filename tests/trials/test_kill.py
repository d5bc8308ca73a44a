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
from tests.sockets import OrderedClient
from tests.trials.client import Client

KILLS = {"sqlite": 20, "postgresql": 10}
TAKERS = 8


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
        while not self.stop.is_set():
            try:
                status, ticket = client.take(line, tap)
            except (OSError, http.client.HTTPException):
                self.stop.wait(0.02)
                continue
            assert status in {200, 201}, ticket
            with self.lock:
                self.answered[tap] = ticket
            return

    def call(self, counter: str) -> None:
        with Client(self.url, self.token, timeout=5) as client:
            while not self.stop.wait(0.01):
                try:
                    status, _ = client.key(counter, "call")
                    if status == 409:
                        client.key(counter, "open")
                except (OSError, http.client.HTTPException):
                    continue


@pytest.mark.filterwarnings(
    # python-socketio leaves the sockets of servers that died to the garbage collector.
    "ignore::pytest.PytestUnraisableExceptionWarning",
    "ignore::ResourceWarning",
)
def test_twenty_kills_lose_and_repeat_nothing(place):
    port, chance, kills = free_port(), random.Random(2026), KILLS[place.kind]
    crowd = Crowd(f"http://127.0.0.1:{port}", place.officer)
    wall = Wall(crowd.url)
    with ThreadPoolExecutor(TAKERS + 3) as pool:
        futures = [pool.submit(crowd.visit, index) for index in range(TAKERS)]
        futures += [pool.submit(crowd.call, counter) for counter in ("1", "2")]
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
    seq = queries.seqs()["hoa-yen"]
    wall.check(seq, queries)
    engine.dispose()


class Wall:
    """A wall that reconnects for ever with ``since``, and keeps what it was told."""

    def __init__(self, url: str) -> None:
        self.url, self.seen = url, []
        self.lock = threading.Condition()

    def watch(self, stop: threading.Event) -> None:
        while not stop.is_set():
            client = OrderedClient(reconnection=False)
            client.on("*", self.hear, namespace="/wall")
            since = self.seen[-1] if self.seen else None
            auth = {"hall": "hoa-yen"} | ({"since": since} if since is not None else {})
            try:
                client.connect(self.url, auth=auth, namespaces=["/wall"], transports=["websocket"])
                client.wait()
            except (OSError, socketio.exceptions.ConnectionError):
                stop.wait(0.05)
            finally:
                client.disconnect()

    def hear(self, event: str, data: dict) -> None:
        with self.lock:
            if (event == "board" and not self.seen) or (event != "board" and "seq" in data):
                self.seen.append(data["seq"])
            self.lock.notify_all()

    def check(self, seq: int, queries: Queries) -> None:
        del queries
        with self.lock:
            assert self.lock.wait_for(lambda: self.seen and self.seen[-1] >= seq, 10)
            first = self.seen[0]
            assert self.seen == list(range(first, first + len(self.seen)))
