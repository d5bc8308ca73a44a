"""Many acts, one commit: what is wanted of a hall at the same moment shares a transaction.

At a rush the price of a number is its commit, which waits for the disk, and the lock around it.
Both are paid once for all who came while the last ones were being written.
"""

from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from threading import Lock
from typing import Any, Protocol, TypeVar

from kiosk.domain.errors import KioskError
from kiosk.domain.head import Head

T = TypeVar("T")


class Log(Protocol):
    """What is needed to know of a locked hall."""

    head: Head

    def flush(self) -> None:
        """Write what was recorded so far, or fail."""


Act = Callable[[Any], Any]


class SpoiltError(Exception):
    """An act failed half-way, so that nothing of this transaction can stay."""


class Wanted:
    """An act and, later, its answer or refusal."""

    def __init__(self, act: Act) -> None:
        self._act = act
        self._refusal: KioskError | None = None
        self._answer: Any = None
        self.told: Future[Any] = Future()

    def run(self, log: Log) -> None:
        """Run on a log that others share; raise SpoiltError if they have to do without it."""
        before = log.head.seq
        try:
            self._answer = self._act(log)
        except KioskError as refusal:
            if log.head.seq != before:
                raise SpoiltError from refusal
            self._refusal = refusal
        except Exception as error:
            raise SpoiltError from error

    def run_alone(self, hall: AbstractContextManager[Log]) -> None:
        """Run in a transaction of its own and tell how it ended."""
        try:
            with hall as log:
                answer = self._act(log)
        except Exception as error:  # noqa: BLE001  # it is raised where it was asked
            self.told.set_exception(error)
        else:
            self.told.set_result(answer)

    def tell(self) -> None:
        """Give the answer, now that it is committed."""
        if self._refusal is not None:
            self.told.set_exception(self._refusal)
        else:
            self.told.set_result(self._answer)


class Together:
    """Collects acts by hall; the first to come carries out those of all.

    Args:
        lock: Takes a hall's lock for one transaction.
        pause: Lets other requests that have arrived come as far as ``run``.
    """

    def __init__(
        self, lock: Callable[[str], AbstractContextManager[Any]], pause: Callable[[], None]
    ) -> None:
        self._lock, self._pause = lock, pause
        self._waiting: defaultdict[str, list[Wanted]] = defaultdict(list)
        self._door = Lock()

    def run(self, hall: str, act: Callable[[Any], T]) -> T:
        """Return the act's answer once it is committed, or raise its refusal."""
        wanted = Wanted(act)
        with self._door:
            waiting = self._waiting[hall]
            waiting.append(wanted)
            leads = len(waiting) == 1
        if leads:
            self._carry_out(hall)
        answer: T = wanted.told.result()
        return answer

    def _carry_out(self, hall: str) -> None:
        mine: list[Wanted] = []
        try:
            self._pause()
            with self._lock(hall) as log:
                mine = self._take(hall)
                for wanted in mine:
                    wanted.run(log)
                _flush(log)
        except SpoiltError:
            for wanted in mine:
                wanted.run_alone(self._lock(hall))
        except Exception as error:  # noqa: BLE001  # it is raised where each act was asked
            _tell_all(mine or self._take(hall), error)
        except BaseException as error:
            _tell_all(mine or self._take(hall), error)
            raise
        else:
            for wanted in mine:
                wanted.tell()

    def _take(self, hall: str) -> list[Wanted]:
        """Take all who wait; whoever comes from now on leads the next."""
        with self._door:
            return self._waiting.pop(hall, [])


def _flush(log: Log) -> None:
    try:
        log.flush()
    except Exception as error:
        raise SpoiltError from error


def _tell_all(wanted: list[Wanted], error: BaseException) -> None:
    for one in wanted:
        one.told.set_exception(error)
