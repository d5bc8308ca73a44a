"""Load on a server: wrk, since a Python client would measure itself."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).with_name("load.lua")


def post(
    url: str, paths: list[str], *, token: str | None = None, kind: str = "tap", run: int
) -> dict:
    """POST to the paths in turn for five seconds from 16 connections; return wrk's figures."""
    return wrk(url, [token or "-", str(run), kind, *paths], seconds=5)


def wrk(url: str, arguments: list[str], *, seconds: int, connections: int = 16) -> dict[str, Any]:
    program = shutil.which("wrk")
    if not program:
        raise SystemExit("wrk is missing: install Debian's package wrk")
    command = [program, "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s"]
    done = subprocess.run(
        [*command, "-s", str(SCRIPT), url, "--", *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    figures = json.loads(done.stdout.strip().splitlines()[-1])
    if figures["http_errors"] or figures["socket_errors"]:
        raise RuntimeError(f"{url}: {figures}")
    return figures | {"per_second": figures["requests"] / figures["seconds"]}
