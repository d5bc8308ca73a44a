"""From a print job to what stands on the paper."""

from typing import Any

from config.hall import HallSettings
from kiosk.domain.tickets import Ticket
from kiosk.slips.making import ticket_slip
from kiosk.storage.jobs import Job


def slip(
    job: Job, ticket: Ticket, hall: HallSettings, public_url: str, paper: int = 80
) -> dict[str, Any]:
    """Return the slip of a job (``job.slip``) for paper of ``paper`` mm."""
    return ticket_slip(job, ticket, hall, public_url, paper=paper)
