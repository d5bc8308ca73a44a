"""Options from environment variables, and secrets from files named by them."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from config.refusals import ConfigError
from config.sections import Settings
from config.shape import fields_at, is_list, model_of

PREFIX = "MOTCUA_"

SHORT: Mapping[str, tuple[str, ...]] = {
    "MOTCUA_DATABASE_URL": ("storage", "url"),
    "MOTCUA_REDIS_URL": ("storage", "redis"),
}
"""Variables with a name of their own, and the option that they set."""

ELSEWHERE = frozenset({"MOTCUA_CONFIG", "MOTCUA_DATA", "MOTCUA_TOKEN", "MOTCUA_SERVER"})
"""Variables that set no option: where things lie, and what an agent is told."""


@dataclass(frozen=True)
class Overlay:
    """What the environment says, laid over the file."""

    values: Mapping[tuple[str, ...], str]
    """Text by path, for example ``("server", "port")``."""

    origins: Mapping[tuple[str, ...], str]
    """The variable by path, for messages."""


def read(environ: Mapping[str, str]) -> Overlay:
    """Collect every ``MOTCUA_…`` variable; an unknown one is an error: it may be a typing slip.

    Raises:
        ConfigError: A variable names no option, or its file cannot be read.
    """
    values: dict[tuple[str, ...], str] = {}
    origins: dict[tuple[str, ...], str] = {}
    for variable in sorted(name for name in environ if name.startswith(PREFIX)):
        plain = _without_file(variable)
        if plain in ELSEWHERE:
            continue
        path = SHORT.get(plain) or _path(plain, variable)
        if path in values:
            raise ConfigError(f"{variable} and {origins[path]} both set {'.'.join(path)}; keep one")
        values[path] = text_of(environ, plain) or ""
        origins[path] = variable
    return Overlay(values, origins)


def text_of(environ: Mapping[str, str], name: str) -> str | None:
    """Return variable ``name``, or the first line of the file that ``name_FILE`` names; else None.

    Raises:
        ConfigError: Both are given, or the file is missing or empty.
    """
    file = environ.get(f"{name}_FILE")
    if file is None:
        return environ.get(name)
    if name in environ:
        raise ConfigError(f"{name} and {name}_FILE are both set; keep one")
    return secret_in(Path(file), name=f"{name}_FILE")


def secret_in(file: Path, *, name: str) -> str:
    """Return the secret in ``file``, without the line's end; ``name`` is who asked for it.

    Raises:
        ConfigError: The file cannot be read or is empty; the sentence names both.
    """
    try:
        text = file.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not UTF-8"
        raise ConfigError(f"{name}: cannot read {file}: {reason}") from error
    if not text:
        raise ConfigError(f"{name}: {file} is empty")
    return text


def lay_over(document: dict[str, Any], overlay: Overlay, settings: type[BaseModel]) -> None:
    """Write the environment's values into the file's tables, as far as ``settings`` have them."""
    for path, value in overlay.values.items():
        if path[0] not in settings.model_fields:
            continue
        table = document
        for name in path[:-1]:
            table = table.setdefault(name, {})
            if not isinstance(table, dict):
                return  # the check of the whole document says what is wrong there
        table[path[-1]] = value


def _without_file(variable: str) -> str:
    """Return the name without ``_FILE`` where it stands for a secret in a file."""
    plain = variable.removesuffix("_FILE")
    return plain if plain in ELSEWHERE or plain in SHORT or _steps(plain) else variable


def _steps(variable: str) -> tuple[str, ...] | None:
    """Return the path of a single option that exists, or None."""
    path = tuple(variable.removeprefix(PREFIX).lower().split("__"))
    field = fields_at(Settings, path[:-1]).get(path[-1])
    single = field is not None and model_of(field.annotation) is None and not is_list(field)
    return path if single else None


def _path(plain: str, variable: str) -> tuple[str, ...]:
    path = _steps(plain)
    if path is None:
        names = {*_variables(Settings, ()), *SHORT, *ELSEWHERE}
        raise ConfigError(f"{variable} sets no option; {_near(variable, names)}")
    return path


def _near(variable: str, names: set[str]) -> str:
    # Without the prefix that they share, or everything looks alike.
    plain = {name.removeprefix(PREFIX): name for name in names}
    near = get_close_matches(variable.removeprefix(PREFIX), plain, n=1, cutoff=0.6)
    return f"did you mean {plain[near[0]]!r}?" if near else "config/default.toml lists them all"


def _variables(section: Any, path: tuple[str, ...]) -> list[str]:
    found = []
    for name, field in section.model_fields.items():
        inner = model_of(field.annotation)
        if is_list(field):
            continue
        steps = (*path, name)
        found += _variables(inner, steps) if inner else [PREFIX + "__".join(steps).upper()]
    return found
