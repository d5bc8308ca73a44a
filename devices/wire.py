"""The messages between server and agent: one class each, checked when they come in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AwareDatetime, Field, FiniteFloat, TypeAdapter, ValidationError

VERSION = 2
"""Version of these messages; a server may refuse an agent whose version it does not speak."""

NAMESPACE = "/agent"
"""The Socket.IO namespace."""

JobState = Literal[
    "queued",
    "sending",
    "needs_void",
    "body_confirmed",
    "done",
    "uncertain",
    "failed",
    "expired",
]
"""What an agent reports of a job; from ``done`` on they are final."""

VERSION_1 = {"printing": "sending", "printed": "done", "unconfirmed": "uncertain"}
"""Words of agents of version 1."""

DeviceKind = Literal["printer", "thermometer"]

DeviceState = Literal["ok", "warn", "fault", "unknown", "off"]

LaneWord = Literal[
    "off",
    "starting",
    "warming",
    "idle",
    "present",
    "measuring",
    "pass",
    "retest",
    "secondary",
    "cleared",
    "refused",
    "declined",
    "fault",
    "manual",
]
"""The contract's words for a lane."""

Decision = Literal["cleared", "refused", "declined", "manual", "automatic"]
"""What a person at a lane may decide."""

Paper = Literal[58, 80]
"""Width of a printer's paper in mm."""

Name = Annotated[str, Field(min_length=1, max_length=64)]
Note = Annotated[str, Field(max_length=500)]
Fact = str | int | float | bool


