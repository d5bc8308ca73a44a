"""Office printers over IPP, also those that CUPS serves: a slip is a page, never confirmed."""

import http.client
import logging
import ssl
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from config.agent import PrinterSettings
from devices.errors import (
    CoverOpenError,
    CutterError,
    DeviceError,
    DeviceGoneError,
    DeviceOfflineError,
    DeviceSettingsError,
    DeviceUnansweredError,
    PaperOutError,
)
from devices.printers import ipp_message as ipp
from devices.printers.base import (
    Abilities,
    Outcome,
    PrinterSimulator,
    PrinterStatus,
    Progress,
    Stage,
)
from devices.printers.blocks import Slip
from devices.printers.drawing import draw
from devices.printers.fonts import find_fonts
from devices.printers.ipp_document import FORMATS, choose_format, document, parse_media
from devices.printers.ipp_message import Answer, Attribute, Operation
from devices.printers.raster import PAPER_DOTS

LOG = logging.getLogger(__name__)

EXAMPLE = "for example ipp://10.0.0.7:631/ipp/print, or ipp://server:631/printers/NAME behind CUPS"

SENDING = 10.0
"""Seconds for a page to get to the printer."""

WATCH = 20.0
"""Seconds that a job is looked after: office printers warm up first."""

LOOK = 0.5
"""Seconds between two looks at a job."""

PRINTING = 5

ENDED = {7: "canceled", 8: "aborted", 9: "completed"}
"""States in which a job stays; RFC 8011, ``job-state``."""

WANTED = (
    *("printer-state", "printer-state-reasons", "printer-is-accepting-jobs"),
    *("printer-input-tray", "document-format-supported", "media-ready", "media-default"),
    *("print-scaling-supported", "print-color-mode-supported"),
)

OUT = {"media-empty", "media-needed", "input-tray-missing"}
OPEN = {"cover-open", "door-open", "interlock-open"}
STOPPED = {"media-jam", "output-area-full", "marker-supply-empty", "toner-empty", "fuser-over-temp"}
AWAY = {"offline", "shutdown", "paused", "connecting-to-device", "timed-out", "stopped-partly"}
"""``printer-state-reasons`` that stop it, by what a person has to do."""

REFUSALS: dict[str, type[DeviceError]] = {
    "cover_open": CoverOpenError,
    "paper_out": PaperOutError,
    "cutter": CutterError,
    "offline": DeviceOfflineError,
}


@dataclass(frozen=True, slots=True)
class Queue:
    """Where a printer's queue is, from the ``port`` option."""

    host: str
    port: int
    path: str
    secure: bool

    @property
    def uri(self) -> str:
        """Its name inside messages."""
        return f"{'ipps' if self.secure else 'ipp'}://{self.host}:{self.port}{self.path}"


