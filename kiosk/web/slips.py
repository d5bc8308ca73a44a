"""The administrator's look at slips: every kind as a printer would print it, drawn by an agent."""

import struct
from base64 import b64decode
from dataclasses import dataclass
from typing import Any, Self, get_args

from flask import Blueprint, Flask, render_template, request
from flask.typing import ResponseReturnValue

from config.hall import HallSettings, LineSettings
from config.slips import Kind, template
from kiosk.domain.errors import InputError
from kiosk.slips.samples import Mark, sample
from kiosk.web.identity import require
from kiosk.web.office import now, office
from kiosk.web.pagedata import both, page_data
from kiosk.web.texts import LANGUAGES

slips = Blueprint("slips", __name__)

PAPERS = ("80", "58")
DOTS = 8
"""Of a printer, a mm."""

PNG = b"\x89PNG\r\n\x1a\n"
FAULTS = frozenset({"agent_gone", "agent_unanswered", "refused"})


def register(app: Flask) -> None:
    """Add the page."""
    app.register_blueprint(slips)


@dataclass(frozen=True)
class Choice:
    """Which slip is looked at."""

    hall: HallSettings
    line: LineSettings
    kind: Any
    language: str
    paper: int
    mark: Any

    @classmethod
    def asked(cls) -> Self:
        """Read the query; what is not said is the usual ticket of the first hall.

        Raises:
            HallUnknownError: There is no such hall.
            InputError: Another choice is none.
        """
        settings = office().settings
        hall = office().hall(request.args.get("hall") or settings.halls[0].slug)
        lines = {line.slug: line for line in hall.line}
        return cls(
            hall=hall,
            # the line of the hall before may not be one of this hall
            line=lines.get(request.args.get("line", ""), hall.line[0]),
            kind=_one_of("kind", get_args(Kind)),
            language=_one_of("said", LANGUAGES),
            paper=int(_one_of("paper", PAPERS)),
            mark=_one_of("mark", get_args(Mark)),
        )

    def slip(self) -> dict[str, Any]:
        """Return a sample of what is chosen."""
        return sample(
            self.hall,
            self.line,
            self.kind,
            self.language,
            self.paper,
            mark=self.mark,
            public_url=office().public_url,
            now=now(),
        )

    @property
    def own(self) -> bool:
        """Whether the hall has a template of its own for it."""
        chosen = template(self.hall.slip, self.kind, language=self.language, paper=self.paper)
        return chosen in self.hall.slip


@slips.get("/admin/slips")
def show() -> ResponseReturnValue:
    """Show a slip."""
    who = require("admin")
    choice = Choice.asked()
    answer = office().live.preview(choice.slip(), choice.paper)
    picture = _picture(answer)
    facts = {
        "chosen": {
            "hall": choice.hall.slug,
            "line": choice.line.slug,
            "kind": choice.kind,
            "said": choice.language,
            "paper": str(choice.paper),
            "mark": choice.mark,
            "own": choice.own,
        },
        "choices": _choices(choice.hall),
        "officer": {"name": who.name, "role": who.role},
        "picture": picture,
        "fault": None if picture else _fault(answer),
    }
    return render_template("slips.html", **page_data("slips"), **facts)


def _choices(hall: HallSettings) -> dict[str, Any]:
    return {
        "hall": {one.slug: both(one.title) for one in office().settings.halls},
        "line": {one.slug: both(one.name) for one in hall.line},
        "kind": get_args(Kind),
        "paper": PAPERS,
        "mark": get_args(Mark),
    }


def _one_of(name: str, known: tuple[str, ...]) -> str:
    given = request.args.get(name, known[0])
    if given not in known:
        raise InputError(field=name, fault="choice")
    return given


def _picture(answer: dict[str, Any]) -> dict[str, Any] | None:
    """Return the picture with its size; None when there is none, or what came is no PNG."""
    encoded = answer.get("picture")
    if not answer.get("ok") or not isinstance(encoded, str):
        return None
    try:
        head = b64decode(encoded[:32], validate=True)
        width, height = struct.unpack(">II", head[16:24])
    except (ValueError, struct.error):
        return None
    if (
        not head.startswith(PNG)
        or not encoded.replace("+", "").replace("/", "").rstrip("=").isalnum()
    ):
        return None
    return {"png": encoded, "width": width, "height": height, "length": round(height / DOTS)}


def _fault(answer: dict[str, Any]) -> dict[str, str]:
    code = answer.get("code")
    said = str(answer.get("message") or "")
    return {"code": code if code in FAULTS else "refused", "message": said[:300]}
