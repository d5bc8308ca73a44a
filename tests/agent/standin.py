"""A stand-in for the server: a real Socket.IO server whose whole truth lies in files.

Being killed costs it nothing: orders, reports and answers are lines of JSON on the disk, as the
product's are rows. ``python tests/agent/standin.py FOLDER PORT`` runs it, ``StandIn`` commands it.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import socketio
from werkzeug.serving import make_server

TOKEN = "agent-token"
FINAL = {"done", "uncertain", "failed", "expired"}


def lines(path: Path) -> list[dict[str, Any]]:
    """Return the whole lines of a file that another process may be writing."""
    text = path.read_text() if path.exists() else ""
    return [json.loads(line) for line in text.split("\n")[:-1]]


def append(path: Path, line: dict[str, Any]) -> None:
    with path.open("a") as file:
        file.write(json.dumps(line) + "\n")
        file.flush()
        os.fsync(file.fileno())


class StandIn:
    """The test's side: starts, kills, and reads and writes the files."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        folder.mkdir()
        self._process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._process = subprocess.Popen([sys.executable, __file__, self.folder, str(self.port)])

    def kill(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()

    def order(self, event: str, body: Any) -> int:
        """Send a message to the agent, a job until its final report; return its number."""
        number = len(lines(self.folder / "orders"))
        append(self.folder / "orders", {"n": number, "event": event, "body": body})
        return number

    def answer(self, number: int, within: float = 10) -> Any:
        """Return what the agent answered to an order."""
        return wait_for(
            lambda: [x["answer"] for x in lines(self.folder / "answers") if x["n"] == number],
            within,
        )[0]

    def reports(self, job: str | None = None) -> list[dict[str, Any]]:
        """Return the reports on jobs in the order of their arrival, repeated messages once."""
        unique = {line["message"]: line for line in lines(self.folder / "reports")}
        return [line for line in unique.values() if job in {None, line["id"]}]

    def ends(self) -> dict[str, list[str]]:
        """Return the final states reported of each job."""
        ends: dict[str, list[str]] = {}
        for line in self.reports():
            if line["state"] in FINAL:
                ends.setdefault(line["id"], []).append(line["state"])
        return ends

    def heard(self, event: str) -> list[dict[str, Any]]:
        """Return all messages of a kind that are not about jobs."""
        return [x["body"] for x in lines(self.folder / "heard") if x["event"] == event]

    def behave(self, mode: str) -> None:
        """Be ``well``, ``deaf`` (nothing is acknowledged), ``strict`` (no token) or a refusal."""
        (self.folder / "mode").write_text(mode)


def wait_for(probe: Any, within: float = 20) -> Any:
    """Return the first truthy answer of ``probe``."""
    until = time.monotonic() + within
    while True:
        answer = probe()
        if answer:
            return answer
        assert time.monotonic() < until, f"not within {within} s"
        threading.Event().wait(0.02)


class _Server:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.io = socketio.Server(async_mode="threading", cors_allowed_origins="*")
        self.turn = threading.Lock()
        self.agents: set[str] = set()
        self.io.on("connect", self.connect, namespace="/agent")
        self.io.on("disconnect", self.disconnect, namespace="/agent")
        self.io.on("job.state", self.job_state, namespace="/agent")
        for event in ("device.state", "lane.state", "lane.reading", "strip"):
            self.io.on(event, self.hearing(event), namespace="/agent")

    @property
    def mode(self) -> str:
        path = self.folder / "mode"
        return path.read_text() if path.exists() else "well"

    def connect(self, sid: str, _environ: Any, auth: Any) -> None:
        if not auth or auth["token"] != TOKEN or self.mode == "strict":
            raise socketio.exceptions.ConnectionRefusedError("unauthorized")
        append(self.folder / "heard", {"event": "hello", "body": auth})
        with self.turn:
            self.agents.add(sid)
        self.io.start_background_task(self.send, sid, 0)

    def disconnect(self, sid: str, *_: Any) -> None:
        with self.turn:
            self.agents.discard(sid)

    def job_state(self, _sid: str, body: Any) -> Any:
        mode = self.mode
        if mode == "busy":
            return {"ok": False, "code": "busy"}
        if mode in {"refused", "bad_message"}:
            return {"ok": False, "code": mode}
        append(self.folder / "reports", body)
        if mode == "deaf":
            threading.Event().wait()
        return {"ok": True}

    def hearing(self, event: str) -> Any:
        def hear(_sid: str, body: Any) -> Any:
            append(self.folder / "heard", {"event": event, "body": body})
            return {"ok": True}

        return hear

    def send(self, sid: str, first: int) -> None:
        """Send all orders from the ``first``: what is done is not sent again."""
        done = {line["id"] for line in lines(self.folder / "reports") if line["state"] in FINAL}
        answered = {line["n"] for line in lines(self.folder / "answers")}
        for order in lines(self.folder / "orders")[first:]:
            body = order["body"]
            job = order["event"] == "job" and isinstance(body, dict) and "id" in body
            if (body["id"] in done) if job else (order["n"] in answered):
                continue
            self.io.emit(
                order["event"], body, to=sid, namespace="/agent", callback=self.answered(order["n"])
            )

    def answered(self, number: int) -> Any:
        def keep(*answer: Any) -> None:
            append(self.folder / "answers", {"n": number, "answer": answer[0] if answer else None})

        return keep

    def watch(self) -> None:
        seen = len(lines(self.folder / "orders"))
        while True:
            threading.Event().wait(0.02)
            orders = lines(self.folder / "orders")
            if len(orders) > seen:
                with self.turn:
                    agents = list(self.agents)
                for sid in agents:
                    self.send(sid, seen)
                seen = len(orders)


def main() -> None:
    server = _Server(Path(sys.argv[1]))
    threading.Thread(target=server.watch, daemon=True).start()
    app = socketio.WSGIApp(server.io)
    make_server("127.0.0.1", int(sys.argv[2]), app, threaded=True).serve_forever()


if __name__ == "__main__":
    import logging

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    main()
