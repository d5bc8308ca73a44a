"""Every refusal can be told to a person, in both languages, with what to do."""

from collections.abc import Iterator
from itertools import combinations

import pytest

from kiosk.domain.errors import KioskError
from kiosk.web.refusals import HTTP_CODES, status_of
from kiosk.web.texts import LANGUAGES, refusal, text

PAGES_ONLY = {"passwords_differ", "server_error"}
"""Codes that only forms show, or that stand for a failure."""


def kinds(family: type[KioskError] = KioskError) -> Iterator[type[KioskError]]:
    yield family
    for kind in family.__subclasses__():
        yield from kinds(kind)


CODES = sorted({kind.code for kind in kinds()} | set(HTTP_CODES.values()) | PAGES_ONLY)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_a_refusal_says_what_happened_and_what_to_do(code: str, language: str) -> None:
    key = f"refusal-{code.replace('_', '-')}"

    assert text(key, language) != key, f"{code} has no text in {language}"
    assert text(f"{key}-do", language) != f"{key}-do", f"{code} has no advice in {language}"


@pytest.mark.parametrize("code", CODES)
def test_the_two_languages_differ(code: str) -> None:
    assert refusal(code, "vi") != refusal(code, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_that_nobody_knows_is_still_a_sentence(language: str) -> None:
    title, advice = refusal("never_heard_of", language)

    assert title == text("refusal-refused", language)
    assert advice


def test_only_a_family_and_its_plainest_member_share_a_code() -> None:
    for one, other in combinations(kinds(), 2):
        assert one.code != other.code or issubclass(one, other) or issubclass(other, one)


@pytest.mark.parametrize("kind", list(kinds()), ids=lambda kind: kind.__name__)
def test_a_refusal_is_never_a_failure_of_the_server(kind: type[KioskError]) -> None:
    assert 400 <= status_of(kind()) < 500
