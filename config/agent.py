"""The agent: thermometers and printers on one PC."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from config.hall import Slug
from config.section import Section, Text


class ThermometerSettings(Section):
    """A thermometer at an entrance lane."""

    lane: Slug
    """The lane it measures for."""

    model: str
    """Driver: ``gy-614``, ``simulated`` …"""

    port: str = ""
    """Serial device (``/dev/ttyUSB0``, ``COM3``) or a pyserial URL (``socket://10.0.0.5:4001``)."""

    baud: int | None = None
    """Line speed in baud; absent: the driver's usual one, or found by trying."""

    correction: Annotated[float, Field(ge=-3.0, le=3.0)] = 0.0
    """Added to every raw value, in °C, after a documented calibration; raw values stay as read."""

    warm_up: Annotated[float, Field(ge=0, le=120)] = 10.0
    """Minutes from power-up until it measures; a restart of the agent alone does not count, and a
    simulated one needs none."""


class PrinterSettings(Section):
    """A ticket printer."""

    name: Slug
    """As the desk and the API call it."""

    model: str
    """Driver: ``escpos``, ``ipp`` for office printers, ``file``, ``simulated`` …"""

    port: str = ""
    """``tcp://10.0.0.6:9100``, ``serial:///dev/ttyUSB1?baud=115200`` (with ``&flow=rtscts`` or
    ``xonxoff`` where cable and printer have flow control), ``usb://04b8:0e15``,
    ``file:///dev/usb/lp0``; for ``ipp``: ``ipp://10.0.0.7:631/ipp/print``; a simulated one:
    nothing, or ``pty:?baud=115200`` for a serial line."""

    paper: Literal[58, 80] = 80
    """Width of the paper in mm: 80 has 576 dots, 58 has 384."""

    profile: str = "default"
    """The printer's model as python-escpos calls it, for example ``TM-T20II``; what it lacks is
    then not used."""

    mode: Literal["raster", "hybrid", "text"] = "raster"
    """``raster``: a picture, right on every printer. ``hybrid``: number and QR code by the printer
    itself, for lines of 57600 baud. ``text``: letters by the printer itself, only with a
    ``text_page``."""

    text_page: str = ""
    """For the mode ``text``: what the calibration sheet of this very printer says beside the right
    letters, for example ``30+31:tcvn3``; ``ascii`` prints without accents."""

    hall: Slug | None = None
    """The hall whose tickets it prints; absent: every hall's."""

    confirm: Literal["auto", "yes", "no"] = "auto"
    """Whether it proves what it printed; ``auto``: as it is seen to do. A printer set to ``yes``
    gets nothing while it is mute; with ``no`` each ticket is sent once and a person asked."""

    fallback: Slug | None = None
    """Another printer that prints for it while it cannot; absent: tickets wait."""

    place: Text = Text(vi="")
    """Where it stands, as a visitor is told who fetches a ticket there: ``cạnh cửa ra vào``."""

    roll: Annotated[float, Field(gt=0, le=500)] = 80.0
    """Metres of paper on a new roll; the tickets left on it are estimated from that."""

    @model_validator(mode="after")
    def _another(self) -> Self:
        if self.fallback == self.name:
            raise ValueError(f"fallback {self.fallback!r} is the printer itself; name another one")
        return self


class AgentSettings(Section):
    """What the agent on this PC owns."""

    name: Slug = "agent"
    """Name of this PC's agent."""

    thermometer: tuple[ThermometerSettings, ...] = ()
    """Thermometers."""

    printer: tuple[PrinterSettings, ...] = ()
    """Printers; tickets print on their kiosk's, by default on the first one."""

    font: str = ""
    """A TrueType file with every Vietnamese letter; empty: found by itself."""

    fallback_after: Annotated[float, Field(ge=0, le=60)] = 1.5
    """Seconds that a printer is unwell before its ``fallback`` prints for it."""

    job_minutes: Annotated[float, Field(gt=0, le=240)] = 10.0
    """Minutes after which a ticket that could not be printed is no longer printed."""
