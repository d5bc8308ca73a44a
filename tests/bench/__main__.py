"""``make bench``: the product beside the bare machinery, in one run on one machine.

JSON on standard output, a table on standard error. Ratios are what counts; times depend on
the machine.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import IO, Any

from kiosk.storage.engines import open_engine
from kiosk.storage.schema import ensure_halls, upgrade
from tests.bench.history import write_past
from tests.bench.load import post as load_post
from tests.bench.paper import paper
from tests.running import Running, bare, new_token, post, product

OLD_TICKETS = 100_000
ROUNDS, TURNS = 25, 3
CROWDS = (1, 100, 1000)
CONFIG = """
[hall]
slug = "hoa-yen"
name = "Bộ phận Một cửa Phường Hòa Yên"
[[hall.line]]
slug = "ho-tich"
prefix = "A"
name = { vi = "Tư pháp - Hộ tịch" }
""" + "".join(
    f'[[hall.counter]]\nslug = "{number}"\nlines = ["ho-tich"]\n' for number in range(1, 10)
)
BARE_EVENT = '42/wall,["ticket.called",{"text":""}]'
TICKETS = "/api/v1/halls/hoa-yen/tickets"
COUNTERS = "/api/v1/halls/hoa-yen/counters"
runs = count(int(time.time()) % 2**31)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="motcua-bench-") as folder:
        root = Path(folder)
        figures = {
            "tickets": tickets_and_calls(root),
            "walls": walls(root, 0, CROWDS),
            "walls_after_old": walls(root, OLD_TICKETS, CROWDS[:2]),
            "footprint": footprint(root),
            "paper": paper(root / "paper"),
        }
    figures["aims"] = aims(figures)
    sys.stdout.write(json.dumps(figures, indent=2, ensure_ascii=False) + "\n")
    for name, (reached, aim) in figures["aims"].items():
        sys.stderr.write(f"{name:<58}{reached:>10}   aim {aim}\n")


def tickets_and_calls(root: Path) -> dict[str, Any]:
    """Measure the three in turn, a few times: what else the machine does then hits all alike."""
    prepare(root / "fresh", 0)
    prepare(root / "old", OLD_TICKETS)
    with (
        bare(root / "bare") as base,
        product(root / "fresh", CONFIG) as fresh,
        product(root / "old", CONFIG) as old,
    ):
        tokens = {server: new_token(server.data, "officer") for server in (fresh, old)}
        found: dict[str, list[dict[str, Any]]] = {"bare_route": [], "fresh": [], "old": []}
        for _ in range(TURNS):
            found["bare_route"].append(load_post(base.url, ["/insert"], run=next(runs)))
            for name, server in (("fresh", fresh), ("old", old)):
                token = tokens[server]
                found[name].append(load_post(server.url, [TICKETS], token=token, run=next(runs)))
        return {
            "bare_route": middle(found["bare_route"]),
            "fresh": {"tickets": middle(found["fresh"]), "calls": calls(fresh, tokens[fresh])},
            "old": {"tickets": middle(found["old"]), "calls": calls(old, tokens[old])},
        }


def middle(figures: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the run with the median rate."""
    return sorted(figures, key=lambda one: one["per_second"])[len(figures) // 2]


def prepare(data: Path, old: int) -> None:
    data.mkdir(parents=True)
    engine = open_engine(f"sqlite:///{data / 'motcua.db'}")
    upgrade(engine)
    ensure_halls(engine, ["hoa-yen"])
    if old:
        write_past(engine, "hoa-yen", old, datetime.fromtimestamp(time.time(), UTC))
    engine.dispose()


def calls(server: Running, token: str) -> dict[str, Any]:
    for number in range(1, 10):
        post(f"{server.url}{COUNTERS}/{number}/open", {}, token)
    keys = [f"{COUNTERS}/{number}/call" for number in range(1, 10)]
    return load_post(server.url, keys, token=token, kind="empty", run=next(runs))


def walls(root: Path, old: int, crowds: tuple[int, ...]) -> dict[str, Any]:
    """Time from a call's request to the last wall, beside a bare broadcast of the same size."""
    data = root / f"walls-{old}"
    prepare(data, old)
    found: dict[str, Any] = {}
    with product(data, CONFIG) as ours, bare(root / f"bare-walls-{old}") as theirs:
        token = new_token(ours.data, "officer")
        post(f"{ours.url}{COUNTERS}/1/open", {}, token)
        for _ in range(ROUNDS * len(crowds)):
            tap = f"{next(runs):08x}-0000-4000-8000-000000000000"
            post(f"{ours.url}{TICKETS}", {"line": "ho-tich", "tap": tap}, token)
        for crowd in crowds:
            with crowd_at(ours, crowd) as mine, crowd_at(theirs, crowd) as base:
                for _ in range(ROUNDS):  # in turn: what else the machine does hits both alike
                    mine.round(f"{COUNTERS}/1/call", token, {})
                    text = {"size": mine.size - len(BARE_EVENT)}
                    base.round("/broadcast", "", text)
            ratio = round(mine.median() / base.median(), 2)
            found[str(crowd)] = {"ours": mine.figures(), "bare": base.figures(), "ratio": ratio}
    return found


@dataclass
class Crowd:
    """Walls at one server; ``times`` from each request to the last of them, in ms."""

    server: Running
    told: IO[str]
    times: list[float] = field(default_factory=list)
    size: int = 0
    """Of the last message, in bytes."""

    def round(self, path: str, token: str, body: dict[str, Any]) -> None:
        start = time.monotonic()
        post(self.server.url + path, body, token)
        told = json.loads(self.told.readline())
        self.times.append((told["last"] - start) * 1000)
        self.size = round(told["size"])

    def median(self) -> float:
        return statistics.median(self.times)

    def figures(self) -> dict[str, float]:
        worst = round(max(self.times), 2)
        return {"median_ms": round(self.median(), 2), "worst_ms": worst, "bytes": self.size}


@contextmanager
def crowd_at(server: Running, size: int) -> Iterator[Crowd]:
    """Connect so many walls, in a process of their own."""
    auth = json.dumps({"hall": "hoa-yen"})
    command = [sys.executable, "-m", "tests.bench.walls", server.url, "/wall", auth]
    client = subprocess.Popen(
        [*command, str(size), "ticket.called"], stdout=subprocess.PIPE, text=True
    )
    assert client.stdout
    assert client.stdout.readline().strip() == "ready"
    yield Crowd(server, client.stdout)
    client.terminate()
    client.wait()


def footprint(root: Path) -> dict[str, Any]:
    """Start-up time and memory of ``motcua run`` with the demo hall, server and agent."""
    demo = Path(__file__).parents[2] / "config" / "presets" / "demo.toml"
    text = demo.read_text(encoding="utf-8")
    with product(root / "demo-first", text, command="run") as first:
        first_start = first.started
    with product(root / "demo-first", text, command="run") as server:
        for index in range(20):
            tap = f"{next(runs):08x}-0000-4000-8000-{index:012x}"
            post(f"{server.url}{TICKETS}", {"line": "ho-tich", "tap": tap})
        time.sleep(5)  # noqa: TID251  # the agent draws and prints meanwhile
        memory = server.memory()
        return {
            "first_start_s": round(first_start, 2),
            "start_s": round(server.started, 2),
            "memory_mb": memory,
            "total_mb": sum(memory.values()),
        }


def aims(figures: dict[str, Any]) -> dict[str, tuple[Any, str]]:
    tickets = figures["tickets"]
    fresh, old = tickets["fresh"], tickets["old"]
    rate = fresh["tickets"]["per_second"]
    slower = rate / old["tickets"]["per_second"]
    slower_calls = fresh["calls"]["per_second"] / old["calls"]["per_second"]
    bare_rate = tickets["bare_route"]["per_second"]
    table = {
        "tickets a second, durable": (round(rate), "-"),
        "bare route, one durable insert, a second": (round(bare_rate), "-"),
        "tickets to the bare route": (round(rate / bare_rate, 2), "at least 0.5"),
        "calls a second": (round(fresh["calls"]["per_second"]), "-"),
        "tickets: slower after 100,000 old ones": (round(slower, 2), "at most 1.2"),
        "calls: slower after 100,000 old ones": (round(slower_calls, 2), "at most 1.2"),
    }
    for crowd in CROWDS:
        found = figures["walls"][str(crowd)]
        table[f"call to the last of {crowd} walls, ms"] = (found["ours"]["median_ms"], "-")
        table[f"call to the last of {crowd} walls, to bare"] = (found["ratio"], "at most 1.5")
    for crowd in CROWDS[:2]:
        before, after = (figures[key][str(crowd)]["ours"] for key in ("walls", "walls_after_old"))
        slower = round(after["median_ms"] / before["median_ms"], 2)
        table[f"call to the last of {crowd} walls: slower after old ones"] = (slower, "at most 1.2")
    table |= paper_aims(figures["paper"])
    table["memory of motcua run, MB"] = (figures["footprint"]["total_mb"], "under 200")
    table["start-up of motcua run, s"] = (figures["footprint"]["start_s"], "under 3")
    return table


def paper_aims(paper: dict[str, Any]) -> dict[str, tuple[Any, str]]:
    tcp, serial, eight = paper["tcp"], paper["serial_115200"], paper["eight_printers"]
    with_paper, without = (paper[key]["answer_ms"]["p95"] for key in ("one_printer", "no_printer"))
    memory = eight["agent_mb"]
    return {
        "drawing a ticket after the first, 80 mm, ms": (paper["drawing"]["80 mm"]["p50"], "15"),
        "tap to the last byte on TCP, p95, ms": (tcp["last_byte_ms"]["p95"], "under 100"),
        "tap to confirmed on TCP, p95, ms": (tcp["confirmed_ms"]["p95"], "-"),
        "tap to the last byte at 115200 baud, p95, ms": (serial["last_byte_ms"]["p95"], "-"),
        "tap to confirmed at 115200 baud, p95, ms": (serial["confirmed_ms"]["p95"], "-"),
        "tickets a minute on one printer": (paper["one_printer"]["tickets_a_minute"], "-"),
        "tickets a minute on eight printers": (eight["tickets_a_minute"], "-"),
        "a number's answer, p95 with printing to without": (round(with_paper / without, 2), "1"),
        f"agent's growth over {eight['tickets']} tickets, MB": (
            memory["at_the_end"] - memory["after_a_tenth"],
            "0",
        ),
    }


if __name__ == "__main__":
    main()
