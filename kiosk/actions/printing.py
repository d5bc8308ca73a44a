"""What became of a printout."""

from datetime import datetime

from config.hall import HallSettings
from kiosk.actions.ports import Work
from kiosk.domain.events import TicketPrinted, TicketPrintFailed
from kiosk.domain.printing import FINAL


def report_job(
    work: Work, hall: HallSettings, job: str, state: str, note: str, now: datetime
) -> str | None:
    """Note a job's state; return its ticket's id, None when the job is unknown or it is no news.

    The first final state counts: what came out cannot fail afterwards. A job that expired here
    and came out all the same did come out.
    """
    with work.hall(hall.slug) as log:
        known = log.job(job)
        if known is None or known.state == state or not _follows(known.state, state):
            return None
        log.set_job(job, state, note, now)
        ticket = log.ticket(known.ticket)
        if ticket is None:
            return None
        if state in FINAL:
            kind = TicketPrinted if state in {"printed", "unconfirmed"} else TicketPrintFailed
            event = kind(
                hall=hall.slug,
                at=now,
                ticket=ticket.id,
                number=ticket.number,
                line=ticket.line,
                job=job,
                state=state,
            )
            log.record(event)
        return ticket.id


def _follows(before: str, after: str) -> bool:
    if before == "expired":
        return after in {"printed", "unconfirmed"}
    return before not in FINAL
