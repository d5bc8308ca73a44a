"""What a simulated printer can be told to do wrong: the verbs of the bench and of tests."""

import inspect
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from devices.printers.emulator import CAPACITY, Emulator
from devices.printers.plugs import Second

VERBS = (
    *("paper_out", "paper_ok", "near_end", "cover_open", "cover_closed", "cutter", "cutter_freed"),
    *("offline", "online", "stall", "mute", "answer", "late", "asb", "idle_close", "one_client"),
    *("slow", "small_buffer", "clone", "power_cycle", "power_off", "power_on", "well"),
)
"""What a bench can ask for."""

Fact = str | float | bool


@dataclass(slots=True)
class Habits:
    """What is wrong with the line rather than with the machine; seconds and bytes a second."""

    stalled: bool = False
    late: float = 0.0
    idle: float = 0.0
    """Seconds without a byte after which the client is hung up on; 0: never."""
    rate: float = 0.0
    """0: as fast as the line."""
    second: Second = "wait"


class Vices:
    """Turns verbs with checked facts into a printer's troubles."""

    def __init__(self, emulator: Emulator, habits: Habits, power: Callable[[bool], None]) -> None:
        self._emulator, self._habits, self._power = emulator, habits, power

    def control(self, verb: str, facts: dict[str, Fact]) -> str:
        """Do ``verb`` and say in one English sentence what happened.

        Raises:
            ValueError: There is no such verb, or a fact is wrong; the message says which.
        """
        if verb not in VERBS:
            raise ValueError(f"there is no verb {verb!r}; verbs are {', '.join(VERBS)}")
        action: Callable[..., str] = getattr(self, f"_{verb}")
        try:
            inspect.signature(action).bind(**facts)
        except TypeError as error:
            known = ", ".join(inspect.signature(action).parameters) or "none"
            raise ValueError(f"{verb}: {error}; its facts are: {known}") from error
        return action(**facts)

    def _paper_out(self, after_rows: Any = 0) -> str:
        rows = int(_number("paper_out", "after_rows", after_rows, 0, 1_000_000))
        self._emulator.rows_left = rows
        return f"the paper ends after {rows} rows"

    def _paper_ok(self) -> str:
        self._emulator.rows_left = None
        self._emulator.near_end = self._emulator.chatter = False
        return "a new roll is in"

    def _near_end(self, chatter: Any = False) -> str:  # noqa: FBT002 - by name from the bench
        self._emulator.near_end = True
        self._emulator.chatter = _truth("near_end", "chatter", chatter)
        return "the paper is near its end" + (", now and then" if chatter else "")

    def _cover_open(self) -> str:
        self._emulator.cover_open = True
        return "the cover is open"

    def _cover_closed(self) -> str:
        self._emulator.cover_open = False
        return "the cover is closed"

    def _cutter(self) -> str:
        self._emulator.cutter_jams = True
        return "the next cut blocks the cutter"

    def _cutter_freed(self) -> str:
        self._emulator.cutter_jams = self._emulator.cutter_jammed = False
        return "the cutter is free"

    def _offline(self) -> str:
        self._emulator.offline = True
        return "the printer is offline"

    def _online(self) -> str:
        self._emulator.offline = False
        return "the printer is online"

    def _stall(self) -> str:
        self._habits.stalled = True
        return "the printer takes no bytes"

    def _mute(self) -> str:
        self._emulator.mute = True
        return "the printer prints and answers nothing"

    def _answer(self) -> str:
        self._habits.stalled = self._emulator.mute = False
        self._habits.late = 0.0
        return "the printer takes bytes and answers"

    def _late(self, seconds: Any = 1.5) -> str:
        self._habits.late = _number("late", "seconds", seconds, 0, 600)
        return f"answers come {self._habits.late:g} s late, to whoever is connected then"

    def _asb(self, on: Any = True) -> str:  # noqa: FBT002 - by name from the bench
        self._emulator.asb = _truth("asb", "on", on)
        return "the printer tells every change" if on else "the printer speaks when asked"

    def _idle_close(self, seconds: Any = 90) -> str:
        self._habits.idle = _number("idle_close", "seconds", seconds, 0, 3600)
        return f"who sends nothing for {self._habits.idle:g} s is hung up on (0: never)"

    def _one_client(self, second: Any = "wait") -> str:
        self._habits.second = _word("one_client", "second", second)
        what = "is refused" if second == "refuse" else "waits unaccepted"
        return f"a second client {what}"

    def _slow(self, bytes_per_second: Any = 1920) -> str:
        self._habits.rate = _number("slow", "bytes_per_second", bytes_per_second, 0, 1e9)
        return f"the line carries {self._habits.rate:g} bytes a second (0: all it can)"

    def _small_buffer(self, bytes: Any = 45) -> str:  # noqa: A002 - the fact's name
        self._emulator.capacity = int(_number("small_buffer", "bytes", bytes, 8, 1_000_000))
        return f"the buffer holds {self._emulator.capacity} bytes"

    def _clone(
        self,
        multiples: Any = False,  # noqa: FBT002 - by name from the bench
        tall: Any = False,  # noqa: FBT002
        paper_out: Any = False,  # noqa: FBT002
    ) -> str:
        inside = self._emulator
        inside.multiples_garble = _truth("clone", "multiples", multiples)
        inside.tall_overflows = _truth("clone", "tall", tall)
        inside.paper_out_garbles = _truth("clone", "paper_out", paper_out)
        faults = {"multiples": multiples, "tall": tall, "paper_out": paper_out}
        return f"a clone's faults: {', '.join(key for key in faults if faults[key]) or 'none'}"

    def _power_cycle(self) -> str:
        self._power(False)
        self._power(True)
        return "the printer was off and is on again"

    def _power_off(self) -> str:
        self._power(False)
        return "the printer is off"

    def _power_on(self) -> str:
        self._power(True)
        return "the printer is on"

    def _well(self) -> str:
        for cure in (self._paper_ok, self._cover_closed, self._cutter_freed, self._online):
            cure()
        self._answer()
        self._asb(on=False)
        self._idle_close(0)
        self._one_client()
        self._slow(0)
        self._small_buffer(CAPACITY)
        self._clone()
        self._power(True)
        return "nothing is wrong with the printer"


def _number(verb: str, fact: str, value: Any, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{verb}: {fact} is a number, not {value!r}")
    if not least <= value <= most:
        raise ValueError(f"{verb}: {fact} is {value:g}, not from {least:g} to {most:g}")
    return float(value)


def _truth(verb: str, fact: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{verb}: {fact} is true or false, not {value!r}")  # noqa: TRY004
    return value


def _word(verb: str, fact: str, value: Any) -> Literal["wait", "refuse"]:
    if value == "wait":
        return "wait"
    if value == "refuse":
        return "refuse"
    raise ValueError(f"{verb}: {fact} is 'wait' or 'refuse', not {value!r}")
