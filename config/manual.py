"""Writes ``default.toml``, the manual of every option, from the sections' docstrings.

``python -m config.manual`` writes it anew; a test says when it is not what the sections say.
"""

import sys
import textwrap
from collections.abc import Iterable
from datetime import time
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from config.sections import Settings
from config.shape import is_list, model_of

HEAD = """\
# Every option with its default. Nothing here has to be copied: an option that is not in your file
# has the value shown. Lines with a single # are options; "required" ones have no default.
#
# Every option of a plain table can also be set by an environment variable, for example
# MOTCUA_SERVER__PORT=9000; the database and Redis also by MOTCUA_DATABASE_URL and
# MOTCUA_REDIS_URL. Each of them can be put in a file named by the same variable with _FILE.
# MOTCUA_CONFIG names the configuration file, MOTCUA_DATA the data folder.
#
# Times are written "07:30", days 2026-11-24, texts "…" or { vi = "…", en = "…" }.
"""


def manual() -> str:
    """Return the text of ``default.toml``."""
    return HEAD + "\n".join(_table(Settings, ())).rstrip() + "\n"


def _table(section: type[BaseModel], path: tuple[str, ...]) -> Iterable[str]:
    inner: list[tuple[str, FieldInfo]] = []
    for name, field in section.model_fields.items():
        if _is_table(field):
            inner.append((name, field))
        else:
            yield from _option(name, field)
    for name, field in inner:
        yield from _inner(name, field, path)


def _inner(name: str, field: FieldInfo, path: tuple[str, ...]) -> Iterable[str]:
    section = model_of(field.annotation)
    if section is None:
        return
    one_hall = name == "halls"
    steps = (*path, "hall" if one_hall else name)
    dotted = ".".join(steps)
    several = is_list(field) and not one_hall
    yield ""
    yield f"# {'=' * 86}"
    yield from _comment(f"{_clean(field.description)}")
    yield from _comment(_clean(section.__doc__))
    yield f"#[[{dotted}]]" if several else f"#[{dotted}]"
    yield from _table(section, steps)


def _option(name: str, field: FieldInfo) -> Iterable[str]:
    yield ""
    yield from _comment(_clean(field.description) + _limits(field))
    yield f"#{name} = {_value(field)}"


def _is_table(field: FieldInfo) -> bool:
    section = model_of(field.annotation)
    return section is not None and section.__name__ != "Text"


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, width=98, initial_indent="## ", subsequent_indent="## ")


def _clean(text: str | None) -> str:
    return " ".join((text or "").replace("``", "").split())


def _limits(field: FieldInfo) -> str:
    said = [
        f"{word} {bound}"
        for mark in field.metadata
        for name, word in (("gt", "more than"), ("ge", "from"), ("le", "up to"), ("lt", "under"))
        if (bound := getattr(mark, name, None)) is not None
    ]
    return f" ({', '.join(said)})" if said else ""


def _value(field: FieldInfo) -> str:
    if field.is_required():
        return "…  # required"
    default = field.get_default(call_default_factory=True)
    return "  # absent" if default is None else _toml(default)


def _toml(value: Any) -> str:
    """Return a default as TOML."""
    if isinstance(value, BaseModel):
        return "{ " + ", ".join(f"{k} = {_toml(v)}" for k, v in value.model_dump().items()) + " }"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    text = value.value if isinstance(value, Enum) else value
    return f'"{text:%H:%M}"' if isinstance(text, time) else f'"{text}"'


def main() -> None:
    """Write ``default.toml`` beside this file."""
    file = Path(__file__).with_name("default.toml")
    file.write_text(manual(), encoding="utf-8")
    sys.stdout.write(f"{file.name} written\n")


if __name__ == "__main__":
    main()
