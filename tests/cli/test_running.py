"""``run`` and ``serve``: from start to end, with the agent beside them."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import websocket

from tests.cli.conftest import clean_environment
from tests.running import _family
from tests.servers import free_port

pytestmark = pytest.mark.slow

STOP_SECONDS = 5
PAUSE = threading.Event()


@dataclass(frozen=True)
class Started:
    process: subprocess.Popen
    url: str
    said: list[str]

    def end(self) -> float:
        """Send SIGTERM, wait; return the seconds that it took."""
        asked = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        return time.monotonic() - asked


@contextlib.contextmanager
def started(command: str, data: Path, *, lines: int = 2) -> Iterator[Started]:
    """Start on a free port; read so many lines of what it says."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk.cli", command, "--data", str(data), "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=clean_environment(),
    )
    try:
        said = [process.stdout.readline() for _ in range(lines)]
        yield Started(process, re.search(r"http://[^/\s]+", said[0])[0], said)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def until(condition, seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        PAUSE.wait(0.05)
    return False


def answer(url: str) -> dict:
    with urllib.request.urlopen(url, timeout=10) as response:  # noqa: S310  # loopback
        return json.loads(response.read())


def agents(pid: int) -> list[int]:
    found = []
    for child in _family(pid)[1:]:
        with contextlib.suppress(OSError):
            if "devices.agent" in Path(f"/proc/{child}/cmdline").read_text():
                found.append(child)
    return found


def alive(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    return False


def lane_is_known(url: str) -> bool:
    return answer(f"{url}/api/v1/lanes/cua-chinh")["state"] not in {"fault", "off", "starting"}


def test_first_run_makes_everything_and_tells_the_password_once(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with started("run", data, lines=7) as first:
        assert any("one-time password" in line for line in first.said)
        assert any(line.split() == ["desk", f"{first.url}/desk"] for line in first.said)
        assert any(line.split()[0] == "bench" for line in first.said)
        assert until(lambda: lane_is_known(first.url))
        assert (data / "agent.token").stat().st_mode & 0o077 == 0
        (agent,) = agents(first.process.pid)
        assert first.end() < STOP_SECONDS
        assert first.process.returncode == 0
        assert first.process.stdout.read() == ""
        assert not alive(agent)
    with started("run", data, lines=6) as second:
        assert until(lambda: agents(second.process.pid) != [])
        assert second.end() < STOP_SECONDS
        assert "password" not in "".join(second.said) + second.process.stdout.read()


def test_agent_is_started_again_and_dies_with_the_server(tmp_path: Path) -> None:
    with started("run", tmp_path / "data") as running:
        pid = running.process.pid
        assert until(lambda: agents(pid) != [])
        (first,) = agents(pid)
        os.kill(first, signal.SIGKILL)
        assert until(lambda: agents(pid) not in ([], [first]))
        (second,) = agents(pid)
        assert until(lambda: lane_is_known(running.url))
        running.process.kill()
        running.process.wait()
        assert until(lambda: not alive(second), 10)


def test_agent_gets_another_token_when_a_restored_backup_does_not_know_its_own(
    tmp_path: Path,
) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy.sqlite"
    command(data, "init")
    command(data, "backup", str(copy))
    with started("run", data) as running:
        assert until(lambda: agents(running.process.pid) != [])
        pid, token = running.process.pid, (data / "agent.token").read_text("ascii")
        (first,) = agents(pid)
        take(running.url)
        command(data, "restore", str(copy))
        assert until(lambda: agents(pid) not in ([], [first]))
        assert (data / "agent.token").read_text("ascii") != token
        assert until(lambda: lane_is_known(running.url))


def command(data: Path, *arguments: str) -> None:
    program = [sys.executable, "-m", "kiosk.cli", *arguments, "--data", str(data)]
    subprocess.run(program, check=True, capture_output=True, env=clean_environment(), timeout=30)


def take(url: str) -> None:
    """Take a number as the demo's kiosk."""
    hall = answer(f"{url}/api/v1/halls")["halls"][0]["hall"]
    line = answer(f"{url}/api/v1/halls/{hall}")["lines"][0]["line"]
    wish = json.dumps({"line": line, "tap": str(uuid.uuid4())}).encode()
    request = urllib.request.Request(  # noqa: S310  # loopback
        f"{url}/api/v1/halls/{hall}/tickets", wish, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as done:  # noqa: S310  # loopback
        assert done.status == 201


def test_serve_alone_ends_quickly_with_a_wall_and_a_slow_call_open(home: Path) -> None:
    with started("serve", home) as running:
        assert agents(running.process.pid) == []
        wall = websocket.create_connection(
            f"ws{running.url.removeprefix('http')}/socket.io/?EIO=4&transport=websocket", timeout=10
        )
        wall.recv()
        wall.send('40/wall,{"hall":"hoa-yen"}')
        assert until(lambda: '"board"' in wall.recv())
        host, port = running.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as slow:
            slow.sendall(b"GET / HTTP/1.1\r\n")
            assert running.end() < STOP_SECONDS
        assert running.process.returncode == 0
        wall.close()


def test_ctrl_c_ends_cleanly(home: Path) -> None:
    with started("serve", home) as running:
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(STOP_SECONDS) == 0


def test_answers_do_not_wait_for_more_bytes(home: Path) -> None:
    import http.client

    with started("serve", home) as running:
        connection = http.client.HTTPConnection(running.url.removeprefix("http://"), timeout=10)
        times = []
        for _ in range(30):
            before = time.monotonic()
            connection.request("GET", "/health/live")
            connection.getresponse().read()
            times.append(time.monotonic() - before)
        connection.close()
        assert sorted(times)[len(times) // 2] < 0.03


def test_port_in_use_is_one_sentence(motcua, home: Path) -> None:
    with socket.create_server(("127.0.0.1", free_port())) as taken:
        port = str(taken.getsockname()[1])
        done = motcua("serve", "--port", port)
    assert done.returncode == 2
    assert f"127.0.0.1:{port} is in use" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (home / "motcua.db").exists()


def test_foreign_address_is_one_sentence(motcua) -> None:
    done = motcua("serve", "--host", "192.0.2.7")
    assert done.returncode == 2
    assert done.stderr.startswith("server.host (--host): cannot listen on 192.0.2.7")
