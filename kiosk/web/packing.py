"""Texts go packed to browsers that can unpack them: a phone pays for every kilobyte."""

import gzip
from functools import lru_cache

from flask import Flask, Response, request, session

SMALLEST = 1000
"""Bytes from which packing is worth it."""

LEVEL = 5

TEXTS = frozenset(
    {
        "text/html",
        "text/css",
        "text/javascript",
        "application/javascript",
        "application/json",
        "application/manifest+json",
        "image/svg+xml",
    }
)


def register(app: Flask) -> None:
    """Pack this app's texts."""
    app.after_request(_pack)


def _pack(response: Response) -> Response:
    if response.mimetype not in TEXTS or response.status_code != 200 or _holds_secret(response):
        return response
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings.quality("gzip") or (response.content_length or 0) < SMALLEST:
        return response
    is_file, response.direct_passthrough = response.direct_passthrough, False
    body = response.get_data()
    response.set_data(_packed_file(body) if is_file else gzip.compress(body, LEVEL))
    response.headers["Content-Encoding"] = "gzip"
    response.headers.pop("Accept-Ranges", None)
    tag, _weak = response.get_etag()
    if tag:
        response.set_etag(tag, weak=True)  # the same text, not the same bytes
    return response


def _holds_secret(response: Response) -> bool:
    """A page with a CSRF token stays as it is: how well it packs could tell what is in it."""
    return response.mimetype == "text/html" and bool(session)


@lru_cache(maxsize=256)
def _packed_file(body: bytes) -> bytes:
    return gzip.compress(body, 9)
