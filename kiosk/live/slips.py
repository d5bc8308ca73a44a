"""From a print job to what stands on the paper."""

from typing import Any

from config.hall import HallSettings
from kiosk.domain.tickets import Ticket
from kiosk.storage.jobs import Job
from kiosk.views import local


def slip(job: Job, ticket: Ticket, hall: HallSettings, public_url: str) -> dict[str, Any]:
    """Return the slip of a job, its texts in the ticket's language.

    People before and the range are those that the screen showed with the number.
    """
    language = ticket.language
    line = next(one for one in hall.line if one.slug == ticket.line)
    group = next((one for one in hall.priority if one.slug == ticket.priority), None)
    return {
        "hall_name": hall.title.in_language(language),
        "line_name": line.name.in_language(language),
        "number": ticket.number,
        "ahead": job.ahead,
        "wait": {"low": job.low, "high": job.high},
        "counters": [one.slug for one in hall.counter if line.slug in one.lines],
        "issued_at": local(ticket.issued_at, hall),
        "link": f"{public_url}/t/{ticket.id}",
        "language": language,
        "priority_name": group.name.in_language(language) if group else None,
        "bring": [text.in_language(language) for text in line.bring],
        "hotline": hall.hotline,
        "copy": job.copy,
    }
