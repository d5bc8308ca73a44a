"""How a touchscreen's browser becomes a kiosk: it shows a code until an administrator agrees."""

from typing import Any

from flask import Blueprint, Flask, Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue

from config.hall import HallSettings
from kiosk.storage.enrolments import LIFE
from kiosk.web.identity import KIOSK_COOKIE, doors, identity
from kiosk.web.limits import limited
from kiosk.web.office import now, office

PAIRING_COOKIE = "mc_pairing"
KIOSK_SECONDS = 400 * 86400  # as long as browsers keep any; renewed by each visit of the page
NEW_CODES = "30 per minute"

touch_enrolment = Blueprint("touch_enrolment", __name__)


def register(app: Flask) -> None:
    """Add the pairing call."""
    app.register_blueprint(touch_enrolment)
    app.after_request(_renew)


@touch_enrolment.get("/touch/<hall>/pairing")
@limited(lambda: NEW_CODES)
def ask(hall: str) -> ResponseReturnValue:
    """Tell whether this browser is a kiosk of the hall by now; if not, the code to show."""
    there = office().hall(hall)
    if _enrolled(there):
        return _private(jsonify(enrolled=True, code=None))
    secret = request.cookies.get(PAIRING_COOKIE, "")
    token = doors().enrolments.claim(secret)
    if token is not None:
        response = jsonify(enrolled=True, code=None)
        _keep(response, KIOSK_COOKIE, token, KIOSK_SECONDS)
        response.delete_cookie(PAIRING_COOKIE, samesite="Strict", httponly=True)
        return _private(response)
    code, secret = _code(there, secret)
    response = jsonify(enrolled=False, code=code)
    _keep(response, PAIRING_COOKIE, secret, int(LIFE.total_seconds()))
    return _private(response)


def pairing(hall: HallSettings, data: dict[str, Any]) -> Response:
    """Return the touchscreen's page with the code to show."""
    code, secret = _code(hall, request.cookies.get(PAIRING_COOKIE, ""))
    data["page"]["pairing"] = {"code": code}
    response = make_response(render_template("touch.html", **data))
    _keep(response, PAIRING_COOKIE, secret, int(LIFE.total_seconds()))
    return _private(response)


def _enrolled(hall: HallSettings) -> bool:
    who = identity()
    return who is not None and who.role != "agent" and who.hall in {None, hall.slug}


def _code(hall: HallSettings, secret: str) -> tuple[str, str]:
    """Return the code and the secret of this browser's pairing; a new one when it is over."""
    waiting = doors().enrolments.of_secret(secret, now()) if secret else None
    if waiting is not None and waiting.hall == hall.slug:
        return waiting.code, secret
    return doors().enrolments.ask(hall.slug, now())


def _keep(response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        httponly=True,
        samesite="Strict",
        secure=request.is_secure,
    )


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _renew(response: Response) -> Response:
    """Give a kiosk's cookie its full life again whenever the touchscreen loads."""
    if request.endpoint == "pages.touch" and response.status_code == 200:
        who = identity()
        if who is not None and who.via == "kiosk":
            _keep(response, KIOSK_COOKIE, request.cookies[KIOSK_COOKIE], KIOSK_SECONDS)
    return response
