"""The texts of the screens: Fluent files, the same for the server and the browser."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

LANGUAGES = ("vi", "en")
FOLDER = Path(__file__).parent / "translations"

FILES: dict[str, tuple[str, ...]] = {
    "index": ("common",),
    "touch": ("common", "touch", "refusals"),
    "wall": ("common", "wall"),
    "desk": ("common", "desk", "printing", "devices", "refusals"),
    "phone": ("common", "phone"),
    "lane": ("common", "lane"),
    "signin": ("common", "signin", "refusals"),
    "bench": ("common", "bench", "lane", "devices", "refusals"),
    "admin": ("common", "admin", "printing", "devices", "refusals"),
    "slips": ("common", "slips"),
    "rolls": ("common",),
}
"""Which files a page's own JavaScript needs; the server knows all of them."""


def text(key: str, language: str, **facts: str | int | None) -> str:
    """Return the text ``key``; a key that nobody wrote comes back as it is."""
    bundle = _bundle(language if language in LANGUAGES else LANGUAGES[0])
    if not bundle.has_message(key):
        return key
    pattern = bundle.get_message(key).value
    if pattern is None:
        return key
    said, _errors = bundle.format_pattern(
        pattern, {k: v for k, v in facts.items() if v is not None}
    )
    return str(said)


def refusal(code: str, language: str, **facts: str | int | None) -> tuple[str, str]:
    """Return what happened and what to do for a refusal's code; "" where there is no advice."""
    key = f"refusal-{code.replace('_', '-')}"
    bundle = _bundle(language if language in LANGUAGES else LANGUAGES[0])
    if not bundle.has_message(key):
        key = "refusal-refused"
    advice = text(f"{key}-do", language, **facts) if bundle.has_message(f"{key}-do") else ""
    return text(key, language, **facts), advice


def device(code: str, language: str, **facts: str | int | None) -> str:
    """Return in plain words what a device's state means and what to do about it."""
    key = f"device-{code.replace('_', '-')}"
    bundle = _bundle(language if language in LANGUAGES else LANGUAGES[0])
    return text(key if bundle.has_message(key) else "device-unknown", language, **facts)


def printout(code: str, language: str, **facts: str | int | None) -> str:
    """Return in plain words what became of a printout, or what its printer needs."""
    bundle = _bundle(language if language in LANGUAGES else LANGUAGES[0])
    code = code.replace("_", "-")
    known = (key for key in (f"job-{code}", f"device-{code}") if bundle.has_message(key))
    return text(next(known, "job-trouble"), language, **facts)


@cache
def source(page: str, language: str) -> str:
    """Return the Fluent source that a page's JavaScript needs, without its comments."""
    lines = "".join(_file(language, name) for name in FILES[page]).splitlines()
    return "\n".join(line for line in lines if line and not line.startswith("#"))


def sources(page: str, languages: Iterable[str]) -> dict[str, str]:
    """Return the Fluent sources of a page by language."""
    return {language: source(page, language) for language in languages}


@cache
def _bundle(language: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    for file in sorted((FOLDER / language).glob("*.ftl")):
        bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return bundle


def _file(language: str, name: str) -> str:
    return (FOLDER / language / f"{name}.ftl").read_text(encoding="utf-8") + "\n"
