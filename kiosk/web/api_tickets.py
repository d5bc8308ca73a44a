"""Taking a number, looking after it, giving it back."""

from datetime import timedelta

from flask import jsonify
from flask.typing import ResponseReturnValue

from kiosk.actions.tickets import Wish, cancel_ticket, issue_ticket, print_refusal
from kiosk.domain.errors import PrinterUnknownError, TicketUnknownError
from kiosk.web import shapes
from kiosk.web.api_halls import api
from kiosk.web.identity import require_any
from kiosk.web.office import now, office
from kiosk.web.openapi import sent
from kiosk.web.printers import printer_for

STEPS_LIFE = timedelta(minutes=1)
"""Nobody waits longer for a sheet that says to come again."""


@api.call(
    "POST",
    "/halls/<hall>/tickets",
    answers={201: shapes.TicketNow, 200: shapes.TicketNow},
    body=shapes.TakeTicket,
    security=("kiosk", "token", "session"),
)
def take_ticket(hall: str) -> ResponseReturnValue:
    """Take a number.

    201 with a new ticket; the same ``tap`` again: 200 with the same ticket.
    """
    who = require_any("kiosk", "helper", hall=hall)
    here, asked = office(), sent(shapes.TakeTicket)
    there = here.hall(hall)
    wish = Wish(
        line=asked.line,
        tap=str(asked.tap),
        priority=asked.priority,
        language=asked.language or "vi",
        kiosk=who.name,
        printer=printer_for(who, hall),
        large=asked.large,
    )
    life = timedelta(minutes=here.settings.agent.job_minutes)
    issued = issue_ticket(here.work, there, wish, here.clock(), life)
    body = here.views.ticket(issued.ticket, there, issued.ahead, issued.wait)
    if issued.new:
        word = "queued" if issued.printer else "none"
        return jsonify(body | here.views.paper_of(word, issued.printer)), 201
    return jsonify(body | here.views.paper(issued.ticket.id))


@api.call(
    "POST",
    "/halls/<hall>/refusals",
    answers={202: shapes.StepsPrinted},
    body=shapes.PrintSteps,
    security=("kiosk", "token", "session"),
)
def print_next_steps(hall: str) -> ResponseReturnValue:
    """Print what to do next for a visitor who gets no number now; no number is given."""
    who = require_any("kiosk", "helper", hall=hall)
    here, asked = office(), sent(shapes.PrintSteps)
    printer = printer_for(who, hall)
    if printer is None:
        raise PrinterUnknownError(printer="")
    there = here.hall(hall)
    wish = Wish(line=asked.line, tap="", language=asked.language or "vi", printer=printer)
    waits = (job for job in here.jobs.sheets(hall) if job.printer == printer)
    if not any(job.kind == "refusal" for job in waits):  # one at a time, whoever plays with it
        print_refusal(here.work, there, wish, here.clock(), STEPS_LIFE)
        here.live.sheets(hall)
    return jsonify(print="queued"), 202


@api.call("GET", "/tickets/<ticket>", answers={200: shapes.TicketNow})
def show_ticket(ticket: str) -> ResponseReturnValue:
    """A ticket as it is now; its id is the right to see it."""
    found = office().views.full_ticket(ticket, now()) if looks_right(ticket) else None
    if found is None:
        raise TicketUnknownError
    return jsonify(found)


@api.call("DELETE", "/tickets/<ticket>", answers={200: shapes.TicketNow})
def give_up(ticket: str) -> ResponseReturnValue:
    """Give the place up; its id is the right to do so."""
    found = office().queries.ticket(ticket) if looks_right(ticket) else None
    if found is None:
        raise TicketUnknownError
    cancel_ticket(office().work, office().hall(found[0].hall), ticket, now())
    return jsonify(office().views.full_ticket(ticket, now()))


def looks_right(ticket: str) -> bool:
    """Whether something could be the id of a ticket or of its printout."""
    return ticket.isascii() and ticket.isalnum() and len(ticket) <= 32
