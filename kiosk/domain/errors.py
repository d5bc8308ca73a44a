"""Refusals: what a person may be told when the hall says no.

KioskError
├── NotFoundError       hall_unknown line_unknown counter_unknown ticket_unknown priority_unknown …
├── ConflictError       counter_closed counter_busy counter_empty line_closed …
├── ForbiddenError      not_signed_in wrong_role not_enrolled
└── InputError          invalid_input
"""

from typing import ClassVar


class KioskError(Exception):
    """A refusal a person can be told about; ``code`` names it in log, JSON and translations."""

    code: ClassVar[str] = "refused"

    def __init__(self, **facts: str | int | None) -> None:
        self.facts = facts
        super().__init__(f"{self.code} {facts}")


class NotFoundError(KioskError):
    """Something was named that this hall does not have."""

    code = "not_found"


class ConflictError(KioskError):
    """The hall's present state does not allow it."""

    code = "conflict"


class ForbiddenError(KioskError):
    """The asker may not do this."""

    code = "wrong_role"


class InputError(KioskError):
    """What was sent cannot be understood; ``facts`` name the field and the fault."""

    code = "invalid_input"


class HallUnknownError(NotFoundError):
    """There is no such hall."""

    code = "hall_unknown"


class LineUnknownError(NotFoundError):
    """The hall has no such line."""

    code = "line_unknown"


class CounterUnknownError(NotFoundError):
    """The hall has no such counter."""

    code = "counter_unknown"


class PriorityUnknownError(NotFoundError):
    """The hall has no such priority group."""

    code = "priority_unknown"


class TicketUnknownError(NotFoundError):
    """There is no such ticket."""

    code = "ticket_unknown"


class LaneUnknownError(NotFoundError):
    """The hall has no such lane."""

    code = "lane_unknown"


class JobUnknownError(NotFoundError):
    """There is no such print job."""

    code = "job_unknown"


class PrinterUnknownError(NotFoundError):
    """No agent and no configuration knows a printer of this name."""

    code = "printer_unknown"


class RollNumberError(ConflictError):
    """Some numbers are on no emergency roll, or were entered already; ``numbers`` names them."""

    code = "roll_number"


class RollTimeError(InputError):
    """Nobody came in the future, nor before the hall's day began."""

    code = "roll_time"


class JobStateError(ConflictError):
    """The printout is in a state in which this cannot be done; ``state`` says in which."""

    code = "job_state"


class TooManyCopiesError(ConflictError):
    """A ticket was printed so often that something else must be wrong."""

    code = "too_many_copies"


class AgentGoneError(ConflictError):
    """The PC that has the printer is not connected, or does not answer."""

    code = "agent_gone"


class LineClosedError(ConflictError):
    """The line gives no numbers at this time; ``opens`` says when it does again."""

    code = "line_closed"


class LineOpenError(ConflictError):
    """The line gives numbers: take one."""

    code = "line_open"


class CounterClosedError(ConflictError):
    """The counter has to be opened before it calls."""

    code = "counter_closed"


class CounterBusyError(ConflictError):
    """A visitor is at the counter; finish, hold or transfer first."""

    code = "counter_busy"


class CounterEmptyError(ConflictError):
    """Nobody is at the counter."""

    code = "counter_empty"


class NotCalledError(ConflictError):
    """The visitor at the counter is being served already."""

    code = "not_called"


class NothingHeldError(ConflictError):
    """No visitor of this counter is on hold."""

    code = "nothing_held"


class TicketStateError(ConflictError):
    """The ticket is in a state in which this cannot be done."""

    code = "ticket_state"


class NotSignedInError(ForbiddenError):
    """Nobody signed in, or the session or token is no longer good."""

    code = "not_signed_in"


class WrongRoleError(ForbiddenError):
    """Who asks is known and may not do this; ``role`` is what is needed."""

    code = "wrong_role"


class CsrfError(ForbiddenError):
    """The request does not come from a page of ours that is still good."""

    code = "csrf"


class NotEnrolledError(ForbiddenError):
    """The kiosk is not paired with this hall."""

    code = "not_enrolled"


class PasswordMustChangeError(ForbiddenError):
    """The one-time password has to be changed before anything else."""

    code = "password_must_change"


class WrongPasswordError(ForbiddenError):
    """Name or password is not right; which of them is not told."""

    code = "wrong_password"


class LockedOutError(ForbiddenError):
    """Too many wrong passwords for this name from this address; facts say how long."""

    code = "locked_out"


class PasswordWeakError(InputError):
    """The new password is easy to guess; ``minimum`` is the least length."""

    code = "password_weak"


class PasswordsDifferError(InputError):
    """The new password was not typed the same twice."""

    code = "passwords_differ"


class NameTakenError(ConflictError):
    """Somebody or something has this name."""

    code = "name_taken"


class PersonUnknownError(NotFoundError):
    """There is no such person."""

    code = "person_unknown"


class KioskUnknownError(NotFoundError):
    """There is no such kiosk."""

    code = "kiosk_unknown"


class TokenUnknownError(NotFoundError):
    """There is no token of this name."""

    code = "token_unknown"


class PairingUnknownError(NotFoundError):
    """No kiosk waits with this code."""

    code = "pairing_unknown"
