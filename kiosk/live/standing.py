"""How devices and lanes are, as agents say; kept true beside other server processes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kiosk.storage.devices import Devices

GONE = "agent_gone"

Row = dict[str, Any]
Key = tuple[str, str]


@dataclass(frozen=True)
class Hearers:
    """Who wants to hear of changes, whichever process wrote them."""

    devices: Callable[[], None]
    lane: Callable[[str], None]


class Standing:
    """Writes what this process's agents say, and tells what those of other processes say."""

    def __init__(self, rows: Devices, hearers: Hearers) -> None:
        self._rows, self._hearers = rows, hearers
        self._said: dict[str, dict[Key, Row]] = {}
        """What the agents on our lines said last, by agent."""
        self._told: dict[Key, Row] = {}
        """What our screens were told last."""

    def start(self, now: datetime) -> None:
        """Say that nothing is known yet; agents on other processes' lines object in ``look``."""
        for device in self._rows.all():
            if device["kind"] == "agent":
                self.gone(device["name"], (), now)
        for lane in self._rows.lanes():
            self._put(_lane(lane["slug"], "fault", now, GONE))

    def agent(self, name: str, now: datetime) -> None:
        """Note that an agent is on the line."""
        self.say(name, _agent(name, "ok", "", now))

    def lane(self, agent: str, lane: str, state: str, since: datetime, fault: str | None) -> None:
        """Note what an agent says of its lane."""
        self.say(agent, _lane(lane, state, since, fault))

    def say(self, agent: str, row: Row) -> None:
        """Note what an agent says of a device."""
        self._said.setdefault(agent, {})[_key(row)] = row
        self._put(row)

    def printer(self, name: str) -> Row | None:
        """Return what was told last of a printer; None when nothing was."""
        return self._told.get(("printer", name))

    def gone(self, agent: str, lanes: tuple[str, ...], now: datetime) -> None:
        """Say that nothing is known any more of what an agent owns."""
        self._said.pop(agent, None)
        self._rows.forget(agent, now)
        self._put(_agent(agent, "fault", GONE, now))
        for lane in lanes:
            self._put(_lane(lane, "fault", now, GONE))

    def look(self) -> None:
        """Contradict a process that says our agents are gone; tell what others changed."""
        there = self._there()
        for rows in list(self._said.values()):
            for key, row in list(rows.items()):
                if _gone(there.get(key)):
                    self._put(row)
        there = self._there()
        changed = [key for key, row in there.items() if self._told.get(key) != row]
        self._told = there
        self._tell(changed)

    def _there(self) -> dict[Key, Row]:
        return {_key(row): row for row in (*self._rows.all(), *self._rows.lanes())}

    def _put(self, row: Row) -> None:
        if "slug" in row:
            self._rows.put_lane(row)
        else:
            self._rows.put_device(row)
        self._told[_key(row)] = row
        self._tell([_key(row)])

    def _tell(self, changed: list[Key]) -> None:
        for kind, name in changed:
            if kind == "lane":
                self._hearers.lane(name)
        if any(kind != "lane" for kind, _ in changed):
            self._hearers.devices()


def _key(row: Row) -> Key:
    return ("lane", row["slug"]) if "slug" in row else (row["kind"], row["name"])


def _gone(row: Row | None) -> bool:
    return row is None or GONE in {row.get("message"), row.get("fault")}


def _lane(lane: str, state: str, since: datetime, fault: str | None) -> Row:
    return {"slug": lane, "state": state, "since": since, "fault": fault}


def _agent(name: str, state: str, message: str, since: datetime) -> Row:
    row = {"name": name, "kind": "agent", "agent": name, "state": state, "since": since}
    return row | {"message": message, "facts": {}}
