"""Remembers through a restart of the agent that a thermometer is warm."""

from datetime import datetime, timedelta

from config.agent import ThermometerSettings
from devices.agent.memory import Memory

KEEPS_WARM = timedelta(minutes=3)
"""For so long after its last good reading a sensor counts as not having lost its power."""


class Warmth:
    """When one thermometer last measured in a lane that had warmed up."""

    def __init__(self, memory: Memory, settings: ThermometerSettings) -> None:
        self._memory = memory
        # another model or another plug may be another sensor
        self._device = f"{settings.lane} {settings.model} {settings.port}"

    def note(self, now: datetime) -> None:
        """Remember that it is warm and measures."""
        with self._memory.transaction() as db:
            db.execute(
                "INSERT INTO warmth (device, at) VALUES (?, ?)"
                " ON CONFLICT (device) DO UPDATE SET at = excluded.at",
                (self._device, now.timestamp()),
            )

    def lasts(self, now: datetime) -> bool:
        """Tell whether it is still warm; a clock that was set back says no."""
        rows = self._memory.rows("SELECT at FROM warmth WHERE device = ?", self._device)
        return any(0 <= now.timestamp() - row["at"] < KEEPS_WARM.total_seconds() for row in rows)
