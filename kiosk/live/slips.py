"""From a print job to what stands on the paper."""

from typing import Any

from config.hall import HallSettings
from kiosk.domain.tickets import Ticket
from kiosk.slips.making import roll_slip, ticket_slip
from kiosk.storage.jobs import Job


def sheet(job: Job, hall: HallSettings, paper: int = 80) -> dict[str, Any] | None:
    """Return the slip of a job without a ticket; None for a kind that nobody knows any more."""
    facts = job.content or {}
    known = {line.slug for line in hall.line}
    if job.kind == "roll" and facts.get("line") in known:
        return roll_slip(hall, facts["line"], facts["number"], "vi", paper=paper)
    return None


def slip(
    job: Job, ticket: Ticket, hall: HallSettings, public_url: str, paper: int = 80
) -> dict[str, Any]:
    """Return the slip of a job (``job.slip``) for paper of ``paper`` mm."""
    return ticket_slip(job, ticket, hall, public_url, paper=paper)
