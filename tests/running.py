"""The product's server, and the bare one it is compared with, each a process of its own."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers import free_port

READY_SECONDS = 60


@dataclass(frozen=True)
class Running:
    """A server that answers; ``started`` is the time it took, in seconds."""

    url: str
    data: Path
    process: subprocess.Popen
    started: float

    def memory(self) -> dict[str, int]:
        """Return the resident memory in MB of the process and its children, by command."""
        sizes = {}
        for pid in _family(self.process.pid):
            status = Path(f"/proc/{pid}/status").read_text()
            command = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
            size = int(re.search(r"VmRSS:\s+(\d+)", status)[1]) // 1024
            sizes[f"{pid} {command[-60:].strip()}"] = size
        return sizes


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in _family(int(child)))]


@contextlib.contextmanager
def product(
    data: Path, config: str, *, command: str = "serve", port: int = 0, **environ: str
) -> Iterator[Running]:
    """Start ``motcua serve`` (or ``run``) with a configuration of its own."""
    data.mkdir(parents=True, exist_ok=True)
    file = data / "motcua.toml"
    file.write_text(config, encoding="utf-8")
    arguments = ["-m", "kiosk.cli", command, "--config", str(file), "--data", str(data)]
    with _running(arguments, data, "/health/ready", environ, port) as server:
        yield server


@contextlib.contextmanager
def bare(data: Path) -> Iterator[Running]:
    """Start the bare route and the bare broadcast on the same kind of server."""
    data.mkdir(parents=True, exist_ok=True)
    with _running(["-m", "tests.bench.bare", "--data", str(data)], data, "/ready", {}, 0) as server:
        yield server


@contextlib.contextmanager
def _running(
    arguments: list[str], data: Path, ready: str, environ: dict[str, str], port: int
) -> Iterator[Running]:
    port, start = port or free_port(), time.monotonic()
    log = (data / f"server-{port}.log").open("ab")
    process = subprocess.Popen(
        [sys.executable, *arguments, "--host", "127.0.0.1", "--port", str(port)],
        stdout=log,
        stderr=log,
        env=os.environ | environ,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _until_ready(url + ready, process, Path(log.name))
        yield Running(url, data, process, time.monotonic() - start)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


def _until_ready(url: str, process: subprocess.Popen, log: Path) -> None:
    pause = threading.Event()
    for _ in range(READY_SECONDS * 50):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended: {log.read_text(errors='replace')[-2000:]}")
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310  # loopback
            if answer.status == 200:
                return
        pause.wait(0.02)
    raise RuntimeError(f"{url} did not answer: {log.read_text(errors='replace')[-2000:]}")


def motcua(data: Path, *arguments: str, **environ: str) -> str:
    """Run a command of the product on the same data; return what it printed."""
    command = [sys.executable, "-m", "kiosk.cli", *arguments]
    command += ["--config", str(data / "motcua.toml"), "--data", str(data)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | environ
    )
    if done.returncode:
        raise RuntimeError(f"{arguments}: status {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


def post(url: str, body: dict[str, Any], token: str = "") -> dict[str, Any]:
    """POST JSON and return the JSON answer."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(url, json.dumps(body).encode(), headers, method="POST")  # noqa: S310  # loopback
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310  # loopback
        return json.loads(answer.read())


def new_token(data: Path, role: str, **environ: str) -> str:
    """Create an API token with the product's own command."""
    name = f"{role}-{uuid.uuid4().hex[:8]}"
    out = motcua(data, "token", "create", "--name", name, "--role", role, **environ)
    return next(word for word in out.split() if word.startswith("mc_"))
