"""From a TOML file and the environment to checked settings."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from config import environment
from config.agent import AgentSettings
from config.paths import data_folder, preset_text
from config.refusals import ConfigError, explain
from config.section import Section
from config.sections import LogSettings, LoneAgentSettings, Settings

S = TypeVar("S", bound=Section)

FILE = "motcua.toml"
"""The configuration's name in the data folder."""


@dataclass(frozen=True)
class Loaded:
    """The settings and where they came from."""

    settings: Settings

    data: Path
    """The data folder; it need not exist yet."""

    source: Path | str
    """The file, or the name of the preset."""


@dataclass(frozen=True)
class LoadedAgent:
    """An agent's settings and where they came from."""

    settings: AgentSettings

    log: LogSettings

    limits: Mapping[str, float]
    """By lane, the temperature in °C from which a second look is asked for."""

    data: Path
    """The data folder; it need not exist yet."""

    source: Path | str
    """The file, or the name of the preset."""


def load(
    path: Path | None,
    environ: Mapping[str, str],
    *,
    preset: str | None = None,
    data: Path | None = None,
) -> Loaded:
    """Read the configuration.

    The first that is given counts: ``path``, ``preset``, ``MOTCUA_CONFIG``, ``motcua.toml`` in the
    data folder; with none of them it is the preset ``demo``. Environment variables go over it.

    Args:
        path: A TOML file.
        environ: Environment variables, usually ``os.environ``.
        preset: Name of a configuration that comes with the product.
        data: The data folder; absent: ``MOTCUA_DATA`` or the platform's usual place.

    Raises:
        ConfigError: One sentence that names file, key and what to do.
    """
    folder = data or data_folder(environ)
    source = _source(path, preset, environ, folder)
    text, shown = _text(source)
    return Loaded(settings_of(text, environ, source=shown), folder, source)


def load_agent(
    path: Path | None, environ: Mapping[str, str], *, data: Path | None = None
) -> LoadedAgent:
    """Read what an agent needs; on a PC with printers only, a file with ``[agent]`` is enough.

    Raises:
        ConfigError: One sentence that names file, key and what to do.
    """
    folder = data or data_folder(environ)
    source = _source(path, None, environ, folder)
    text, shown = _text(source)
    document = _tables(text, shown)
    if "hall" in document or "halls" in document:
        settings = settings_of(text, environ, source=shown)
        lanes = [lane for hall in settings.halls for lane in hall.lane]
        limits = {lane.slug: lane.limit for lane in lanes}
        return LoadedAgent(settings.agent, settings.log, limits, folder, source)
    lone = _checked(LoneAgentSettings, document, environ, shown)
    return LoadedAgent(lone.agent, lone.log, {}, folder, source)


def settings_of(text: str, environ: Mapping[str, str], *, source: str) -> Settings:
    """Check TOML ``text`` under the environment; ``source`` names it in messages.

    Raises:
        ConfigError: One sentence that names source, key and what to do.
    """
    return _checked(Settings, _tables(text, source), environ, source)


def _text(source: Path | str) -> tuple[str, str]:
    """Return the TOML and what to call it in messages."""
    if isinstance(source, str):
        return preset_text(source), f"preset {source}"
    return _read(source), str(source)


def _tables(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source}: not valid TOML: {error}") from error


def _checked(
    sections: type[S], document: dict[str, Any], environ: Mapping[str, str], source: str
) -> S:
    overlay = environment.read(environ)
    environment.lay_over(document, overlay, sections)
    _one_or_more_halls(document, source)
    try:
        return sections.model_validate(document)
    except ValidationError as error:
        raise explain(error, document, sections, source=source, origins=overlay.origins) from error


def _source(
    path: Path | None, preset: str | None, environ: Mapping[str, str], data: Path
) -> Path | str:
    if path is not None:
        return path
    if preset is not None:
        return preset
    named = environ.get("MOTCUA_CONFIG")
    if named:
        return Path(named).expanduser()
    own = data / FILE
    return own if own.is_file() else "demo"


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{path}: not UTF-8 (byte {error.start}); save the file as UTF-8"
        ) from error


def _one_or_more_halls(document: dict[str, Any], source: str) -> None:
    if "hall" not in document:
        return
    if "halls" in document:
        raise ConfigError(f"{source}: [hall] and [[halls]] are both given; keep one of them")
    hall = document.pop("hall")
    document["halls"] = hall if isinstance(hall, list) else [hall]