def parse_queue(url: str) -> Queue:
    """Read the ``port`` option of an IPP printer.

    Raises:
        DeviceSettingsError: It is not spelled like one of the examples.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise DeviceSettingsError(f"printer port {url!r}: {error}; {EXAMPLE}") from error
    if parts.scheme not in {"ipp", "ipps", "http", "https"} or not parts.hostname:
        raise DeviceSettingsError(f"printer port {url!r} is no address of IPP; {EXAMPLE}")
    usual = {"http": 80, "https": 443}.get(parts.scheme, 631)
    secure = parts.scheme in {"ipps", "https"}
    return Queue(parts.hostname, port or usual, parts.path or "/ipp/print", secure)


class IppPrinter:
    """An office printer; see Printer.

    What a queue calls completed proves no paper: CUPS says so of a printer that has none. Every
    ticket is ``unconfirmed``, and one that the printer holds back is taken from it, so that it
    does not come out when nobody waits for it any more.
    """

    def __init__(self, settings: PrinterSettings, font: str = "") -> None:
        self._settings, self._font = settings, font
        self.abilities = Abilities()
        self.fed = 0
        self._number = 0

    @property
    def simulator(self) -> PrinterSimulator | None:
        """None: nothing is simulated."""
        return None

    def open(self) -> None:
        """Check font and port; see Printer."""
        find_fonts(self._font)
        self._queue()

    def close(self) -> None:
        """Nothing is held open."""

    def status(self, deadline: float = 1.0) -> PrinterStatus:
        """Ask the printer how it is; what it does not say is unknown."""
        return interpret(self._facts(deadline))

    def print(self, slip: Slip, *, progress: Progress) -> Outcome:
        """Print one slip as a page; see Printer."""
        facts = self._facts(SENDING)
        self._refuse(interpret(facts))
        mime = self._format(facts)
        media = parse_media(_media(facts))
        width = PAPER_DOTS[self._settings.paper]
        page = document(draw(slip, find_fonts(self._font), width=width), media, mime)
        progress("sending")
        job = self._send(page, mime, facts)
        if job is not None:
            self._look_after(job)
        return Outcome.UNCONFIRMED

    def recover(self, stage: Stage) -> Outcome:  # noqa: ARG002 - nothing tells the stages apart
        """Leave it to a person."""
        return Outcome.UNCONFIRMED

    def _queue(self) -> Queue:
        return parse_queue(self._settings.port)

    def _facts(self, deadline: float) -> Mapping[str, list[Any]]:
        asked = [Attribute(ipp.KEYWORD, "requested-attributes", WANTED)]
        answer = self._ask(Operation.GET_PRINTER_ATTRIBUTES, asked, deadline=deadline)
        if not answer.well:
            raise DeviceSettingsError(
                f"printer {self._settings.name!r}: {self._queue().uri} answers with the IPP status "
                f"0x{answer.status:04x}; check the path of the port, {EXAMPLE}"
            )
        return answer.groups.get(ipp.PRINTER, {})

    def _format(self, facts: Mapping[str, list[Any]]) -> str:
        offered = facts.get("document-format-supported", [])
        mime = choose_format(offered)
        if mime is None:
            raise DeviceSettingsError(
                f"printer {self._settings.name!r} takes {', '.join(map(str, offered))} and none of "
                f"{', '.join(FORMATS)}; let CUPS serve it and take CUPS' address"
            )
        return mime

    def _refuse(self, status: PrinterStatus) -> None:
        if status.code in REFUSALS:
            raise REFUSALS[status.code](f"printer {self._settings.name!r}: {status}")

    def _send(self, page: bytes, mime: str, facts: Mapping[str, list[Any]]) -> int | None:
        """Send the page; return the job's number, None when the printer gives none.

        Raises:
            DeviceError: It did not take the page.
        """
        asked = [
            Attribute(ipp.NAME, "requesting-user-name", ["motcua"]),
            Attribute(ipp.NAME, "job-name", ["ticket"]),
            Attribute(ipp.MIME, "document-format", [mime]),
        ]
        job = [
            Attribute(ipp.KEYWORD, option, [wanted])
            for option, wanted in (("print-scaling", "none"), ("print-color-mode", "monochrome"))
            if wanted in facts.get(f"{option}-supported", [])
        ]
        if _media(facts):
            job.append(Attribute(ipp.KEYWORD, "media", [_media(facts)]))
        answer = self._ask(Operation.PRINT_JOB, asked, job, page, deadline=SENDING)
        if not answer.well:
            raise DeviceOfflineError(
                f"printer {self._settings.name!r} refuses jobs: IPP status 0x{answer.status:04x}"
            )
        number = _first(answer.groups.get(ipp.JOB, {}), "job-id")
        return number if isinstance(number, int) else None

    def _look_after(self, job: int) -> None:
        """Wait until the printer is done with a job; take back one that it does not begin now."""
        end, pause, state = time.monotonic() + WATCH, threading.Event(), None
        while time.monotonic() < end:
            try:
                state = self._state(job)
                if state in ENDED:
                    LOG.info("printer %s: job %d %s", self._settings.name, job, ENDED[state])
                    return
                if interpret(self._facts(SENDING)).state == "fault":
                    break
            except DeviceError as error:
                LOG.warning("printer %s: job %d: %s", self._settings.name, job, error)
            pause.wait(LOOK)
        else:
            if state == PRINTING:
                return
        self._cancel(job)

    def _state(self, job: int) -> int | None:
        answer = self._ask(Operation.GET_JOB_ATTRIBUTES, self._job(job), deadline=SENDING)
        # a printer that has forgotten the job is done with it
        return _first(answer.groups.get(ipp.JOB, {}), "job-state") if answer.well else 9

    def _cancel(self, job: int) -> None:
        try:
            answer = self._ask(Operation.CANCEL_JOB, self._job(job), deadline=SENDING)
        except DeviceError as error:
            LOG.warning("printer %s: job %d: %s", self._settings.name, job, error)
        else:
            LOG.warning("printer %s: job %d taken back: %s", self._settings.name, job, answer.well)

    def _job(self, job: int) -> list[Attribute]:
        return [
            Attribute(ipp.INTEGER, "job-id", [job]),
            Attribute(ipp.NAME, "requesting-user-name", ["motcua"]),
        ]

    def _ask(
        self,
        operation: Operation,
        asked: Iterable[Attribute],
        job: Iterable[Attribute] = (),
        page: bytes = b"",
        *,
        deadline: float,
    ) -> Answer:
        queue = self._queue()
        self._number += 1
        named = [Attribute(ipp.URI, "printer-uri", [queue.uri]), *asked]
        try:
            body = _post(queue, ipp.request(operation, self._number, named, job, page), deadline)
            return ipp.read_answer(body)
        except TimeoutError as error:
            raise DeviceUnansweredError(f"{queue.uri} did not answer in {deadline} s") from error
        except (OSError, http.client.HTTPException, ipp.MessageError) as error:
            raise DeviceGoneError(f"{queue.uri}: {error}") from error


def _post(queue: Queue, message: bytes, deadline: float) -> bytes:
    """Send a message over HTTP; each step of it has ``deadline`` seconds."""
    if queue.secure:
        # printers sign their certificates themselves; a queue on the office's network is trusted
        trusting = ssl._create_unverified_context()  # noqa: S323, SLF001 - as above
        line: http.client.HTTPConnection = http.client.HTTPSConnection(
            queue.host, queue.port, timeout=deadline, context=trusting
        )
    else:
        line = http.client.HTTPConnection(queue.host, queue.port, timeout=deadline)
    try:
        line.request("POST", queue.path, message, {"Content-Type": "application/ipp"})
        answer = line.getresponse()
        body = answer.read(ipp.MOST)
    finally:
        line.close()
    if answer.status != http.HTTPStatus.OK:
        raise http.client.HTTPException(f"HTTP {answer.status} {answer.reason}")
    return body


def interpret(facts: Mapping[str, list[Any]]) -> PrinterStatus:
    """Read a printer's attributes; what they do not say stays unknown.

    ``none`` among the reasons proves nothing: CUPS says so of printers that it cannot ask. That
    there is paper only a tray says.
    """
    reasons = {_bare(str(each)) for each in facts.get("printer-state-reasons", [])}
    state = _first(facts, "printer-state")
    takes = _first(facts, "printer-is-accepting-jobs")
    online = None if state is None else state != 5 and takes is not False and not reasons & AWAY
    return PrinterStatus(
        online=online,
        paper=_paper(reasons, facts.get("printer-input-tray", [])),
        cover_open=True if reasons & OPEN else None,
        cutter_fault=True if reasons & STOPPED else None,
    )


def _media(facts: Mapping[str, list[Any]]) -> str:
    """Return the name of the paper that is in the printer; empty when it does not say."""
    return str(_first(facts, "media-ready") or _first(facts, "media-default") or "")


def _paper(reasons: set[str], trays: list[Any]) -> Literal["ok", "near_end", "out"] | None:
    if reasons & OUT:
        return "out"
    if "media-low" in reasons:
        return "near_end"
    levels = [_level(tray) for tray in trays]
    # PWG 5100.13: -3 is "some", 0 is empty, other negative numbers are unknown
    if any(level is not None and (level > 0 or level == -3) for level in levels):
        return "ok"
    return "out" if levels and all(level == 0 for level in levels) else None


def _level(tray: Any) -> int | None:
    text = tray.decode("ascii", "replace") if isinstance(tray, bytes) else str(tray)
    for part in text.split(";"):
        name, _, value = part.strip().partition("=")
        if name == "level" and value.lstrip("-").isdecimal():
            return int(value)
    return None


def _bare(reason: str) -> str:
    """Return a reason without how bad it is."""
    for ending in ("-error", "-warning", "-report"):
        reason = reason.removesuffix(ending)
    return reason


def _first(facts: Mapping[str, list[Any]], name: str) -> Any:
    values = facts.get(name)
    return values[0] if values else None
