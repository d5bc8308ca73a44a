"""Keeps one thread a device alive."""

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from devices.agent.worker import Worker

LOG = logging.getLogger(__name__)

RESTART_AFTER = (0.2, 1.0, 2.0, 5.0, 10.0)
"""Seconds before a dead thread is started again; the last one for ever."""

CALM = 60.0
"""A thread that lived so long starts again at once when it dies."""


@dataclass(slots=True)
class _Post:
    worker: Worker
    thread: threading.Thread
    started: float
    deaths: int = 0
    died: float | None = None


class Supervisor:
    """Starts the devices' threads, and starts again those that die."""

    def __init__(self, workers: Sequence[Worker]) -> None:
        self._workers = workers
        self._posts: list[_Post] = []

    def start(self) -> None:
        """Start every thread."""
        now = time.monotonic()
        self._posts = [_Post(worker, _start(worker), now) for worker in self._workers]

    def check(self, now: float) -> None:
        """Look after the threads, a few times a second.

        Args:
            now: Monotonic clock.
        """
        for post in self._posts:
            if post.thread.is_alive():
                continue
            if post.died is None:
                _bury(post, now)
            pause = RESTART_AFTER[min(post.deaths, len(RESTART_AFTER)) - 1]
            if post.died is not None and now - post.died >= pause:
                post.thread, post.started, post.died = _start(post.worker), now, None

    def stop(self, patience: float) -> bool:
        """Ask all threads to end; return whether they did within ``patience`` seconds.

        A thread that is just printing may need longer; it dies with the process, and the next
        start takes up its job where it was left.
        """
        until = time.monotonic() + patience
        for post in self._posts:
            post.worker.stop()
        for post in self._posts:
            post.thread.join(max(until - time.monotonic(), 0))
        return not any(post.thread.is_alive() for post in self._posts)


def _bury(post: _Post, now: float) -> None:
    post.deaths = 1 if now - post.started >= CALM else post.deaths + 1
    post.died = now
    post.worker.crashed()


def _start(worker: Worker) -> threading.Thread:
    thread = threading.Thread(
        target=_run, args=(worker,), name=f"{worker.kind} {worker.name}", daemon=True
    )
    thread.start()
    return thread


def _run(worker: Worker) -> None:
    try:
        worker.run()
    except Exception:
        LOG.exception("the thread of %s %s died and is started again", worker.kind, worker.name)
