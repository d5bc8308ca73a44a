"""An agent as a process of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from devices.agent.clock import utc
from tests.agent.parts import job
from tests.agent.standin import TOKEN, StandIn

CONFIG = """
[hall]
slug = "hoa-yen"
name = "Bộ phận Một cửa"
[[hall.line]]
slug = "ho-tich"
prefix = "A"
name = "Hộ tịch"
[[hall.counter]]
slug = "1"
lines = ["ho-tich"]
[[hall.lane]]
slug = "cua-chinh"
"""
SIMULATED = """
[[agent.printer]]
name = "p1"
model = "simulated"
[[agent.thermometer]]
lane = "cua-chinh"
model = "simulated"
"""


class Agent:
    """An agent's process and its folder."""

    def __init__(self, folder: Path, server: str, devices: str) -> None:
        self.folder, self._server = folder, server
        folder.mkdir()
        (folder / "token").write_text(TOKEN)
        (folder / "agent.toml").write_text(CONFIG + devices)
        self.process: subprocess.Popen | None = None
        self.log = folder / "log"

    def start(self) -> None:
        options = {
            "--server": self._server,
            "--token-file": self.folder / "token",
            "--config": self.folder / "agent.toml",
            "--data": self.folder / "data",
        }
        words = [str(word) for option in options.items() for word in option]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, Path(__file__).with_name("hurried.py"), *words],
                stderr=log,
                env={**os.environ, "MOTCUA_CONFIG": ""},
            )

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        assert self.process
        self.process.send_signal(how)
        return self.process.wait(10)


def order_job(server: StandIn, number: str, life: float = 600) -> str:
    order = job(number, now=utc(), life=life, sent_at=utc())
    server.order("job", order.to_json())
    return order.id
