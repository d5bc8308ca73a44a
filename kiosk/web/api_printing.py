"""Printouts: which there are, and what becomes of them by hand."""

from datetime import timedelta

from flask import jsonify
from flask.typing import ResponseReturnValue

from config.hall import HallSettings
from kiosk.actions.printing import Hand, Wish, answer, reprint, wish
from kiosk.domain.errors import (
    AgentGoneError,
    JobUnknownError,
    PrinterUnknownError,
    TicketUnknownError,
)
from kiosk.domain.numbering import hall_day
from kiosk.web import shapes
from kiosk.web import shapes_printing as forms
from kiosk.web.api_halls import STAFF, api
from kiosk.web.api_tickets import looks_right
from kiosk.web.identity import require
from kiosk.web.office import now, office
from kiosk.web.openapi import sent
from kiosk.web.printers import known_printer, printer_for
from kiosk.web.printouts import job_json, jobs_json

RULE = "/halls/<hall>/jobs/<job>"


@api.call("GET", "/halls/<hall>/jobs", answers={200: forms.JobList}, security=STAFF)
def list_jobs(hall: str) -> ResponseReturnValue:
    """Printouts that are under way, that a person has to look at, or that failed today."""
    require("helper")
    return jsonify(jobs=jobs_json(office().hall(hall)))


@api.call("POST", f"{RULE}/hold", answers={200: forms.JobNow}, body=shapes.Press, security=STAFF)
def hold_job(hall: str, job: str) -> ResponseReturnValue:
    """Hold a printout back until it is released.

    An agent that is not connected lets it go when it is back, unless it has printed it by then.
    """
    who, there = require("officer"), office().hall(hall)
    sent(shapes.Press)
    return _wish(there, job, Wish(what="hold", by=who.name))


@api.call("POST", f"{RULE}/release", answers={200: forms.JobNow}, body=shapes.Press, security=STAFF)
def release_job(hall: str, job: str) -> ResponseReturnValue:
    """Print a printout that was held back."""
    who, there = require("officer"), office().hall(hall)
    sent(shapes.Press)
    return _wish(there, job, Wish(what=None, by=who.name, life=_life()))


@api.call("POST", f"{RULE}/drop", answers={200: forms.JobNow}, body=shapes.Press, security=STAFF)
def drop_job(hall: str, job: str) -> ResponseReturnValue:
    """Give a printout up; the number counts all the same."""
    who, there = require("officer"), office().hall(hall)
    sent(shapes.Press)
    return _wish(there, job, Wish(what="drop", by=who.name))


@api.call("POST", f"{RULE}/move", answers={200: forms.JobNow}, body=forms.MoveJob, security=STAFF)
def move_job(hall: str, job: str) -> ResponseReturnValue:
    """Print it on another printer.

    If a part of it came out already, that is made void and a marked copy follows elsewhere.
    """
    who, there = require("officer"), office().hall(hall)
    printer = known_printer(sent(forms.MoveJob).printer, there)
    return _wish(there, job, Wish(what="move", by=who.name, printer=printer, life=_life()))


@api.call(
    "POST", f"{RULE}/came-out", answers={200: forms.JobNow}, body=shapes.Press, security=STAFF
)
def job_came_out(hall: str, job: str) -> ResponseReturnValue:
    """Say that an unconfirmed printout came out."""
    return _answer(hall, job, came_out=True)


@api.call("POST", f"{RULE}/not-out", answers={200: forms.JobNow}, body=shapes.Press, security=STAFF)
def job_not_out(hall: str, job: str) -> ResponseReturnValue:
    """Say that an unconfirmed printout did not come out; a marked copy is printed."""
    return _answer(hall, job, came_out=False)


@api.call(
    "POST",
    "/halls/<hall>/tickets/<ticket>/copies",
    answers={201: forms.JobNow},
    body=forms.CopyTicket,
    security=STAFF,
)
def copy_ticket(hall: str, ticket: str) -> ResponseReturnValue:
    """Print a ticket once more, marked as a copy; the number stays the same.

    The ticket is named by its id, or by its number if that is of today.
    """
    who, there, wanted = require("helper"), office().hall(hall), sent(forms.CopyTicket)
    if not looks_right(ticket):
        raise TicketUnknownError
    today = hall_day(now(), there.timezone)
    ticket = office().queries.id_of(there.slug, today, ticket.upper()) or ticket
    printer = known_printer(wanted.printer, there) if wanted.printer else _usual(ticket, there)
    copy = reprint(office().work, there, ticket, printer, _hand(who.name))
    return jsonify(job_json(copy.id, there, copy)), 201


@api.call(
    "POST",
    "/printers/<printer>/new-roll",
    answers={200: forms.RollTold},
    body=shapes.Press,
    security=STAFF,
)
def new_roll(printer: str) -> ResponseReturnValue:
    """Say that a new roll of paper was put in: the tickets left on it are counted anew."""
    require("officer")
    sent(shapes.Press)
    told = {row["name"] for row in office().devices.all() if row["kind"] == "printer"}
    if printer not in told | {one.name for one in office().settings.agent.printer}:
        raise PrinterUnknownError(printer=printer[:32])
    said = office().live.new_roll(printer)
    if not said.get("ok"):
        raise AgentGoneError(printer=printer)
    return jsonify(printer=printer)


def _wish(hall: HallSettings, job_id: str, wanted: Wish) -> ResponseReturnValue:
    if not looks_right(job_id):
        raise JobUnknownError
    job = wish(office().work, hall, job_id, wanted, now())
    office().live.further(job.id)
    return jsonify(job_json(job.id, hall, job))


def _answer(hall: str, job: str, *, came_out: bool) -> ResponseReturnValue:
    who, there = require("officer"), office().hall(hall)
    sent(shapes.Press)
    if not looks_right(job):
        raise JobUnknownError
    answer(office().work, there, job, _hand(who.name), came_out=came_out)
    return jsonify(job_json(job, there))


def _usual(ticket: str, hall: HallSettings) -> str:
    """Return where a ticket was printed last, else the hall's first printer."""
    before = office().queries.printout(ticket)
    printer = before[1] if before else printer_for(None, hall.slug)
    if printer is None:
        raise PrinterUnknownError(printer="")
    return printer


def _hand(name: str) -> Hand:
    return Hand(by=name, at=now(), life=_life())


def _life() -> timedelta:
    return timedelta(minutes=office().settings.agent.job_minutes)
