"""Journal rows: appended under the hall's lock, read in order."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Integer, bindparam, select

from kiosk.domain.events import Event, event_of
from kiosk.storage.tables import journal

_SINCE = (
    select(journal)
    .where(journal.c.hall == bindparam("hall"), journal.c.seq > bindparam("since"))
    .order_by(journal.c.seq)
    .limit(bindparam("limit", type_=Integer))
)


@dataclass(frozen=True)
class Entry:
    """A journal row; ``body`` is the sealed text."""

    hall: str
    seq: int
    at: datetime
    kind: str
    body: str
    prev_hash: str
    hash: str

    @property
    def facts(self) -> dict[str, Any]:
        """The body as JSON values."""
        facts: dict[str, Any] = json.loads(self.body)
        return facts

    @cached_property
    def event(self) -> Event:
        """The event; KeyError when a newer version wrote a kind we do not know."""
        return event_of(self.kind, self.hall, self.at, self.facts)


def entries_since(connection: Connection, hall: str, since: int, limit: int) -> list[Entry]:
    """Return up to ``limit`` rows after ``since``, in order."""
    rows = connection.execute(_SINCE, {"hall": hall, "since": since, "limit": limit})
    return [Entry(*row) for row in rows]


def all_entries(connection: Connection, hall: str, page: int = 5000) -> Iterator[Entry]:
    """Yield a hall's whole journal, a page at a time."""
    since = 0
    while entries := entries_since(connection, hall, since, page):
        yield from entries
        since = entries[-1].seq
