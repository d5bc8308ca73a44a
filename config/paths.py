"""Where things lie on this machine: data and presets."""

import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from config.refusals import ConfigError, suggestion


def data_folder(environ: Mapping[str, str], *, platform: str = sys.platform) -> Path:
    """Return ``MOTCUA_DATA``, or this platform's usual folder for a program's data."""
    given = environ.get("MOTCUA_DATA")
    if given:
        return Path(given).expanduser()
    if platform == "win32":
        return Path(environ.get("PROGRAMDATA", r"C:\ProgramData")) / "MotCua"
    home = Path(environ.get("HOME") or Path.home())
    if platform == "darwin":
        return home / "Library" / "Application Support" / "motcua"
    return Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "motcua"


def presets() -> tuple[str, ...]:
    """Return the names of the presets that come with the product."""
    found = files("config").joinpath("presets").iterdir()
    return tuple(sorted(Path(file.name).stem for file in found if file.name.endswith(".toml")))


def preset_text(name: str) -> str:
    """Return a preset's TOML.

    Raises:
        ConfigError: There is no preset of this name.
    """
    if name not in presets():
        raise ConfigError(f"there is no preset {name!r}; {suggestion(name, presets())}")
    return files("config").joinpath("presets", f"{name}.toml").read_text(encoding="utf-8")
