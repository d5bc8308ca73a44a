"""ESC/POS printers: a picture, a proof that it was taken, a cut, and a proof of that."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import NoReturn

from config.agent import PrinterSettings
from devices.errors import (
    CoverOpenError,
    CutterError,
    DeviceError,
    DeviceOfflineError,
    DeviceUnansweredError,
    PaperOutError,
)
from devices.port import Clock
from devices.printers import transport
from devices.printers.base import (
    Abilities,
    Outcome,
    PrinterSimulator,
    PrinterStatus,
    Progress,
    Stage,
)
from devices.printers.blocks import Slip
from devices.printers.body import build, check
from devices.printers.commands import commands
from devices.printers.drawing import draw, draw_void
from devices.printers.fonts import Fonts, find_fonts
from devices.printers.raster import PAPER_DOTS, escape_length, raster
from devices.printers.speed import check_speed
from devices.printers.status import (
    CONFIRM,
    DLE_EOT,
    ERROR_CAUSE,
    OFFLINE_CAUSE,
    PAPER,
    PRINTER,
    Answers,
    Kind,
    interpret,
)
from devices.printers.transport import Address, Channel, parse_address

PAPER_SPEED = 400
"""Rows a second (50 mm/s) that the slowest printers print."""

LOOK = 0.5
"""Seconds between looks at a printer that has not confirmed yet."""

PROBE = 60.0
"""Seconds between two trials whether a printer confirms by now."""

SETTLE = 0.03
"""Seconds in which an old answer shows itself at least, behind the new ones."""

OWED = 3
"""So many answers of broken-off jobs are expected at most to come late."""

HEADER_END = bytes(8)
"""Ends a command that a job before broke off in its header: a question there would be taken for
the size of a picture. Printers read over NUL."""

REFUSALS: dict[str, type[DeviceError]] = {
    "cover_open": CoverOpenError,
    "paper_out": PaperOutError,
    "cutter": CutterError,
    "offline": DeviceOfflineError,
}


def _able(settings: PrinterSettings) -> Abilities:
    """Return what the installer says that the printer does; ``auto`` says nothing."""
    if settings.confirm == "auto":
        return Abilities()
    return Abilities(answers=settings.confirm == "yes", confirms=settings.confirm == "yes")


class Escpos:
    """A receipt printer that understands ESC/POS; see Printer for the order of things.

    A printer that has ever answered is expected to answer: while it is mute nothing is sent. One
    that never has gets each ticket once, ``unconfirmed``.
    """

    def __init__(
        self, settings: PrinterSettings, font: str = "", clock: Clock = time.monotonic
    ) -> None:
        self._settings, self._font, self._clock = settings, font, clock
        self._dots = PAPER_DOTS[settings.paper]
        self._channel: Channel | None = None
        self._answers = Answers()
        self.abilities = _able(settings)
        self.fed = 0
        self._probe_at = 0.0
        self._doubt = False
        self._wary = True
        self._owed = self._needed = 0

    @property
    def simulator(self) -> PrinterSimulator | None:
        """None: this is a real printer."""
        return None

    def open(self) -> None:
        """Check font, mode, port and line speed; see Printer."""
        self._fonts()
        check(self._settings)
        check_speed(self._settings, self._address())
        commands()

    def close(self) -> None:
        """Hang up."""
        channel, self._channel = self._channel, None
        if channel is not None:
            channel.close()

    def status(self, deadline: float = 1.0) -> PrinterStatus:
        """Ask the printer how it is; see Printer."""
        with self._line() as line:
            status = self._ask(line, deadline)
            self._probe(line, status)
            return status

    def print(self, slip: Slip, *, progress: Progress) -> Outcome:
        """Print one slip; see Printer."""
        drawing = partial(draw, fonts=self._fonts(), width=self._dots)
        body = build(slip, self._settings, drawing)
        with self._line() as line:
            self._refuse(self._ask(line, 1.0))
            progress("sending")
            if not self._deliver(line, body.data, body.rows):
                line.write(body.cut, self._address().seconds(0))
                return Outcome.UNCONFIRMED
            progress("body_confirmed")
            return self._cut(line, body.cut)

    def recover(self, stage: Stage) -> Outcome | None:
        """Bring the paper in order; see Printer."""
        with self._line() as line:
            self._refuse(self._ask(line, 1.0))
            if not self.abilities.answers:
                return Outcome.UNCONFIRMED
            if stage == "body_confirmed":
                return self._cut(line)
            picture = draw_void(self._fonts(), width=self._dots)
            mark = commands().start + raster(picture, paper_dots=self._dots)
            self._deliver(line, bytes(escape_length(self._dots)) + mark, picture.shape[0])
            return None if self._cut(line) is Outcome.PRINTED else Outcome.UNCONFIRMED

    def _address(self) -> Address:
        return parse_address(self._settings.port)

    def _fonts(self) -> Fonts:
        return find_fonts(self._font)

    @contextmanager
    def _line(self) -> Iterator[Channel]:
        """Lend the way to the printer; after any doubt it is closed, old answers die with it."""
        address = self._address()
        if self._channel is None:
            self._channel, self._answers = address.open(), Answers()
        self._doubt = not address.kept_open
        try:
            yield self._channel
        except BaseException:
            self._doubt = True
            raise
        finally:
            if self._doubt:
                self.close()

    def _ask(self, line: Channel, deadline: float) -> PrinterStatus:
        """Begin with an empty line, then ask; whatever answers once must answer ever after."""
        while data := line.read(0):
            self._answers.feed(data)
        while self._answers.take("queued") is not None:
            self._owed = max(self._owed - 1, 0)
        self._answers.clear()
        if self._settings.confirm == "no":
            return PrinterStatus()
        line.write(HEADER_END, deadline)
        status = self._questions(line, deadline)
        self.abilities.answers = self.abilities.answers or status.online is not None
        return status

    def _probe(self, line: Channel, status: PrinterStatus) -> None:
        """Try now and then whether an idle printer that proved nothing once does so by now."""
        now = self._clock()
        if status.state != "ok" or self.abilities.confirms is not False or now < self._probe_at:
            return
        self._probe_at = now + PROBE
        line.write(self._prove(), LOOK)
        if not self._confirmed(line, 2 * LOOK):
            self._doubt = True

    def _questions(self, line: Channel, deadline: float) -> PrinterStatus:
        """Ask one by one; after one without an answer no other is asked."""
        replies: dict[int, int] = {}
        slowest = 0.0
        questions = [PRINTER, OFFLINE_CAUSE, PAPER]
        for question in questions:
            line.write(DLE_EOT + bytes([question]), deadline)
            asked = self._clock()
            reply = self._answer(line, "realtime", deadline)
            if reply is None:
                self._doubt = self._wary = True
                break
            slowest = max(slowest, self._clock() - asked)
            replies[question] = reply
            if question == OFFLINE_CAUSE and reply & 0x40:
                questions.append(ERROR_CAUSE)
        if self._wary and len(replies) == len(questions) and self._surplus(line, slowest):
            return PrinterStatus()
        return interpret(replies)

    def _surplus(self, line: Channel, slowest: float) -> bool:
        """After a question without an answer: whether more came than was asked for.

        Then one of them was old, and all behind it answered the question before theirs.
        """
        if self._answer(line, "realtime", max(SETTLE, 2 * slowest)) is not None:
            self._doubt = True
            return True
        self._wary = False
        return False

    def _prove(self) -> bytes:
        """Ask for the proof once more than old answers may still come: the last one is new."""
        self._needed = 1 + min(self._owed, OWED)
        self._owed = self._needed + min(self._owed, OWED)
        return CONFIRM * self._needed

    def _answer(self, line: Channel, kind: Kind, deadline: float) -> int | None:
        end = self._clock() + deadline
        while (answer := self._answers.take(kind)) is None:
            left = end - self._clock()
            if left <= 0:
                return None
            self._answers.feed(line.read(left))
        return answer

    def _refuse(self, status: PrinterStatus) -> None:
        """Raise unless the printer is ready, or has never answered and may be a mute one."""
        if status.code in REFUSALS:
            raise REFUSALS[status.code](f"printer {self._settings.name!r}: {status}")
        if self.abilities.answers and status.online is None:
            self._no_answer()

    def _no_answer(self) -> NoReturn:
        raise DeviceUnansweredError(f"printer {self._settings.name!r} does not answer any more")

    def _deliver(self, line: Channel, data: bytes, rows: int) -> bool:
        """Send and wait for the proof that the printer took it; False: it never proves anything.

        Raises:
            DeviceError: It does not print now; its paper is in an unknown state.
        """
        address = self._address()
        self.fed += rows
        line.write(data + self._prove(), address.seconds(len(data)))
        if self.abilities.confirms is False:
            return False
        if self._confirmed(line, len(data) / address.rate + rows / PAPER_SPEED + transport.SPARE):
            return True
        if self.abilities.confirms:
            self._no_answer()
        if self.abilities.answers:
            self._refuse(self._questions(line, LOOK))
        self.abilities.confirms = False
        self._probe_at = self._clock() + LOOK
        return False

    def _confirmed(self, line: Channel, deadline: float) -> bool:
        """Wait for the answer from the queue; look now and then why it does not come.

        What a look finds counts when two looks agree: a picture may contain a question of its
        own, whose answer comes first.
        """
        end, before = self._clock() + deadline, ""
        while (left := end - self._clock()) > 0:
            if self._answer(line, "queued", min(LOOK, left)) is not None:
                self._owed, self._needed = max(self._owed - 1, 0), self._needed - 1
                if self._needed:
                    continue
                self.abilities.answers = self.abilities.confirms = True
                return True
            if self.abilities.answers:
                status = self._questions(line, LOOK)
                if status.code == before:
                    self._refuse_fault(status)
                before = status.code
        return False

    def _refuse_fault(self, status: PrinterStatus) -> None:
        if status.state == "fault":
            self._refuse(status)

    def _cut(self, line: Channel, cut: bytes = b"") -> Outcome:
        """Cut; after a break nobody knows any more how the slip wanted it."""
        line.write((cut or commands().cut) + self._prove(), self._address().seconds(0))
        if self.abilities.confirms is False:
            return Outcome.UNCONFIRMED
        if not self._confirmed(line, transport.SPARE + LOOK):
            self._no_answer()
        return Outcome.PRINTED
