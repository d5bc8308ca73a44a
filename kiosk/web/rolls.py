"""The page of the emergency numbers: print them ahead, enter them after a power cut."""

import uuid
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from config.hall import HallSettings
from kiosk.actions import rolls
from kiosk.actions.halls import line_of
from kiosk.domain.errors import InputError, KioskError
from kiosk.domain.head import Head
from kiosk.domain.numbering import prefix_of, ticket_number
from kiosk.domain.printing import JobState
from kiosk.domain.roles import covers
from kiosk.domain.rolls import MOST, roll_prefix
from kiosk.web.api_rolls import figure, reserve, rolls_json
from kiosk.web.identity import Identity, require, signed_in
from kiosk.web.office import now, office
from kiosk.web.pagedata import both, lines_json, page_data, priority_json
from kiosk.web.printers import elsewhere, printer_rows
from kiosk.web.refusals import status_of

log = structlog.get_logger()

pages = Blueprint("rolls", __name__)

DONE = frozenset({"entered", "reserved", "voided"})
USUAL = 50
"""Numbers of a roll unless another figure is written."""


def register(app: Flask) -> None:
    """Add the page."""
    app.register_blueprint(pages)


@pages.get("/rolls/<hall>")
def show(hall: str) -> ResponseReturnValue:
    """Show a hall's emergency numbers."""
    who = signed_in("officer")
    if who is None:
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    return _page(office().hall(hall), who)


@pages.post("/rolls/<hall>/enter")
def enter(hall: str) -> ResponseReturnValue:
    """Enter numbers that were handed out."""
    return _do(hall, "officer", "entered", _enter)


@pages.post("/rolls/<hall>/reserve")
def print_ahead(hall: str) -> ResponseReturnValue:
    """Print a roll ahead."""
    return _do(hall, "supervisor", "reserved", _reserve)


@pages.post("/rolls/<hall>/void")
def void(hall: str) -> ResponseReturnValue:
    """Give numbers up that were spoilt or lost."""
    return _do(hall, "supervisor", "voided", _void)


def _do(
    slug: str, role: str, done: str, act: Callable[[HallSettings, Identity], rolls.Stretch]
) -> ResponseReturnValue:
    who, hall = require(role), office().hall(slug)
    try:
        stretch = act(hall, who)
    except KioskError as error:
        return _page(hall, who, done, error), status_of(error)
    figures = {"first": stretch.first, "last": stretch.last}
    log.info("roll.changed", how=done, line=stretch.line, by=who.name, **figures)
    prefix = roll_prefix(line_of(hall, stretch.line).prefix)
    first, last = (ticket_number(prefix, one) for one in (stretch.first, stretch.last))
    count = stretch.last - stretch.first + 1
    return redirect(
        url_for("rolls.show", hall=slug, done=done, first=first, last=last, count=count)
    )


def _enter(hall: HallSettings, who: Identity) -> rolls.Stretch:
    form, stretch = request.form, _stretch(hall)
    entry = rolls.Entry(
        line=stretch.line,
        first=stretch.first,
        last=stretch.last,
        tap=_tap(form.get("tap", "")),
        since=_since(form.get("since", "").strip(), hall),
        priority=form.get("priority") or None,
    )
    rolls.enter_roll(office().work, hall, entry, who.name, now())
    return stretch


def _reserve(hall: HallSettings, who: Identity) -> rolls.Stretch:
    count = request.form.get("count", "").strip()
    if not (count.isascii() and count.isdecimal() and len(count) <= 4):
        raise InputError(field="count", fault=f"1 to {MOST}")
    printer = request.form.get("printer") or None
    return reserve(who, hall, request.form.get("line", ""), int(count), printer)


def _void(hall: HallSettings, who: Identity) -> rolls.Stretch:
    stretch = _stretch(hall)
    rolls.void_roll(office().work, hall, stretch, who.name, now())
    return stretch


def _stretch(hall: HallSettings) -> rolls.Stretch:
    form = request.form
    line = line_of(hall, form.get("line", ""))
    prefix = roll_prefix(line.prefix)
    first = figure(form.get("first", ""), prefix, "first")
    last = figure(form.get("last", "") or form.get("first", ""), prefix, "last")
    return rolls.Stretch(line=line.slug, first=first, last=last)


def _tap(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError as error:
        raise InputError(field="tap", fault="uuid") from error


def _since(text: str, hall: HallSettings) -> datetime | None:
    """Return today's time in the hall; None when nothing is written."""
    if not text:
        return None
    try:
        clock = datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007  # the hall's zone follows
    except ValueError as error:
        raise InputError(field="since", fault="HH:MM") from error
    zone = ZoneInfo(hall.timezone)
    return datetime.combine(now().astimezone(zone).date(), clock, zone)


def _page(
    hall: HallSettings, who: Identity, failed: str = "", error: KioskError | None = None
) -> str:
    args = request.args
    series = {one["line"]: one for one in rolls_json(hall)}
    facts = {
        "hall": {"hall": hall.slug, "name": both(hall.title)},
        "lines": [line | series[line["line"]] for line in lines_json(hall)],
        "priority": priority_json(hall),
        "printers": [r["name"] for r in printer_rows() if r["name"] not in elsewhere(hall)],
        **_lost(hall),
        "officer": {"name": who.name, "role": who.role},
        "may_print": covers(who.role, "supervisor"),
        "tap": request.form.get("tap") if error else str(uuid.uuid4()),
        "form": request.form if error else {"count": str(USUAL)},
        "failed": failed,
        "error": error.code if error else None,
        "field": error.facts.get("field") if error else None,
        "facts": error.facts if error else {},
        "done": args.get("done") if args.get("done") in DONE else None,
        "said": {key: args.get(key, "")[:8] for key in ("first", "last", "count")},
        "most": MOST,
    }
    return render_template("rolls.html", **page_data("rolls", hall), **facts)


def _lost(hall: HallSettings) -> dict[str, list[dict[str, str]]]:
    """Return the unused numbers whose slips did not come out, and those nobody knows of.

    They are shown until somebody enters or voids them, also on later days.
    """
    head = office().queries.head(hall.slug) or Head()
    lost: dict[str, list[str]] = {"unprinted": [], "unsure": []}
    for job in office().jobs.lost_sheets(hall.slug, "roll"):
        number = str((job.content or {}).get("number"))
        prefix = prefix_of(number)
        if head.roll(prefix).has(int(number[len(prefix) :])):
            lost["unsure" if job.state == JobState.UNCERTAIN else "unprinted"].append(number)
    return {what: _stretches(numbers) for what, numbers in lost.items()}


def _stretches(numbers: list[str]) -> list[dict[str, str]]:
    """Return numbers that follow one another as one stretch: a whole roll may be in question."""
    found: list[tuple[str, int, int]] = []
    for prefix, one in sorted((prefix_of(n), int(n[len(prefix_of(n)) :])) for n in numbers):
        if found and found[-1][::2] == (prefix, one - 1):
            found[-1] = (prefix, found[-1][1], one)
        else:
            found.append((prefix, one, one))
    return [
        {"first": ticket_number(prefix, first), "last": ticket_number(prefix, last)}
        for prefix, first, last in found
    ]
