"""What is said when a configuration is wrong: one sentence with file, key and a way out."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from config.shape import fields_at


class ConfigError(ValueError):
    """The configuration cannot be used; the text is one sentence for the person who wrote it."""


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean 'prefix'?`` for a misspelt word, else the words that are known."""
    words = sorted(set(known))
    near = get_close_matches(word, words, n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else f"known are: {', '.join(words)}"


def explain(
    error: ValidationError,
    document: Mapping[str, Any],
    settings: type[BaseModel],
    *,
    source: str,
    origins: Mapping[tuple[str, ...], str],
) -> ConfigError:
    """Turn pydantic's findings into one sentence about the most telling of them.

    Args:
        error: What pydantic found.
        document: The tables that were checked.
        settings: The class they were checked against.
        source: The file's name, as the person knows it.
        origins: Environment variable by path, for options that came from there.
    """
    findings = _own(error.errors(include_url=False))
    # A misspelt key is also "missing": the unknown key is the one to show.
    first = min(findings, key=lambda finding: finding["type"] != "extra_forbidden")
    where = _steps(first["loc"], document)
    names = tuple(step for step in where if isinstance(step, str))
    variable = origins.get(names)
    key = _dotted(where, document)
    place = variable or (f"{source}: {key}" if key else source)
    others = len(findings) - 1
    more = f" (and {others} more)" if others and not variable else ""
    return ConfigError(f"{place}: {_what(first, names, settings)}{more}")


def _own(findings: Sequence[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out "too short" lists that are short only because an item in them is wrong."""
    places = [finding["loc"] for finding in findings]
    return [
        finding
        for finding in findings
        if finding["type"] != "too_short"
        or not any(
            place[: len(finding["loc"])] == finding["loc"]
            for place in places
            if place != finding["loc"]
        )
    ]


def _steps(loc: Sequence[str | int], document: Any) -> list[str | int]:
    """Keep of pydantic's location what stands in the document; union tags do not."""
    steps: list[str | int] = []
    here = document
    for index, step in enumerate(loc):
        inside = (isinstance(here, Mapping) and step in here) or (
            isinstance(here, list | tuple) and isinstance(step, int) and step < len(here)
        )
        if inside:
            here = here[step]
        elif not (isinstance(here, Mapping) and index == len(loc) - 1):
            continue
        steps.append(step)
    return steps


def _dotted(steps: Sequence[str | int], document: Mapping[str, Any]) -> str:
    text, name = "", ""
    here: Any = document
    for step in steps:
        text += f"[{step}]" if isinstance(step, int) else f".{step}"
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(step, int) and isinstance(here, Mapping):
            name = str(here.get("slug") or here.get("name") or "")
    text = text.lstrip(".")
    if len(document.get("halls", ())) == 1:
        text = text.replace("halls[0]", "hall", 1)
        name = name if text.count("[") else ""
    return f"{text} (of {name!r})" if name else text


def _what(finding: ErrorDetails, names: tuple[str, ...], settings: type[BaseModel]) -> str:
    field = fields_at(settings, names[:-1]).get(names[-1]) if names else None
    kind = finding["type"]
    if kind == "extra_forbidden":
        return f"there is no such option; {suggestion(names[-1], fields_at(settings, names[:-1]))}"
    if kind == "missing":
        return f"is missing{_meaning(field)}"
    given = "" if _secret(field) else f"{finding['input']!r} "
    if kind == "value_error":
        return str(finding["ctx"]["error"])
    if kind == "string_pattern_mismatch":
        return f"{given}does not fit{_meaning(field)}"
    if kind in {"model_type", "model_attributes_type"}:
        return "should be a table"
    said = finding["msg"].replace("Input should", "should").replace("Tuple should", "should")
    return f"{given}{said}".strip()


def _meaning(field: FieldInfo | None) -> str:
    text = " ".join((field.description or "").split()) if field else ""
    return f": {text[:1].lower()}{text[1:].rstrip('.')}" if text else ""


def _secret(field: FieldInfo | None) -> bool:
    return field is not None and "SecretStr" in str(field.annotation)
