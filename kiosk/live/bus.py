"""The bus: each server process reads every hall's journal on, and tells its own clients.

The journal is the outbox: nothing is told that was not committed, and what was committed is
told in order, whoever committed it. A commit in this process is handed to the reader at once;
those of other processes are heard through Redis, or else found by looking. Each row seals the one
before it, so a reader also sees when a restored backup has put another journal in the place of
the one that it told; then screens begin anew.
"""

from collections.abc import Callable, Iterable, Sequence

import gevent
import structlog
from gevent.event import Event as Signal
from gevent.lock import RLock

from kiosk.storage.journal import Entry
from kiosk.storage.queries import Queries

log = structlog.get_logger()

PAGE = 500
"""Journal rows read at a time."""

LOOK_SECONDS = 0.2
"""How often the database is asked for other processes' commits where there is no Redis."""

LOOK_SELDOM_SECONDS = 2.0
"""How often with Redis, which forgets what it could not deliver, and on SQLite, where only a
restored backup comes from elsewhere."""

NOTHING = (0, "")
"""The tip of a hall that the database does not have."""

Subscriber = Callable[[Entry], None]
Anew = Callable[[str], None]


class Reader:
    """Reads one hall's journal on; ``lock`` keeps a newcomer's replay and the stream apart.

    Attributes:
        tip: Number and hash of the last row that was told.
    """

    def __init__(
        self, hall: str, queries: Queries, subscribers: list[Subscriber], anew: Anew
    ) -> None:
        self.hall, self.tip = hall, queries.tips().get(hall, NOTHING)
        self.lock = RLock()
        self._queries, self._subscribers, self._anew = queries, subscribers, anew
        self._wake = Signal()
        self._committed: list[Entry] = []
        self._look_up = False

    @property
    def seq(self) -> int:
        """The last row that was told."""
        return self.tip[0]

    def wake(self) -> None:
        """Say that there may be something new in the database."""
        self._look_up = True
        self._wake.set()

    def hand_over(self, entries: Sequence[Entry]) -> None:
        """Take rows that this process has just committed: they need not be read again."""
        self._committed += entries
        self._wake.set()

    def run(self) -> None:
        """Read on for ever."""
        while True:
            self._wake.wait()
            self._wake.clear()
            try:
                if not self._tell_committed():
                    self._read_on()
            except Exception:
                log.exception("bus.read_failed", hall=self.hall)
                gevent.sleep(LOOK_SECONDS)
                self.wake()

    def since(self, seq: int, limit: int) -> list[Entry]:
        """Return the rows after ``seq`` that were told already; hold the lock meanwhile."""
        entries = self._queries.entries(self.hall, seq, limit)
        return [entry for entry in entries if entry.seq <= self.seq]

    def catch_up(self) -> None:
        """Tell what is committed already; hold the lock to stay there."""
        with self.lock:
            self._read_on()

    def _tell_committed(self) -> bool:
        """Tell what was handed over; False when the database may know more or other things."""
        entries, look_up = self._committed, self._look_up
        self._committed, self._look_up = [], False
        self._tell_all(entries)
        if not entries:
            return not look_up
        return not look_up and (entries[-1].seq, entries[-1].hash) == self.tip

    def _read_on(self) -> None:
        while len(entries := self._queries.entries(self.hall, self.seq, PAGE)) == PAGE:
            self._tell_all(entries)
        self._tell_all(entries)
        if not entries:
            # Under the lock, since another greenlet may read on while we ask.
            with self.lock:
                tip = self._queries.tips().get(self.hall, NOTHING)
                if tip[0] <= self.seq and tip != self.tip:
                    self._begin_anew()

    def _tell_all(self, entries: list[Entry]) -> None:
        with self.lock:
            for entry in entries:
                # A newcomer's replay may have read on while we waited for the lock.
                if entry.seq != self.seq + 1:
                    continue
                if entry.prev_hash != self.tip[1]:
                    self._begin_anew()
                    return
                self._tell(entry)
                self.tip = (entry.seq, entry.hash)

    def _begin_anew(self) -> None:
        """Take another history for true: a backup was put in the place of the one we told."""
        log.warning("bus.journal_replaced", hall=self.hall, seq=self.seq)
        self.tip = self._queries.tips().get(self.hall, NOTHING)
        self._anew(self.hall)

    def _tell(self, entry: Entry) -> None:
        for subscriber in self._subscribers:
            try:
                subscriber(entry)
            except Exception:
                log.exception("bus.subscriber_failed", kind=entry.kind, seq=entry.seq)


