"""``default.toml`` is the manual: complete, and what the sections say."""

import tomllib
from collections.abc import Iterator
from importlib.resources import files

from pydantic import BaseModel

from config.manual import manual
from config.sections import Settings
from config.shape import model_of


def options(section: type[BaseModel], path: str = "") -> Iterator[tuple[str, str | None]]:
    for name, field in section.model_fields.items():
        yield path + name, field.description
        inner = model_of(field.annotation)
        if inner is not None:
            yield from options(inner, f"{path}{name}.")


def test_the_file_is_what_the_sections_say() -> None:
    written = files("config").joinpath("default.toml").read_text(encoding="utf-8")
    assert written == manual(), "run `python -m config.manual`"


def test_every_option_has_a_docstring() -> None:
    assert [name for name, text in options(Settings) if not text] == []


def test_every_option_is_in_the_manual() -> None:
    text = manual()
    for name, _ in options(Settings):
        last = name.rpartition(".")[2]
        assert (
            f"\n#{last} =" in text
            or f"{last}]" in text
            or f" {last} =" in text
            or (last == "halls")
        ), name


def test_the_manual_is_valid_toml() -> None:
    assert tomllib.loads(manual()) == {}
