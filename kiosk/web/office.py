"""What pages and API calls work with: handed over by ``kiosk.app``, found on the Flask app."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, cast

from flask import current_app
from sqlalchemy import Engine

from config.hall import HallSettings
from config.sections import Settings
from kiosk.actions.ports import Work
from kiosk.domain import errors
from kiosk.storage.devices import Devices
from kiosk.storage.jobs import Jobs
from kiosk.storage.queries import Queries
from kiosk.views import Views


class Live(Protocol):
    """What pages want of the sockets; ``kiosk.live`` fits by shape."""

    def connected(self) -> dict[str, int]:
        """Return how many clients each namespace has in this process."""

    def reading(self, lane: str) -> Any:
        """Return what is measured now at a lane; None when nobody is."""

    def control(self, target: str, name: str, verb: str, facts: dict[str, Any]) -> dict[str, Any]:
        """Make a simulated device misbehave."""

    def preview(self, slip: dict[str, Any], paper: int) -> dict[str, Any]:
        """Let an agent draw a slip: ``ok picture``, or ``ok code message``."""

    def new_roll(self, printer: str) -> dict[str, Any]:
        """Tell a printer's agent that there is a new roll of paper in it."""

    def sheets(self, hall: str) -> None:
        """Hand over what is to be printed for no ticket."""

    def further(self, job: str) -> None:
        """Do what is next for a print job of which something was wished."""

    def help_wanted(self, hall: str, kiosk: str) -> None:
        """Tell desks that a helper is wanted."""

    def strips(self) -> list[dict[str, Any]]:
        """Return the paper that simulated printers cut last."""


@dataclass(frozen=True)
class Office:
    """The parts of a running server."""

    settings: Settings
    data: Path
    engine: Engine
    work: Work
    queries: Queries
    jobs: Jobs
    devices: Devices
    views: Views
    live: Live
    clock: Callable[[], datetime]
    public_url: str

    def hall(self, slug: str) -> HallSettings:
        """Return a hall; HallUnknownError when there is none."""
        hall = self.settings.hall(slug)
        if hall is None:
            raise errors.HallUnknownError(hall=slug[:32])
        return hall

    def lane(self, slug: str) -> HallSettings:
        """Return the hall of a lane; LaneUnknownError when there is none."""
        for hall in self.settings.halls:
            if any(lane.slug == slug for lane in hall.lane):
                return hall
        raise errors.LaneUnknownError(lane=slug[:32])


def office() -> Office:
    """Return the office of the present request."""
    return cast("Office", current_app.extensions["office"])


def now() -> datetime:
    """Return the time as the office's clock has it."""
    return office().clock()
