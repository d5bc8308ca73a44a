"""What every printer driver offers."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

from devices.printers.blocks import Slip

Stage = Literal["sending", "body_confirmed"]
"""How far a job has come: body bytes may be out; or the body is proved taken, the cut is not."""

Progress = Callable[[Stage], None]
"""Called by ``print`` before it goes on; the agent writes the stage durably and returns."""


class Outcome(StrEnum):
    """How a job ended; the words are those of ``job.state``."""

    PRINTED = "printed"
    UNCONFIRMED = "unconfirmed"


@dataclass(slots=True, kw_only=True)
class Abilities:
    """What a printer has been seen to do; remembered through restarts of the agent."""

    answers: bool = False
    """It has answered a question: while it is mute, nothing is sent to it."""

    confirms: bool | None = None
    """Whether it proves what it has taken; None: not tried yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterStatus:
    """What the printer says of itself; None is *unknown* and never means *all right*."""

    online: bool | None = None
    """Whether it would print now."""

    paper: Literal["ok", "near_end", "out"] | None = None
    """The paper sensors."""

    cover_open: bool | None = None
    """The cover."""

    cutter_fault: bool | None = None
    """The cutter is blocked, or another error stops the machine."""

    @property
    def code(self) -> str:
        """The worst thing to tell, as a code; empty when all is well."""
        for applies, code in (
            (self.cover_open is True, "cover_open"),
            (self.paper == "out", "paper_out"),
            (self.cutter_fault is True, "cutter"),
            (self.online is False, "offline"),
            (self.online is None or self.paper is None, "unanswered"),
            (self.paper == "near_end", "near_end"),
        ):
            if applies:
                return code
        return ""

    @property
    def state(self) -> Literal["ok", "warn", "fault", "unknown"]:
        """The word of ``device.state``: unknown when it did not answer."""
        if self.code == "unanswered":
            return "unknown"
        if self.code == "near_end":
            return "warn"
        return "fault" if self.code else "ok"


@dataclass(frozen=True, slots=True)
class Strip:
    """A piece of paper that came out of a simulated printer and was cut."""

    png: bytes
    """The picture, one pixel a dot, black on white."""

    at: float
    """When it was cut, seconds of the clock given to the simulator (by default ``time.time``)."""

    valid: bool
    """False when it carries a void mark or is only a scrap."""


class PrinterSimulator(Protocol):
    """The faults a bench can ask of a simulated printer, and the paper it gives."""

    on_strip: Callable[[Strip], None] | None
    """Called in the simulator's thread at each cut; set it after creating the printer."""

    def control(self, verb: str, **facts: str | float | bool) -> str:
        """Do ``verb`` and say in one English sentence what happened.

        Raises:
            ValueError: There is no such verb; the message lists those there are.
        """

    def stop(self) -> None:
        """End the simulation; harmless twice."""


class Printer(Protocol):
    """A ticket printer; one thread owns it. After any DeviceError the same object is used again."""

    abilities: Abilities
    """Set before ``open`` by an agent that has met the printer before."""

    fed: int
    """Rows of paper sent to it since this object was made; the roll's rest follows from them."""

    @property
    def simulator(self) -> PrinterSimulator | None:
        """The simulation behind it; None for a real device."""

    def open(self) -> None:
        """Check what can be checked before the first job: font, port's spelling, line speed.

        Raises:
            DeviceSettingsError: It can never work like this.
        """

    def close(self) -> None:
        """Release everything; harmless twice and after an error."""

    def status(self, deadline: float = 1.0) -> PrinterStatus:
        """Ask the printer how it is; a mute one gives a status full of None.

        Args:
            deadline: Seconds after which an unanswered question counts as unknown.

        Raises:
            DeviceGoneError: It cannot be reached.
        """

    def print(self, slip: Slip, *, progress: Progress) -> Outcome:
        """Print one slip and cut it.

        ``progress("sending")`` comes before the first byte of the body and
        ``progress("body_confirmed")`` before the cut. An error without ``sending`` costs
        nothing: print again when the printer is well. An error after it needs ``recover`` with
        the last stage first, also after a crash of this process.

        Args:
            slip: What to print; on a copy a block says so.
            progress: Stores the stage durably.

        Raises:
            DeviceError: Its code says why; ``PaperOutError``, ``CoverOpenError`` …
            SlipError: This slip can never be printed.
        """

    def recover(self, stage: Stage) -> Outcome | None:
        """Bring the paper in order after a job that ended at ``stage``.

        Returns:
            None: the scrap is marked void and cut, print the job again. ``PRINTED``: only the
            cut was missing, the job is done. ``UNCONFIRMED``: this printer answers nothing,
            so a person must look; never print the job again by itself.

        Raises:
            DeviceError: Not possible now; try again later, with the same stage.
        """
