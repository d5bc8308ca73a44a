"""What agents told last of devices and lanes."""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Table, and_, insert, select, update

from kiosk.storage.tables import devices, lanes

TRUST_SECONDS = 2.0


class Devices:
    """Rows of devices and lanes: the last word, not a history."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._printer: tuple[float, str | None] = (-TRUST_SECONDS, None)

    def all(self) -> list[dict[str, Any]]:
        """Return every device that an agent told of, by kind and name."""
        return self._rows(select(devices).order_by(devices.c.kind, devices.c.name))

    def first_printer(self) -> str | None:
        """Return a printer that an agent told of, as known within ``TRUST_SECONDS``."""
        told, name = self._printer
        if time.monotonic() - told > TRUST_SECONDS:
            query = select(devices.c.name).where(devices.c.kind == "printer")
            with self._engine.connect() as connection:
                name = connection.execute(
                    query.order_by(devices.c.name).limit(1)
                ).scalar_one_or_none()
            self._printer = (time.monotonic(), name)
        return name

    def lane(self, slug: str) -> dict[str, Any] | None:
        """Return a lane's last word; None when no agent has told any."""
        found = self._rows(select(lanes).where(lanes.c.slug == slug))
        return found[0] if found else None

    def lanes(self) -> list[dict[str, Any]]:
        """Return the last word of every lane that an agent told of."""
        return self._rows(select(lanes).order_by(lanes.c.slug))

    def put_device(self, row: dict[str, Any]) -> None:
        """Write a device's state; ``name`` and ``kind`` name it."""
        self._put(devices, row, ("name", "kind"))

    def put_lane(self, row: dict[str, Any]) -> None:
        """Write a lane's state; ``slug`` names it."""
        self._put(lanes, row, ("slug",))

    def forget(self, agent: str, now: datetime) -> None:
        """Say of an agent's devices that nothing is known any more; unknown is not ok."""
        gone = {"state": "unknown", "message": "agent_gone", "since": now}
        mine = and_(devices.c.agent == agent, devices.c.kind != "agent")
        with self._writing() as connection:
            connection.execute(update(devices).where(mine).values(gone))

    def _put(self, table: Table, row: dict[str, Any], key: Sequence[str]) -> None:
        mine = and_(*(table.c[name] == row[name] for name in key))
        with self._writing() as connection:
            if not connection.execute(update(table).where(mine).values(row)).rowcount:
                connection.execute(insert(table), row)

    def _writing(self) -> Any:
        return self._engine.execution_options(begin="IMMEDIATE").begin()

    def _rows(self, query: Any) -> list[dict[str, Any]]:
        with self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]