class Bus:
    """The readers of all halls in this process.

    Args:
        queries: Where journals are read.
        redis_url: Where processes tell each other of commits; None when this one is alone.
        look: Seconds between two looks for the commits of others; None for never.
    """

    def __init__(self, queries: Queries, redis_url: str | None, *, look: float | None) -> None:
        self._queries, self._look = queries, look
        self._subscribers: list[Subscriber] = []
        self._anew: list[Anew] = []
        self._readers: dict[str, Reader] = {}
        self._wire = _RedisWire(redis_url) if redis_url else None

    def subscribe(self, subscriber: Subscriber, anew: Anew = lambda _hall: None) -> None:
        """Have every journal row of every hall told, in order, from now on.

        ``anew`` hears of halls in whose database another journal was put, by a restore.
        """
        self._subscribers.append(subscriber)
        self._anew.append(anew)

    def start(self, halls: Iterable[str]) -> None:
        """Begin to read; rows that exist already are for replays only."""
        for hall in halls:
            reader = Reader(hall, self._queries, self._subscribers, self._tell_anew)
            self._readers[hall] = reader
            gevent.spawn(reader.run)
        if self._wire:
            gevent.spawn(self._wire.listen, self._wake)
        if self._look is not None:
            gevent.spawn(self._look_around, self._look)

    def reader(self, hall: str) -> Reader:
        """Return a hall's reader; KeyError when the hall is not configured."""
        return self._readers[hall]

    def published(self, entries: Sequence[Entry]) -> None:
        """Hear what this process has just committed to one hall's journal."""
        newest = entries[-1]
        reader = self._readers.get(newest.hall)
        if reader:
            reader.hand_over(entries)
        if self._wire:
            gevent.spawn(self._wire.tell, newest.hall, newest.seq)

    def _wake(self, hall: str, seq: int) -> None:
        reader = self._readers.get(hall)
        if reader and reader.seq != seq:
            reader.wake()

    def _look_around(self, pause: float) -> None:
        while True:
            gevent.sleep(pause)
            try:
                found = self._queries.tips()
            except Exception:
                log.exception("bus.look_failed")
                continue
            for hall, tip in found.items():
                reader = self._readers.get(hall)
                if reader and reader.tip != tip:
                    reader.wake()

    def _tell_anew(self, hall: str) -> None:
        for anew in self._anew:
            try:
                anew(hall)
            except Exception:
                log.exception("bus.subscriber_failed", kind="anew")


class _RedisWire:
    """Tells other processes of commits; a lost message is made up for by the next one."""

    CHANNEL = "motcua.commits"

    def __init__(self, url: str) -> None:
        import redis  # noqa: PLC0415  # only where it is used: it costs 8 MB

        self._redis = redis.Redis.from_url(url, socket_connect_timeout=3, health_check_interval=15)
        self._lost = False

    def tell(self, hall: str, seq: int) -> None:
        """Tell the other processes."""
        try:
            self._redis.publish(self.CHANNEL, f"{hall} {seq}")
        except Exception as error:  # noqa: BLE001  # looking makes up for whatever it is
            self._complain(error)

    def listen(self, wake: Callable[[str, int], None]) -> None:
        """Hear the other processes, for ever."""
        while True:
            try:
                with self._redis.pubsub(ignore_subscribe_messages=True) as channel:  # type: ignore[no-untyped-call]
                    channel.subscribe(self.CHANNEL)
                    self._lost = False
                    for message in channel.listen():
                        hall, seq = message["data"].decode().split()
                        wake(hall, int(seq))
            except Exception as error:  # noqa: BLE001  # as above
                self._complain(error)
                gevent.sleep(1)

    def _complain(self, error: Exception) -> None:
        if not self._lost:
            self._lost = True
            log.error("bus.redis_lost", error=str(error), instead="the database is looked at")
