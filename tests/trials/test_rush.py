"""32 clients at once take 200 tickets, then nine counters at once call them."""

from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice

from kiosk.storage.engines import open_engine
from kiosk.storage.verify import verify
from tests.trials.client import Client

PEOPLE, CLIENTS, COUNTERS = 200, 32, 9


def test_two_hundred_numbers_without_repeat_or_hole_and_everybody_called_once(servers):
    place, running = servers
    urls = [server.url for server in running]

    taken = take_all(urls, place.officer)
    lines = [sorted(n for n in taken if n[0] == prefix) for prefix in "AB"]
    assert lines[0] == [f"A{n:03d}" for n in range(1, 101)]
    assert lines[1] == [f"B{n:03d}" for n in range(1, 101)]

    called = call_all(urls, place.officer)
    assert sorted(called) == sorted(taken)

    engine = open_engine(place.url)
    assert [verdict.difference for verdict in verify(engine)] == [""]
    engine.dispose()


def take_all(urls: list[str], token: str) -> list[str]:
    clients = list(islice(cycle(urls), CLIENTS))

    def visit(index: int, url: str) -> list[str]:
        numbers = []
        with Client(url, token) as client:
            for person in range(index, PEOPLE, CLIENTS):
                status, ticket = client.take("ho-tich" if person % 2 else "chung-thuc")
                assert status == 201, ticket
                numbers.append(ticket["number"])
        return numbers

    with ThreadPoolExecutor(CLIENTS) as pool:
        return [number for some in pool.map(visit, range(CLIENTS), clients) for number in some]


def call_all(urls: list[str], token: str) -> list[str]:
    def work(counter: int, url: str) -> list[str]:
        numbers = []
        with Client(url, token) as client:
            assert client.key(str(counter), "open")[0] == 200
            while True:
                status, answer = client.key(str(counter), "call")
                assert status == 200, answer
                if answer["ticket"] is None:
                    return numbers
                numbers.append(answer["ticket"]["number"])

    counters = range(1, COUNTERS + 1)
    with ThreadPoolExecutor(COUNTERS) as pool:
        return [n for some in pool.map(work, counters, islice(cycle(urls), COUNTERS)) for n in some]
