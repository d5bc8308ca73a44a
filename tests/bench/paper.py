"""From the tap to the paper: how long, how many, and what printing costs everybody else.

``python -m tests.bench.paper`` measures this part alone.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from devices.printers.blocks import Slip
from devices.printers.drawing import draw
from devices.printers.fonts import find_fonts
from devices.printers.raster import PAPER_DOTS
from kiosk.storage.engines import open_engine
from kiosk.storage.tokens import Tokens
from tests.bench.slips import bytes_by_mode, sample
from tests.live.clients import Client as Screen
from tests.running import Running, product
from tests.trials.client import WARD, Client

TAPS, SERIAL_TAPS = 40, 6
KIOSKS, EACH = 8, 50
LONG_RUN = 10_000
DRAWINGS = 40
WITHIN = 1800
HALL = WARD + "[agent]\njob_minutes = 240\n"


def paper(root: Path) -> dict[str, Any]:
    """Return all figures of this part."""
    return {
        "drawing": {f"{mm} mm": drawing(mm, dots) for mm, dots in PAPER_DOTS.items()},
        "bytes": bytes_by_mode(),
        "tcp": latency(root / "tcp", "tcp", TAPS),
        "serial_115200": latency(root / "serial", "pty:115200", SERIAL_TAPS),
        "one_printer": rush(root / "one", 1, KIOSKS * EACH),
        "no_printer": rush(root / "none", 0, KIOSKS * EACH),
        "eight_printers": rush(root / "eight", 8, LONG_RUN),
    }


def drawing(paper: int, width: int) -> dict[str, float]:
    """Milliseconds to draw a ticket: the first, and those after it, each with another number."""
    fonts, times = find_fonts(""), []
    for number in range(DRAWINGS + 1):
        slip = Slip.from_dict(sample(number, paper))
        start = time.perf_counter()
        draw(slip, fonts, width=width)
        times.append((time.perf_counter() - start) * 1000)
    return {"first_ms": round(times[0], 1), **spread(times[1:])}


def spread(times: list[float]) -> dict[str, float]:
    """Return median and 95th percentile, in the unit given."""
    ranks = statistics.quantiles(times, n=20, method="inclusive")
    return {"p50": round(statistics.median(times), 1), "p95": round(ranks[18], 1)}


class Works:
    """A server, its agent and its printers' far ends."""

    def __init__(self, data: Path, sinks: list[str], end: ExitStack, more: str = "") -> None:
        self._cuts: list[dict[str, Any]] = []
        self._heard = threading.Condition()
        addresses = self._open(sinks, end) if sinks else []
        devices = "".join(
            f'[[agent.printer]]\nname = "p{number}"\nmodel = "escpos"\nport = "{port}"\n{more}'
            for number, port in enumerate(addresses)
        )
        self.server: Running = end.enter_context(product(data, HALL + devices))
        self.tokens = self._let_in(data, len(addresses))
        self.agent = self._attend(data, end) if sinks else None

    def cuts(self) -> list[dict[str, Any]]:
        """Return every cut so far."""
        with self._heard:
            return list(self._cuts)

    def until_cut(self, count: int) -> dict[str, Any]:
        """Wait for the ``count``-th cut and return it."""
        with self._heard:
            if not self._heard.wait_for(lambda: len(self._cuts) >= count, WITHIN):
                raise RuntimeError(f"{len(self._cuts)} of {count} tickets came out")
            return self._cuts[count - 1]

    def memory(self) -> int:
        """Return the agent's resident memory in MB."""
        if self.agent is None:
            return 0
        status = Path(f"/proc/{self.agent.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) // 1024

    def _open(self, sinks: list[str], end: ExitStack) -> list[str]:
        command = [sys.executable, "-m", "tests.bench.sinks", *sinks]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        end.callback(process.wait)
        end.callback(process.kill)
        assert process.stdout
        addresses = json.loads(process.stdout.readline())
        threading.Thread(target=self._listen, args=(process.stdout,), daemon=True).start()
        return addresses

    def _listen(self, lines: Iterator[str]) -> None:
        for line in lines:
            with self._heard:
                self._cuts.append(json.loads(line))
                self._heard.notify_all()

    def _let_in(self, data: Path, printers: int) -> list[str]:
        engine, now = (
            open_engine(f"sqlite:///{data / 'motcua.db'}"),
            datetime.fromtimestamp(time.time(), UTC),
        )
        tokens = Tokens(engine)
        (data / "agent.token").write_text(tokens.create("agent", "agent", now=now))
        self.officer = tokens.create("officer", "officer", now=now)
        made = [
            tokens.create(
                f"k{number}", "kiosk", printer=f"p{number}" if printers else None, now=now
            )
            for number in range(max(printers, 1))
        ]
        engine.dispose()
        return made

    def _attend(self, data: Path, end: ExitStack) -> subprocess.Popen:
        options = {
            "--server": self.server.url,
            "--token-file": data / "agent.token",
            "--config": data / "motcua.toml",
            "--data": data / "agent",
        }
        words = [str(word) for option in options.items() for word in option]
        log = end.enter_context((data / "agent.log").open("ab"))
        process = subprocess.Popen(
            [sys.executable, "-m", "devices.agent", "--beside", *words],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
        )
        end.callback(process.wait)
        end.callback(process.terminate)
        return process


@contextmanager
def works(data: Path, sinks: list[str], more: str = "") -> Iterator[Works]:
    """Start everything and print one ticket, so that all is warm."""
    with ExitStack() as end:
        found = Works(data, sinks, end, more)
        for token in found.tokens if sinks else []:
            with Client(found.server.url, token) as client:
                client.take()
        if sinks:
            found.until_cut(len(sinks))
        yield found


def latency(data: Path, sink: str, taps: int) -> dict[str, Any]:
    """Milliseconds from the tap to the printer's last byte, and to the desk that knows it."""
    last, confirmed = [], []
    with works(data, [sink]) as found, Client(found.server.url, found.tokens[0]) as kiosk:
        desk = Screen("/desk").connect(found.server, token=found.officer)
        for _ in range(taps):
            count, start = len(found.cuts()), time.monotonic()
            _, ticket = kiosk.take(tap=str(uuid.uuid4()))
            last.append((found.until_cut(count + 1)["at"] - start) * 1000)
            desk.until_body("ticket.printed", ticket=ticket["id"])
            confirmed.append((time.monotonic() - start) * 1000)
        size = found.cuts()[-1]["bytes"]
        desk.disconnect()
    return {"last_byte_ms": spread(last), "confirmed_ms": spread(confirmed), "bytes": size}


def rush(data: Path, printers: int, tickets: int) -> dict[str, Any]:
    """Eight kiosks take tickets as fast as they get them; the printers print them all."""
    with works(data, ["tcp"] * printers) as found:
        begun, start = found.memory(), time.monotonic()
        before = len(found.cuts())
        with ThreadPoolExecutor(KIOSKS) as pool:
            visits = pool.map(lambda kiosk: visit(found, kiosk, tickets // KIOSKS), range(KIOSKS))
            answers = [one for some in visits for one in some]
        figures: dict[str, Any] = {"tickets": tickets, "answer_ms": spread(answers)}
        if not printers:
            return figures
        middle = memory_at(found, before + tickets // 10)
        seconds = found.until_cut(before + tickets)["at"] - start
        memory = {"first": begun, "after_a_tenth": middle, "at_the_end": found.memory()}
        return figures | {"tickets_a_minute": round(tickets / seconds * 60), "agent_mb": memory}


def memory_at(found: Works, cuts: int) -> int:
    found.until_cut(cuts)
    return found.memory()


def visit(found: Works, kiosk: int, count: int) -> list[float]:
    """Take so many tickets one after the other; return each answer's milliseconds."""
    times = []
    with Client(found.server.url, found.tokens[kiosk % len(found.tokens)]) as client:
        for _ in range(count):
            start = time.monotonic()
            status, ticket = client.take()
            times.append((time.monotonic() - start) * 1000)
            assert status == 201, ticket
    return times


def main(measure: Callable[[Path], dict[str, Any]] = paper) -> None:
    with tempfile.TemporaryDirectory(prefix="motcua-bench-") as folder:
        sys.stdout.write(json.dumps(measure(Path(folder)), indent=2) + "\n")


if __name__ == "__main__":
    main()
