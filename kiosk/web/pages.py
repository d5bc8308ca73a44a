"""The pages of the hall: index, touchscreen, wall, phone, lane, desk."""

from datetime import datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import segno
from flask import Blueprint, Flask, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from config.hall import HallSettings
from kiosk.actions.halls import WEEKDAYS, line_of
from kiosk.domain.errors import CounterUnknownError, TicketUnknownError
from kiosk.web.api_devices import lane_json
from kiosk.web.desk_state import desk_state
from kiosk.web.identity import identity, require_any, signed_in
from kiosk.web.language import language
from kiosk.web.office import now, office
from kiosk.web.pagedata import (
    both,
    counters_json,
    hall_json,
    lines_json,
    page_data,
    priority_json,
)
from kiosk.web.printers import elsewhere
from kiosk.web.touch_enrolment import pairing

pages = Blueprint("pages", __name__)

IDLE_SECONDS = 60
RESULT_SECONDS = 30
ASTRAY_SECONDS = 120
"""So long the number stays when there is no paper here: somebody may want to write it down."""


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


@pages.get("/")
def index() -> ResponseReturnValue:
    """The screens of the halls."""
    halls = [_index_entry(hall) for hall in office().settings.halls]
    facts = {"halls": halls, "address": office().public_url, "demo": office().settings.demo}
    return render_template("index.html", **page_data("index"), **facts)


def _index_entry(hall: HallSettings) -> dict[str, Any]:
    return {
        "hall": hall.slug,
        "name": both(hall.title),
        "open": office().views.hall(hall, language(), now())["open"],
        "counters": len(hall.counter),
        "lanes": [{"lane": lane.slug, "name": both(lane.name)} for lane in hall.lane],
    }


@pages.get("/touch/<hall>")
def touch(hall: str) -> ResponseReturnValue:
    """The touchscreen."""
    there, who = office().hall(hall), identity()
    enrolled = who is not None and who.role != "agent" and who.hall in {None, there.slug}
    data = page_data(
        "touch",
        there,
        hall=hall_json(there),
        lines=lines_json(there),
        priority=priority_json(there),
        state=office().views.hall(there, language(), now()),
        enrolled=enrolled,
        pairing=None,
        kiosk={"name": who.name, "printer": who.printer} if who and enrolled else None,
        idle_seconds=IDLE_SECONDS,
        result_seconds=RESULT_SECONDS,
        astray_seconds=ASTRAY_SECONDS,
    )
    if enrolled:
        return render_template("touch.html", **data)
    return pairing(there, data)


@pages.post("/touch/<hall>/help")
def call_helper(hall: str) -> ResponseReturnValue:
    """Tell the desks that somebody at a touchscreen asks for a helper."""
    who, there = require_any("kiosk", "helper", hall=hall), office().hall(hall)
    office().live.help_wanted(there.slug, who.name)
    return Response(status=204)


@pages.get("/wall/<hall>")
def wall(hall: str) -> ResponseReturnValue:
    """The wall."""
    there = office().hall(hall)
    data = page_data(
        "wall",
        there,
        hall=hall_json(there),
        lines=lines_json(there),
        counters=counters_json(there),
        board=office().views.board(there, now()),
        state=office().views.hall(there, language(), now()),
        hours=_hours(there, now()),
    )
    return render_template("wall.html", **data)


def _hours(hall: HallSettings, at: datetime) -> list[list[str]]:
    today = at.astimezone(ZoneInfo(hall.timezone)).date()
    weekday = WEEKDAYS[today.weekday()]
    for day in hall.day:
        if day.date == today:
            weekday = day.like or ""
    hours = [item for item in hall.hours if weekday in item.days and not item.lines]
    return [[f"{item.start:%H:%M}", f"{item.end:%H:%M}"] for item in hours]


@pages.get("/desk")
def desk() -> ResponseReturnValue:
    """The officer's desk."""
    who = signed_in("officer")
    if who is None:
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    halls = office().settings.halls
    hall = office().hall(request.args.get("hall") or halls[0].slug)
    counter = request.args.get("counter")
    if counter is not None and counter not in {one.slug for one in hall.counter}:
        raise CounterUnknownError(hall=hall.slug, counter=counter[:32])
    data = page_data(
        "desk",
        hall,
        officer={"name": who.name, "role": who.role},
        halls=[{"hall": one.slug, "name": both(one.title)} for one in halls],
        hall=hall_json(hall),
        lines=lines_json(hall),
        counters=counters_json(hall),
        priority=priority_json(hall),
        counter=counter,
        desk=desk_state(hall, counter) if counter else None,
        printers_elsewhere=sorted(elsewhere(hall)),
        bench=office().settings.demo,
    )
    return render_template("desk.html", **data)


@pages.get("/t/<ticket>")
def phone(ticket: str) -> ResponseReturnValue:
    """The visitor's phone."""
    found = office().views.phone_ticket(ticket, now()) if len(ticket) <= 32 else None
    if found is None:
        raise TicketUnknownError
    hall = office().hall(found["hall"])
    line_of(hall, found["line"])
    line = next(one for one in lines_json(hall) if one["line"] == found["line"])
    data = page_data("phone", hall, ticket=found, hall=hall_json(hall), line=line)
    return render_template("phone.html", **data)


@pages.get("/t/<ticket>/qr.svg")
def qr(ticket: str) -> ResponseReturnValue:
    """The phone page's address as a QR code."""
    found = office().queries.ticket(ticket) if len(ticket) <= 32 else None
    if found is None:
        raise TicketUnknownError
    picture = BytesIO()
    code = segno.make(f"{office().public_url}/t/{ticket}", error="m", micro=False)
    code.save(picture, kind="svg", border=2, omitsize=True, xmldecl=False, svgns=True)
    return Response(picture.getvalue(), mimetype="image/svg+xml")


@pages.get("/lane/<lane>")
def lane(lane: str) -> ResponseReturnValue:
    """The lane's public screen."""
    hall = office().lane(lane)
    there = next(one for one in hall.lane if one.slug == lane)
    facts = {"lane": lane, "name": both(there.name), "checks": list(there.checks)}
    data = page_data("lane", hall, hall=hall_json(hall), lane=facts, state=lane_json(lane))
    return render_template("lane.html", **data)
