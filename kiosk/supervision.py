"""The agent as a child process: started again when it ends, ended with the server."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import structlog

log = structlog.get_logger()

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 10.0
"""Seconds between an end and the next start, doubled from the one to the other."""

STEADY = 60.0
"""An agent that ran this many seconds begins with the first pause again."""

END_SECONDS = 3.0
"""How long the agent has to end by itself."""


def agent_command(
    server: str, token_file: Path, config: Path | None, data: Path
) -> tuple[str, ...]:
    """Return the command line of an agent beside this server."""
    command = [sys.executable, "-m", "devices.agent", "--beside", "--server", server]
    command += ["--token-file", str(token_file), "--data", str(data)]
    if config is not None:
        command += ["--config", str(config)]
    return tuple(command)


class Child:
    """A process that is kept running until ``stop``."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = list(command)
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name="agent", daemon=True)

    def start(self) -> None:
        """Start the process and look after it from a thread."""
        self._thread.start()

    def again(self) -> None:
        """End the process, so that it is started again and reads its token anew."""
        process = self._process
        if process is not None and process.poll() is None:
            process.terminate()

    def ask_to_end(self) -> None:
        """Ask the process to end and start it no more; returns at once."""
        self._stopping.set()
        self.again()

    def stop(self) -> None:
        """End the process; returns within 4 s. It is killed when it does not end by itself."""
        self.ask_to_end()
        if self._thread.ident is None:
            return
        self._thread.join(END_SECONDS)
        process = self._process
        if process is not None and process.poll() is None:
            log.warning("agent.killed")
            process.kill()
            self._thread.join(1.0)

    def _keep(self) -> None:
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            started = time.monotonic()
            status = self._run_once()
            if self._stopping.is_set():
                return
            ran = time.monotonic() - started
            pause = FIRST_PAUSE if ran > STEADY else pause
            log.warning("agent.ended", status=status, again_in=pause)
            self._stopping.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _run_once(self) -> int | None:
        try:
            # The pipe is never written to: when this process dies, however, the agent sees its end.
            self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
                self._command, stdin=subprocess.PIPE, creationflags=_flags()
            )
        except OSError as error:
            log.warning("agent.not_started", error=str(error))
            return None
        if self._stopping.is_set():
            self._process.terminate()
        return self._process.wait()


def _flags() -> int:
    """Return what keeps a ctrl-C in our window from ending the agent before us, on Windows."""
    return getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) if os.name == "nt" else 0
