"""From refusals to answers: the one place that knows HTTP status codes for them."""

from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, jsonify, render_template, request
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from werkzeug.exceptions import HTTPException

from kiosk.domain import errors
from kiosk.web.language import language
from kiosk.web.pagedata import page_data
from kiosk.web.texts import refusal

log = structlog.get_logger()

STATUS: dict[str, HTTPStatus] = {
    "not_signed_in": HTTPStatus.UNAUTHORIZED,
    "locked_out": HTTPStatus.TOO_MANY_REQUESTS,
    "wrong_password": HTTPStatus.UNAUTHORIZED,
    "password_weak": HTTPStatus.BAD_REQUEST,
}
"""Codes whose status is not that of their family."""

FAMILIES: tuple[tuple[type[errors.KioskError], HTTPStatus], ...] = (
    (errors.InputError, HTTPStatus.BAD_REQUEST),
    (errors.NotFoundError, HTTPStatus.NOT_FOUND),
    (errors.ForbiddenError, HTTPStatus.FORBIDDEN),
    (errors.ConflictError, HTTPStatus.CONFLICT),
)

HTTP_CODES = {
    400: "invalid_input",
    401: "not_signed_in",
    403: "wrong_role",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    414: "too_large",
    415: "unsupported_media_type",
    429: "too_many_requests",
    503: "unavailable",
}

AGAIN_SECONDS = 3
"""When whoever was told ``unavailable`` may come again; a tap is sent with the same id."""


def status_of(error: errors.KioskError) -> HTTPStatus:
    """Return the HTTP status of a refusal."""
    if error.code in STATUS:
        return STATUS[error.code]
    return next(
        (status for family, status in FAMILIES if isinstance(error, family)), HTTPStatus.CONFLICT
    )


def headers_of(error: errors.KioskError) -> dict[str, str]:
    """Return the headers of a refusal that knows when to come again; none for others."""
    seconds = error.facts.get("seconds")
    return {} if seconds is None else {"Retry-After": str(seconds)}


def answer(code: str, status: int, facts: dict[str, Any]) -> Response:
    """Return a refusal: problem+json to programs (RFC 9457), a page to people."""
    if request.path.startswith("/api/") or _wants_json():
        response = problem(code, status, facts)
    else:
        body = render_template(
            "refusal.html", code=code, facts=facts, status=status, **page_data("index")
        )
        response = Response(body, status, mimetype="text/html")
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="motcua"'
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(AGAIN_SECONDS)
    return response


def problem(code: str, status: int, facts: dict[str, Any]) -> Response:
    """Return a problem document; title and detail are in the asker's language."""
    title, detail = refusal(code, language(), **facts)
    response = jsonify(
        type="about:blank", title=title, status=int(status), detail=detail, code=code, facts=facts
    )
    response.status_code = int(status)
    response.mimetype = "application/problem+json"
    return response


def register(app: Flask) -> None:
    """Answer every refusal and every failure of this app."""

    @app.errorhandler(errors.KioskError)
    def refused(error: errors.KioskError) -> Response:
        response = answer(error.code, status_of(error), error.facts)
        response.headers.update(headers_of(error))
        return response

    @app.errorhandler(HTTPException)
    def failed(error: HTTPException) -> Response | HTTPException:
        status = error.code or 500
        if status < 400:
            return error
        response = answer(HTTP_CODES.get(status, "server_error"), status, {})
        for name, value in error.get_headers():
            if name not in {"Content-Type", "Content-Length"}:
                response.headers[name] = value
        return response

    @app.errorhandler(OperationalError)
    @app.errorhandler(NoConnectionError)
    def out_of_reach(error: OperationalError | NoConnectionError) -> Response:
        # Without the statement: its values may be a person's.
        said = str(getattr(error, "orig", None) or error).strip()
        log.error("database.out_of_reach", path=request.path[:80], error=said[:200])
        return answer("unavailable", HTTPStatus.SERVICE_UNAVAILABLE, {})

    @app.errorhandler(Exception)
    def broke(error: Exception) -> Response:
        log.error("request.failed", path=request.path[:80], exc_info=error)
        return answer("server_error", 500, {})


def _wants_json() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"