class WireError(ValueError):
    """A message is not what was agreed on; the text names the message and the first fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A JSON object with a known shape; keys that are not known are ignored."""

    event: ClassVar[str]

    @classmethod
    def from_json(cls, body: object) -> Self:
        """Check ``body`` and return it as this message.

        Raises:
            WireError: Something is missing or of the wrong kind.
        """
        try:
            message: Self = _adapter(cls).validate_json(json.dumps(body), strict=True)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, first["loc"])) or "message"
            raise WireError(f"{cls.event}: {where}: {first['msg']}") from error
        except (TypeError, ValueError, RecursionError) as error:
            raise WireError(f"{cls.event}: not JSON: {error}") from error
        return message

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object; times are RFC 3339 with offset."""
        body: dict[str, Any] = _adapter(type(self)).dump_python(self, mode="json")
        return body


_ADAPTERS: dict[str, TypeAdapter[Any]] = {}


def _adapter(kind: type[Message]) -> TypeAdapter[Any]:
    return _ADAPTERS.get(kind.event) or _ADAPTERS.setdefault(kind.event, TypeAdapter(kind))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello(Message):
    """Who connects: the ``auth`` of the Socket.IO connection."""

    event: ClassVar[str] = "auth"

    token: Annotated[str, Field(min_length=1, max_length=512)] = field(repr=False)
    """A token of role agent."""
    name: Name
    """The agent's name in the configuration; a server takes the token's when it is missing."""
    printers: tuple[Name, ...] = ()
    lanes: tuple[Name, ...] = ()
    papers: dict[Name, Paper] = field(default_factory=dict)
    """By printer, the width of its paper; 80 where it is not said."""
    version: int = VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack(Message):
    """The answer to any message.

    No answer, or ``busy``, means *send it again*. An agent gives a report up only for
    ``bad_message`` and ``unknown_job``.
    """

    event: ClassVar[str] = "ack"

    ok: bool
    code: Name | None = None
    """Why not: ``bad_message unknown_printer unknown_device unknown_job started refused busy``."""
    message: Note = ""
    """A sentence for a log or the bench."""
    picture: Annotated[str, Field(max_length=700_000)] = ""
    """To a ``preview``: a PNG in base64, a pixel a dot."""

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object without what is empty."""
        said = {"code": self.code, "message": self.message, "picture": self.picture}
        return {"ok": self.ok, **{key: value for key, value in said.items() if value}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Message):
    """Server → agent: print this. The same id may come again and is printed once."""

    event: ClassVar[str] = "job"

    id: Name
    printer: Name
    copy: Annotated[int, Field(ge=0, le=99)] = 0
    """0 for the original, n for the n-th copy."""
    expires_at: AwareDatetime
    """From then on it is no longer printed."""
    slip: dict[str, Any]
    """What stands on the paper; checked by the printer's driver."""
    sent_at: AwareDatetime | None = None
    """The server's clock when it sent this; it lets an agent whose clock is wrong keep the
    deadline. Without it both clocks are taken to agree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop(Message):
    """Server → agent: the job is not wanted any more; refused with ``started`` when too late."""

    event: ClassVar[str] = "drop"

    id: Name
    void: bool = False
    """Also when it broke off and its scrap still hangs in the printer: the scrap is made void as
    soon as that is possible, and the job is not printed again. The answer's message is then
    ``void``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRoll(Message):
    """Server → agent: somebody put a new roll of paper into a printer."""

    event: ClassVar[str] = "new_roll"

    printer: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Control(Message):
    """Server → agent: make a simulated device misbehave; all other keys are facts."""

    event: ClassVar[str] = "control"

    target: DeviceKind
    name: Name
    """The printer's name, or the thermometer's lane."""
    verb: Name
    facts: dict[str, Fact] = field(default_factory=dict)

    @classmethod
    def from_json(cls, body: object) -> Self:
        """Check ``body``; what is not a known key becomes a fact.

        Raises:
            WireError: Something is missing or of the wrong kind.
        """
        if not isinstance(body, Mapping):
            raise WireError("control: an object is expected")
        known = {key: body[key] for key in ("target", "name", "verb") if key in body}
        facts = {key: value for key, value in body.items() if key not in known}
        return super(Control, cls).from_json({**known, "facts": facts})

    def to_json(self) -> dict[str, Any]:
        """Return the flat JSON object."""
        return {**self.facts, "target": self.target, "name": self.name, "verb": self.verb}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview(Message):
    """Server → agent: show how a slip would look on paper; nothing is printed."""

    event: ClassVar[str] = "preview"

    slip: dict[str, Any]
    """As in a job."""
    paper: Paper = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide(Message):
    """Server → agent: what the helper at the lane decided."""

    event: ClassVar[str] = "decide"

    lane: Name
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class JobReport(Message):
    """Agent → server, kept until it is acknowledged: what became of a job."""

    event: ClassVar[str] = "job.state"

    message: Name
    """Id of this message; the same id again is no news."""
    id: Name
    """The job."""
    state: JobState
    at: AwareDatetime
    attempts: Annotated[int, Field(ge=0)] = 0
    """How often it went wrong after its first byte."""
    note: Note = ""
    """A device's code, for example ``paper_out``, or a sentence for the log."""

    @classmethod
    def from_json(cls, body: object) -> Self:
        """Check ``body``; an agent that was not upgraded yet has other words for some states.

        Raises:
            WireError: Something is missing or of the wrong kind.
        """
        if isinstance(body, Mapping) and body.get("state") in VERSION_1:
            body = {**body, "state": VERSION_1[body["state"]]}
        return super(JobReport, cls).from_json(body)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceReport(Message):
    """Agent → server: how a device is, on each change and after each connecting."""

    event: ClassVar[str] = "device.state"

    device: Name
    """The printer's name, or the thermometer's lane."""
    kind: DeviceKind
    state: DeviceState
    since: AwareDatetime
    message: Annotated[str, Field(max_length=64)] = ""
    """A code that screens translate, for example ``paper_out``; empty when all is well."""
    facts: dict[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneReport(Message):
    """Agent → server: the lane's word, on each change and after each connecting."""

    event: ClassVar[str] = "lane.state"

    lane: Name
    state: LaneWord
    since: AwareDatetime
    fault: Name | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneReading(Message):
    """Agent → server, for the helper's screen only and never stored; no answer is awaited."""

    event: ClassVar[str] = "lane.reading"

    lane: Name
    raw: FiniteFloat | None
    """°C as read; None: nobody is measured any more."""
    corrected: FiniteFloat | None = None
    at: AwareDatetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StripShown(Message):
    """Agent → server, for the bench only: paper that a simulated printer cut; no answer."""

    event: ClassVar[str] = "strip"

    printer: Name
    png: str
    """The picture in base64."""
    at: AwareDatetime
    valid: bool
    """False for a void strip or a scrap."""
