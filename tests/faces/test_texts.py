"""Every text exists in both languages, says the same things, and is used."""

import re
from functools import cache
from pathlib import Path

import pytest
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import ast, parse, visitor

import devices.errors
import kiosk.domain.errors
from kiosk.web import texts

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = texts.LANGUAGES
MADE = {
    "refusal": kiosk.domain.errors.KioskError,
    "device": devices.errors.DeviceError,
}
HTTP_CODES = ("method_not_allowed", "server_error", "too_large", "too_many_requests", "csrf")
PAGE_CODES = ("wrong_password", "locked_out", "password_weak", "passwords_differ", "not_enrolled")


class _Variables(visitor.Visitor):  # type: ignore[misc]  # fluent.syntax has no types
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 -- fluent's
        self.names.add(node.id.name)


@cache
def _messages(language: str) -> dict[str, set[str]]:
    """Return the variables of every message."""
    found: dict[str, set[str]] = {}
    for file in sorted((texts.FOLDER / language).glob("*.ftl")):
        for entry in parse(file.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, ast.Junk), f"{file.name}: {entry.content[:60]}"
            if isinstance(entry, ast.Message):
                assert entry.id.name not in found, f"{entry.id.name} stands twice"
                variables = _Variables()
                variables.visit(entry)
                found[entry.id.name] = variables.names
    return found


def test_both_languages_have_the_same_texts_with_the_same_facts() -> None:
    vietnamese, english = (_messages(language) for language in LANGUAGES)
    assert vietnamese.keys() == english.keys()
    # English may leave a fact out (words for one), it never needs one that Vietnamese lacks.
    for key, names in english.items():
        assert names <= vietnamese[key] or key == "refusal-locked-out-do", key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("n", [0, 1, 2, 21])
def test_every_text_can_be_said(language: str, n: int) -> None:
    bundle = FluentBundle([language], use_isolating=False)
    for file in (texts.FOLDER / language).glob("*.ftl"):
        bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    for key, names in _messages(language).items():
        said, errors = bundle.format_pattern(bundle.get_message(key).value, dict.fromkeys(names, n))
        assert not errors, (key, errors)
        assert "{" not in str(said), (key, said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_visitor_reads_first_stays_short(language: str) -> None:
    for key in ("touch-question", "touch-done", "touch-help", "desk-call", "phone-called-title"):
        assert len(texts.text(key, language)) <= 36, key


def _codes(base: type[Exception]) -> set[str]:
    found = set()
    for made in base.__subclasses__():
        found |= {str(vars(made).get("code", ""))} | _codes(made)
    return found - {""}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_says_what_happened_and_what_to_do(language: str) -> None:
    codes = _codes(kiosk.domain.errors.KioskError) | set(HTTP_CODES) | set(PAGE_CODES)
    for code in sorted(codes):
        said, advice = texts.refusal(code, language, minutes=3, minimum=10)
        assert f"refusal-{code.replace('_', '-')}" in _messages(language), code
        assert said, code
        assert advice, code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_of_a_device_says_what_to_do(language: str) -> None:
    for code in sorted(_codes(devices.errors.DeviceError) | {"near_end", "agent_gone"}):
        assert f"device-{code.replace('_', '-')}" in _messages(language), code
        assert texts.device(code, language) != texts.device("nobody-wrote-this", language), code


SCRIPTS = sorted(
    file
    for folder in ("kiosk/web/static/js", "display/static/js")
    for file in (ROOT / folder).glob("*.js")
)
TEMPLATES = sorted(
    file
    for folder in ("kiosk/web/templates", "display/templates")
    for file in (ROOT / folder).glob("*.html")
)
KEY = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+"


@cache
def _exact_and_begun() -> tuple[set[str], set[str]]:
    """Return keys written out, and the beginnings of keys put together, in scripts and pages."""
    exact: set[str] = set()
    begun: set[str] = set()
    for file in (*SCRIPTS, *TEMPLATES, ROOT / "kiosk/web/texts.py", ROOT / "kiosk/doctor.py"):
        body = file.read_text(encoding="utf-8")
        exact |= set(re.findall(rf"[\"'`]({KEY})[\"'`]", body))
        begun |= set(re.findall(r"[\"'`f]([a-z][a-z0-9-]*-)(?:\$?\{|[\"'] ~)", body))
    return exact, begun


def test_every_text_is_used() -> None:
    exact, begun = _exact_and_begun()
    # Words without a hyphen are asked for by their bare name; a hint goes with its text.
    unused = [
        key
        for key in _messages("vi")
        if "-" in key
        and not {key, key.removesuffix("-hint"), key.removesuffix("-do")} & exact
        and not any(key.startswith(start) for start in begun)
    ]
    assert not unused


def _said(body: str) -> set[str]:
    called = re.findall(rf"(?:\bt|\.say|\bsay)\(\s*[\"']({KEY}|[a-z]+)[\"']", body)
    return set(called)


@pytest.mark.parametrize("file", [*SCRIPTS, *TEMPLATES], ids=lambda file: file.name)
def test_every_text_that_is_said_exists(file: Path) -> None:
    missing = _said(file.read_text(encoding="utf-8")) - _messages("vi").keys()
    assert not missing


PAGE_SCRIPTS = {
    "touch": ("touch", "text", "clock", "live"),
    "wall": ("wall", "text", "clock", "live"),
    "desk": ("desk", "text", "clock", "live"),
    "phone": ("phone", "text", "clock", "live"),
    "lane": ("lane.js", "live"),
    "bench": ("bench", "live", "clock"),
}


@pytest.mark.parametrize("page", PAGE_SCRIPTS)
def test_a_page_brings_the_texts_that_its_scripts_say(page: str) -> None:
    brought = set(re.findall(rf"^({KEY}|[a-z]+) =", texts.source(page, "vi"), flags=re.MULTILINE))
    mine = [file for file in SCRIPTS if file.name.startswith(PAGE_SCRIPTS[page])]
    for file in mine:
        shared = file.name in {"text.js", "clock.js"}
        missing = _said(file.read_text(encoding="utf-8")) - brought
        assert not missing or shared, (file.name, missing)


def test_an_unknown_text_comes_back_as_its_key() -> None:
    assert texts.text("no-such-text", "vi") == "no-such-text"
    assert texts.text("app-name", "xx") == texts.text("app-name", "vi")
    assert texts.refusal("teapot", "en") == texts.refusal("refused", "en")


def test_sources_carry_no_comments() -> None:
    for page in texts.FILES:
        for source in texts.sources(page, LANGUAGES).values():
            assert not re.search(r"^#", source, flags=re.MULTILINE)


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_scripts_stay_small(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) < 300


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_pages_have_no_inline_code(file: Path) -> None:
    body = file.read_text(encoding="utf-8")
    assert not re.search(r"\son[a-z]+=|\sstyle=|<style|javascript:", body)
    for script in re.findall(r"<script[^>]*>", body):
        assert "src=" in script or 'type="application/json"' in script
