"""The agent: thermometers and printers on one PC."""

from typing import Annotated, Literal

from pydantic import Field

from config.hall import Slug
from config.section import Section


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
    """Driver: ``escpos``, ``file``, ``simulated`` …"""

    port: str = ""
    """``tcp://10.0.0.6:9100``, ``serial:///dev/ttyUSB1?baud=115200``, ``file:///dev/usb/lp0``; a
    simulated one: nothing, or ``pty:?baud=115200`` for a serial line."""

    paper: Literal[58, 80] = 80
    """Width of the paper in mm: 80 has 576 dots, 58 has 384."""

    hall: Slug | None = None
    """The hall whose tickets it prints; absent: every hall's."""


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

    job_minutes: Annotated[float, Field(gt=0, le=240)] = 10.0
    """Minutes after which a ticket that could not be printed is no longer printed."""
