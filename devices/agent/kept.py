"""What an agent remembers of a printer through its restarts: what it can do, and its roll."""

from typing import Any

from config.agent import PrinterSettings
from devices.agent.memory import Memory
from devices.printers.base import Abilities, Printer
from devices.wire import Fact

DOTS_A_METRE = 8000

USUAL_ROWS = 784
"""Rows of a ticket of 98 mm, until this roll's own tickets say better."""

ENOUGH = 20
"""So many tickets make a mean."""

COARSE = 50
"""Above so many, tickets left are told in tens: the roll's true length is not known so well."""


class Kept:
    """One printer's row in the agent's file."""

    def __init__(self, memory: Memory, settings: PrinterSettings) -> None:
        self._memory, self._settings = memory, settings
        self._abilities: Abilities | None = None
        self._fed = 0
        with memory.transaction() as db:
            # another plug may be another printer
            db.execute(
                "INSERT INTO printers (name, port) VALUES (?, ?) ON CONFLICT (name) DO UPDATE"
                " SET port = excluded.port, answers = 0, confirms = NULL, fed = 0, tickets = 0"
                " WHERE port != excluded.port",
                (settings.name, f"{settings.model} {settings.port}"),
            )

    def lend(self, printer: Printer) -> None:
        """Tell a new driver what the printer has been seen to do; what an installer says counts."""
        row = self._row()
        confirms = None if row["confirms"] is None else bool(row["confirms"])
        self._abilities = Abilities(answers=bool(row["answers"]), confirms=confirms)
        self._fed = printer.fed
        if self._settings.confirm == "auto":
            printer.abilities = Abilities(answers=bool(row["answers"]), confirms=confirms)

    def note(self, printer: Printer, *, tickets: int = 0) -> None:
        """Remember what is new of it."""
        rows, self._fed = printer.fed - self._fed, printer.fed
        if printer.abilities == self._abilities and not rows and not tickets:
            return
        able = printer.abilities
        self._abilities = Abilities(answers=able.answers, confirms=able.confirms)
        with self._memory.transaction() as db:
            db.execute(
                "UPDATE printers SET answers = ?, confirms = ?, fed = fed + ?,"
                " tickets = tickets + ? WHERE name = ?",
                (able.answers, able.confirms, rows, tickets, self._settings.name),
            )

    def new_roll(self) -> None:
        """Somebody put a new roll in."""
        with self._memory.transaction() as db:
            db.execute(
                "UPDATE printers SET fed = 0, tickets = 0 WHERE name = ?", (self._settings.name,)
            )

    def tickets_left(self) -> int:
        """Estimate how many tickets the roll still gives; 0 when it should be over."""
        row = self._row()
        mean = row["fed"] / row["tickets"] if row["tickets"] >= ENOUGH else USUAL_ROWS
        rows = self._settings.roll * DOTS_A_METRE - row["fed"]
        left = max(int(rows / max(mean, 1)), 0)
        return left if left < COARSE else left // 10 * 10

    def facts(self) -> dict[str, Fact]:
        """Return what a server is told of the printer beside its state."""
        settings = self._settings
        return {
            "answers": bool(self._row()["answers"]),
            "tickets_left": self.tickets_left(),
            **({"fallback": settings.fallback} if settings.fallback else {}),
            **({"place_vi": settings.place.vi} if settings.place.vi else {}),
            **({"place_en": settings.place.en} if settings.place.en else {}),
        }

    def _row(self) -> dict[str, Any]:
        query = "SELECT * FROM printers WHERE name = ?"
        return dict(self._memory.rows(query, self._settings.name)[0])
