"""The drivers by model name; a driver is imported only when it is used."""

from collections.abc import Mapping
from difflib import get_close_matches
from importlib import import_module
from typing import Any, cast

from config.agent import PrinterSettings, ThermometerSettings
from devices.errors import DeviceSettingsError
from devices.printers.base import Printer
from devices.thermometers.base import Thermometer

THERMOMETERS: Mapping[str, str] = {
    "gy-614": "devices.thermometers.gy614:Gy614",
    "gy-615": "devices.thermometers.gy614:Gy615",
    "simulated": "devices.thermometers.simulated:SimulatedThermometer",
}
"""Model → ``module:class``; the class takes the section of the configuration."""

PRINTERS: Mapping[str, str] = {
    "escpos": "devices.printers.escpos:Escpos",
    "file": "devices.printers.file:FilePrinter",
    "ipp": "devices.printers.ipp:IppPrinter",
    "simulated": "devices.printers.simulated:SimulatedEscpos",
}
"""Model → ``module:class``; the class takes the section of the configuration and the font."""


def create_thermometer(settings: ThermometerSettings) -> Thermometer:
    """Return the driver of a thermometer; nothing is opened yet.

    Raises:
        DeviceSettingsError: There is no such model.
    """
    return cast("Thermometer", _driver("thermometer", THERMOMETERS, settings.model)(settings))


def create_printer(settings: PrinterSettings, font: str = "") -> Printer:
    """Return the driver of a printer; nothing is opened yet.

    Args:
        settings: The printer's section.
        font: A TrueType file; empty: found by itself.

    Raises:
        DeviceSettingsError: There is no such model.
    """
    return cast("Printer", _driver("printer", PRINTERS, settings.model)(settings, font))


def _driver(family: str, models: Mapping[str, str], model: str) -> Any:
    path = models.get(model)
    if path is None:
        close = get_close_matches(model.lower(), models, n=1, cutoff=0.4)
        hint = f"did you mean {close[0]!r}?" if close else f"models are {', '.join(models)}"
        raise DeviceSettingsError(f"there is no {family} model {model!r}; {hint}")
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)
