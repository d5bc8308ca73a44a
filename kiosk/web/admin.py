"""The administrator's page: kiosks that want to be paired, kiosks that are, devices."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import structlog
from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from config.hall import HallSettings
from kiosk.domain.errors import InputError, KioskError
from kiosk.storage.enrolments import Enrolment
from kiosk.storage.tokens import TokenHolder
from kiosk.web.identity import Identity, doors, require
from kiosk.web.office import now, office
from kiosk.web.pagedata import both, page_data
from kiosk.web.printers import printer_rows
from kiosk.web.refusals import status_of

log = structlog.get_logger()

admin = Blueprint("admin", __name__)

ONLINE = timedelta(seconds=60)
"""A touchscreen asks after its hall at least every 30 s."""

DONE = frozenset({"enrolled", "printer", "removed"})


def register(app: Flask) -> None:
    """Add the page and the filters that it writes times with."""
    app.register_blueprint(admin)
    app.add_template_filter(_clock, "clock")
    app.add_template_filter(_day, "day")


@admin.get("/admin")
def overview() -> ResponseReturnValue:
    """Show kiosks and devices."""
    return _page(require("admin"))


@admin.post("/admin/kiosks")
def enrol() -> ResponseReturnValue:
    """Pair the kiosk that shows the code."""
    who, form = require("admin"), request.form
    name = form.get("name", "").strip()
    try:
        doors().enrolments.approve(form.get("code", ""), name, _printer(), now())
    except KioskError as error:
        return _page(who, error), status_of(error)
    log.info("kiosk.enrolled", kiosk=name, by=who.name)
    return _back("enrolled")


@admin.post("/admin/kiosks/<kiosk>/printer")
def set_printer(kiosk: str) -> ResponseReturnValue:
    """Say on which printer a kiosk prints."""
    who = require("admin")
    try:
        doors().enrolments.set_printer(kiosk, _printer())
    except KioskError as error:
        return _page(who, error), status_of(error)
    log.info("kiosk.printer", kiosk=kiosk, printer=request.form.get("printer"), by=who.name)
    return _back("printer")


@admin.post("/admin/kiosks/<kiosk>/remove")
def remove(kiosk: str) -> ResponseReturnValue:
    """Unpair a kiosk."""
    who = require("admin")
    try:
        doors().enrolments.remove(kiosk, now())
    except KioskError as error:
        return _page(who, error), status_of(error)
    log.info("kiosk.removed", kiosk=kiosk, by=who.name)
    return _back("removed")


def _page(who: Identity, error: KioskError | None = None) -> str:
    devices = office().devices.all()
    done = request.args.get("done")
    facts = {
        "waiting": [_waiting(item) for item in doors().enrolments.waiting(now())],
        "kiosks": [_kiosk(item) for item in doors().enrolments.kiosks()],
        "printers": _printers(),
        "halls": [{"hall": one.slug, "name": both(one.title)} for one in office().settings.halls],
        "devices": [row | {"device": row["name"]} for row in devices if row["kind"] != "printer"],
        "printer_rows": [_told(row) for row in printer_rows()],
        "officer": {"name": who.name, "role": who.role},
        "done": done if done in DONE else None,
        "error": error.code if error else None,
        "facts": error.facts if error else {},
    }
    return render_template("admin.html", **page_data("admin"), **facts)


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """Return a printer with what the page says of it; ``minutes`` is the age of its oldest slip."""
    mute = row["state"] == "unknown" and row["answers"] is False and row["code"] != "agent_gone"
    code = "mute" if mute else row["code"] or row["state"]
    minutes = (now() - row["oldest"]).total_seconds() // 60 if row["oldest"] else 0
    today = row["since"] is not None and _day(row["since"]) == _day(now())
    # What was estimated is wrong where the paper has ended.
    left = 0 if code == "paper_out" else row["tickets_left"]
    shown = {"code": code, "minutes": max(int(minutes), 0), "today": today, "tickets_left": left}
    return row | shown


def _back(done: str) -> ResponseReturnValue:
    return redirect(url_for("admin.overview", done=done))


def _printers() -> list[str]:
    """Return the printers that are configured here or that an agent told of."""
    told = (row["name"] for row in office().devices.all() if row["kind"] == "printer")
    return sorted({*told, *(printer.name for printer in office().settings.agent.printer)})


def _printer() -> str | None:
    chosen = request.form.get("printer", "").strip()
    if chosen and chosen not in _printers():
        raise InputError(field="printer", fault="choice")
    return chosen or None


def _waiting(item: Enrolment) -> dict[str, Any]:
    return {
        "code": item.code,
        "hall": item.hall,
        "hall_name": _hall_name(item.hall),
        "address": "",
        "since": item.asked_at,
    }


def _kiosk(item: TokenHolder) -> dict[str, Any]:
    seen = doors().seen.get(item.name)
    return {
        "kiosk": quote(item.name, safe=""),
        "name": item.name,
        "hall_name": _hall_name(item.hall or ""),
        "printer": item.printer,
        "enrolled_at": item.created_at,
        "last_seen": seen,
        "online": seen is not None and now() - seen < ONLINE,
    }


def _hall_name(slug: str) -> dict[str, str]:
    hall = office().settings.hall(slug)
    return both(hall.title) if hall else {"vi": slug, "en": slug}


def _zone() -> ZoneInfo:
    first: HallSettings = office().settings.halls[0]
    return ZoneInfo(first.timezone)


def _clock(at: datetime) -> str:
    return f"{at.astimezone(_zone()):%H:%M}"


def _day(at: datetime) -> str:
    return f"{at.astimezone(_zone()):%d/%m/%Y}"
