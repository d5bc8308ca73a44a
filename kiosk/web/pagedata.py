"""What every page gets: language, texts, clock, and the data block for its script."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from flask import session
from flask_wtf.csrf import generate_csrf

from config.hall import HallSettings
from config.section import Text
from kiosk.views import local
from kiosk.web.language import language
from kiosk.web.office import now, office
from kiosk.web.texts import LANGUAGES, sources, text

BOTH = frozenset({"touch", "wall", "lane"})
"""Pages that change their language in the browser."""


def page_data(name: str, there: HallSettings | None = None, /, **facts: Any) -> dict[str, Any]:
    """Return a template's context; ``facts`` go into the page's data block."""
    said = language()
    token = csrf()
    page = {
        "page": name,
        "language": said,
        "languages": list(LANGUAGES),
        "texts": sources(name, LANGUAGES if name in BOTH else [said]),
        "now": local(now(), there or office().settings.halls[0]),
        "zone": (there or office().settings.halls[0]).timezone,
        "demo": office().settings.demo,
        "csrf": token,
        **facts,
    }
    return {"language": said, "t": partial(_say, said), "csrf": token, "page": page}


def _say(said: str, key: str, **facts: Any) -> str:
    return text(key, said, **facts)


def csrf() -> str:
    """Return the token that forms and calls of a session carry; empty without a session."""
    return str(generate_csrf()) if session else ""


def both(name: Text) -> dict[str, str]:
    """Return a text in both languages."""
    return {"vi": name.vi, "en": name.in_language("en")}


def hall_json(hall: HallSettings) -> dict[str, Any]:
    """Return what every page knows of its hall."""
    return {
        "hall": hall.slug,
        "name": both(hall.title),
        "hotline": hall.hotline,
        "notice": both(hall.notice),
    }


def lines_json(hall: HallSettings) -> list[dict[str, Any]]:
    """Return the hall's lines."""
    return [
        {
            "line": line.slug,
            "prefix": line.prefix,
            "name": both(line.name),
            "examples": both(line.examples),
            "icon": line.icon,
            "bring": [both(text) for text in line.bring],
            "counters": [one.slug for one in hall.counter if line.slug in one.lines],
        }
        for line in hall.line
    ]


def counters_json(hall: HallSettings) -> list[dict[str, Any]]:
    """Return the hall's counters."""
    return [
        {"counter": one.slug, "name": one.name, "lines": list(one.lines)} for one in hall.counter
    ]


def priority_json(hall: HallSettings) -> list[dict[str, Any]]:
    """Return the hall's priority groups."""
    return [
        {
            "priority": one.slug,
            "name": both(one.name),
            "icon": one.icon,
            "head_start": one.head_start,
        }
        for one in hall.priority
    ]


def devices_json(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return device rows as the sockets tell them."""
    return [
        {
            "device": row["name"],
            "kind": row["kind"],
            "state": row["state"],
            "message": row["message"],
            "since": row["since"].isoformat()
            if isinstance(row["since"], datetime)
            else row["since"],
            "facts": row["facts"],
        }
        for row in rows
    ]
