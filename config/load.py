"""From a TOML file and the environment to checked settings."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from config import environment
from config.paths import data_folder, preset_text
from config.refusals import ConfigError, explain
from config.sections import Settings

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
    text = preset_text(source) if isinstance(source, str) else _read(source)
    shown = f"preset {source}" if isinstance(source, str) else str(source)
    return Loaded(settings_of(text, environ, source=shown), folder, source)


def settings_of(text: str, environ: Mapping[str, str], *, source: str) -> Settings:
    """Check TOML ``text`` under the environment; ``source`` names it in messages.

    Raises:
        ConfigError: One sentence that names source, key and what to do.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source}: not valid TOML: {error}") from error
    overlay = environment.read(environ)
    environment.lay_over(document, overlay)
    _one_or_more_halls(document, source)
    try:
        return Settings.model_validate(document)
    except ValidationError as error:
        raise explain(error, document, Settings, source=source, origins=overlay.origins) from error


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
