"""From a print job to what stands on the paper."""

from datetime import datetime
from typing import Any, Literal

from config.hall import HallSettings
from kiosk.domain.tickets import Ticket
from kiosk.slips.making import refusal_slip, roll_slip, ticket_slip
from kiosk.storage.jobs import Job


def sheet(job: Job, hall: HallSettings, paper: int = 80) -> dict[str, Any] | None:
    """Return the slip of a job without a ticket; None for a kind that nobody knows any more."""
    facts = job.content or {}
    known = {line.slug for line in hall.line}
    if facts.get("line") not in known:
        return None
    if job.kind == "roll":
        return roll_slip(hall, facts["line"], facts["number"], "vi", paper=paper)
    if job.kind == "refusal":
        opens = datetime.fromisoformat(facts["opens"]) if facts.get("opens") else None
        return refusal_slip(
            hall,
            facts["line"],
            facts["language"],
            facts["code"],
            opens,
            now=job.created_at,
            paper=paper,
        )
    return None


def slip(
    job: Job, ticket: Ticket, hall: HallSettings, public_url: str, paper: int = 80
) -> dict[str, Any]:
    """Return the slip of a job (``job.slip``) for paper of ``paper`` mm."""
    kind: Literal["ticket", "large"] = "large" if job.kind == "large" else "ticket"
    return ticket_slip(job, ticket, hall, public_url, kind=kind, paper=paper)
