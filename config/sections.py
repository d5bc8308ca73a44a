"""The whole configuration: one class a section, a docstring an option."""

from typing import Annotated, Literal, Self

from pydantic import AliasChoices, Field, SecretStr, model_validator

from config.agent import AgentSettings
from config.hall import HallSettings
from config.section import Section


class ServerSettings(Section):
    """Where the server listens and how others reach it."""

    host: str = "127.0.0.1"
    """Address to listen on; ``0.0.0.0`` for every network card."""

    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    """TCP port."""

    public_url: str = ""
    """How phones reach the server, for example ``https://motcua.hoayen.vn``; empty: host and port.
    """

    proxies: Annotated[int, Field(ge=0, le=5)] = 0
    """Number of reverse proxies in front whose X-Forwarded headers are believed."""


class StorageSettings(Section):
    """Where the data live."""

    url: SecretStr | None = None
    """Database URL, ``postgresql://…``; absent: SQLite in the data folder."""

    redis: SecretStr | None = None
    """Redis URL, needed when several server processes share one database."""


class SecuritySettings(Section):
    """Sign-in, tokens and limits."""

    loopback_kiosk: bool = False
    """Let a browser on this very PC take tickets without enrolment (demo)."""

    session_hours: Annotated[float, Field(gt=0, le=24)] = 10.0
    """A sign-in ends after this many hours."""

    anonymous_per_minute: Annotated[int, Field(gt=0)] = 600
    """Calls a minute from one address without a token or a session."""

    sign_ins_per_minute: Annotated[int, Field(gt=0)] = 10
    """Sign-in attempts a minute from one address."""

    token_per_minute: Annotated[int, Field(gt=0)] | None = None
    """Calls a minute with one token; absent: unlimited."""


class LogSettings(Section):
    """What is logged, to standard error."""

    format: Literal["text", "json"] = "text"
    """``text`` for people (key=value), ``json`` for programs; one line an event."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    """The least that is logged."""


class Settings(Section):
    """Everything that can be set."""

    halls: Annotated[
        tuple[HallSettings, ...],
        Field(min_length=1, validation_alias=AliasChoices("halls", "hall")),
    ]
    """The halls; ``[hall]`` for one, ``[[halls]]`` for more."""

    server: ServerSettings = ServerSettings()
    """Where the server listens."""

    storage: StorageSettings = StorageSettings()
    """Where the data live."""

    security: SecuritySettings = SecuritySettings()
    """Sign-in, tokens and limits."""

    agent: AgentSettings = AgentSettings()
    """The devices on this PC."""

    log: LogSettings = LogSettings()
    """What is logged."""

    demo: bool = False
    """Show the bench page with simulated visitors and faults."""

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        for what, slugs in (
            ("hall", [hall.slug for hall in self.halls]),
            ("lane", [lane.slug for hall in self.halls for lane in hall.lane]),
            ("printer", [printer.name for printer in self.agent.printer]),
        ):
            twice = sorted({slug for slug in slugs if slugs.count(slug) > 1})
            if twice:
                raise ValueError(f"{what} {twice[0]!r} is used twice")
        self._devices_belong_somewhere()
        return self

    def _devices_belong_somewhere(self) -> None:
        lanes = [lane.slug for hall in self.halls for lane in hall.lane]
        for thermometer in self.agent.thermometer:
            _known("agent.thermometer", "lane", thermometer.lane, lanes)
        for printer in self.agent.printer:
            if printer.hall is not None:
                halls = [hall.slug for hall in self.halls]
                _known(f"agent.printer {printer.name!r}", "hall", printer.hall, halls)

    def hall(self, slug: str) -> HallSettings | None:
        """Return the hall named ``slug``; None when there is none."""
        return next((hall for hall in self.halls if hall.slug == slug), None)


class LoneAgentSettings(Section):
    """The configuration of a PC that has an agent and no hall of its own."""

    agent: AgentSettings
    """The devices on this PC."""

    log: LogSettings = LogSettings()
    """What is logged."""

    @model_validator(mode="after")
    def _without_lanes(self) -> Self:
        if self.agent.thermometer:
            lane = self.agent.thermometer[0].lane
            raise ValueError(
                f"agent.thermometer: nothing here says the limit of lane {lane!r}; "
                "copy the server's [hall] with its [[hall.lane]] into this file"
            )
        return self


def _known(where: str, what: str, slug: str, slugs: list[str]) -> None:
    if slug not in slugs:
        there = f"{what}s are {', '.join(slugs)}" if slugs else f"no {what} is configured"
        raise ValueError(f"{where}: there is no {what} {slug!r}; {there}")
