"""The language of an answer."""

from flask import g, request

from kiosk.web.texts import LANGUAGES


def language() -> str:
    """Return ``vi`` or ``en``: the query's, the cookie's, the browser's for the API, else vi."""
    known = g.get("language")
    if known is None:
        known = g.language = _asked()
    return str(known)


def _asked() -> str:
    for asked in (
        request.args.get("lang"),
        request.args.get("language"),
        request.cookies.get("lang"),
    ):
        if asked in LANGUAGES:
            return asked
    if request.path.startswith("/api/") and request.headers.get("Accept-Language"):
        return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]
    return LANGUAGES[0]
