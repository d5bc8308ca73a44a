"""What placeholders say, in the visitor's language."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

FOLDER = Path(__file__).parent
LANGUAGES = ("vi", "en")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def say(key: str, language: str, **facts: str | int) -> str:
    """Return a phrase."""
    bundle = _bundle(language)
    pattern = bundle.get_message(key).value
    if pattern is None:
        raise LookupError(key)
    said, _errors = bundle.format_pattern(pattern, facts)
    return str(said)


def ahead(people: int, language: str) -> str:
    """Return how many wait before."""
    return say("ahead", language, n=people)


def wait(low: int, high: int, language: str) -> str:
    """Return the range of minutes."""
    return say("wait", language, span=str(high) if low == high else f"{low}\u2013{high}")


def counters(names: Sequence[str], language: str) -> str:
    """Return where to go; empty when no counter serves the line."""
    if not names:
        return ""
    *first, last = names
    either = f"{', '.join(first)} {say('or', language)} {last}" if first else last
    return say("counters", language, names=either)


def moment(key: str, at: datetime, language: str) -> str:
    """Return the phrase ``key`` with clock, weekday and date as ``at`` has them in its zone."""
    english = f"{at.day} {MONTHS[at.month - 1]} {at.year}"
    return say(
        key,
        language,
        clock=f"{at:%H:%M}",
        day=say(f"day-{at.isoweekday()}", language),
        date=english if language == "en" else f"{at:%d/%m/%Y}",
    )


def reason(code: str, language: str) -> str:
    """Return why there is no number, for a refusal's code."""
    key = f"reason-{code.replace('_', '-')}"
    return say(key if _bundle(language).has_message(key) else "reason-refused", language)


@cache
def _bundle(language: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    file = FOLDER / f"{language if language in LANGUAGES else LANGUAGES[0]}.ftl"
    bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return bundle
