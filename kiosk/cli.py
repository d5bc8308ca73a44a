"""``motcua``: every command, its options, and the status it ends with."""

import io
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kiosk.domain.errors import KioskError
from kiosk.domain.roles import LADDER, ROLES

if TYPE_CHECKING:
    from config.load import Loaded

F = TypeVar("F", bound=Callable[..., Any])

PROGRAM = "motcua"
WRONG_USE, FAILED = 2, 1

FILE = click.Path(dir_okay=False, path_type=Path)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and end the process: 0 well, 2 wrong usage or configuration, 1 otherwise."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower() != "utf-8":
            stream.reconfigure(encoding="utf-8")  # Windows, when the output goes to a file
    sys.exit(_status(list(sys.argv[1:] if arguments is None else arguments)))


def _status(arguments: list[str]) -> int:
    try:
        result = commands.main(arguments, prog_name=PROGRAM, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return WRONG_USE
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else PROGRAM
        return _say(f"{where}: {error.format_message()}", WRONG_USE)
    except click.Abort:
        return FAILED
    except Exception as error:  # noqa: BLE001  # the edge: sorted by kind just below
        return _failed(error)
    return result if isinstance(result, int) else 0


def _failed(error: Exception) -> int:
    """Say in one sentence what went wrong; what nobody foresaw keeps its traceback."""
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415  # slow, and only now needed

    from config.refusals import ConfigError  # noqa: PLC0415
    from kiosk.opening import NotReadyError  # noqa: PLC0415
    from kiosk.storage.backup import BackupError  # noqa: PLC0415

    if isinstance(error, ConfigError):
        return _say(str(error), WRONG_USE)
    if isinstance(error, KioskError):
        return _say(_refusal(error), FAILED)
    if isinstance(error, SQLAlchemyError):
        said = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        return _say(f"the database does not answer: {said}; see `motcua doctor`", FAILED)
    if isinstance(error, NotReadyError | BackupError | click.ClickException | OSError):
        return _say(str(error), FAILED)
    raise error


def _say(text: str, status: int) -> int:
    click.echo(" ".join(text.split()), err=True)
    return status


def _refusal(error: KioskError) -> str:
    name = error.facts.get("name")
    if error.code == "name_taken":
        return f"the name {name!r} is taken; choose another"
    facts = ", ".join(f"{key} {value}" for key, value in error.facts.items())
    return f"refused: {error.code}" + (f" ({facts})" if facts else "")


def _kept(context: click.Context, option: click.Parameter, value: Any) -> None:
    # meta is shared by a group and its commands: an option counts on either side of the name
    if value is not None and option.name:
        context.meta[f"{__name__}.{option.name}"] = value


def _option(flag: str, help_text: str, **more: Any) -> Callable[[F], F]:
    return click.option(flag, help=help_text, expose_value=False, callback=_kept, **more)


def with_place(command: F) -> F:
    """Give a command ``--config`` and ``--data``."""
    config = _option("--config", "Configuration file (TOML).", type=FILE)
    folder = click.Path(file_okay=False, path_type=Path)
    data = _option("--data", "Folder of the data.", type=folder, metavar="DIR")
    return config(data(command))


def with_address(command: F) -> F:
    """Give a command ``--host`` and ``--port``."""
    host = _option("--host", "Address to listen on; 0.0.0.0 for every network card.")
    port = _option("--port", "TCP port; 0 takes a free one.", type=click.IntRange(0, 65535))
    return host(port(command))


def _given(name: str) -> Any:
    return click.get_current_context().meta.get(f"{__name__}.{name}")


def _loaded() -> "Loaded":
    """Read the configuration; the command line goes over it."""
    from config.load import load  # noqa: PLC0415

    found = load(_given("config"), os.environ, data=_given("data"))
    over = {key: _given(key) for key in ("host", "port") if _given(key) is not None}
    server = found.settings.server.model_copy(update=over)
    settings = found.settings.model_copy(update={"server": server})
    return type(found)(settings, found.data, found.source)


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # a command's own moment


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@with_place
@with_address
@click.version_option(package_name="motcua", prog_name="Một Cửa")
def commands() -> None:
    """Một Cửa: tickets, calls and the entrance check of a one-stop office."""


@commands.command("run")
@with_place
@with_address
def run_command() -> None:
    """Serve, with an agent beside the server; the first run sets everything up."""
    _serve(beside=True)


@commands.command("serve")
@with_place
@with_address
def serve_command() -> None:
    """Serve alone; agents run elsewhere."""
    _serve(beside=False)


def _serve(*, beside: bool) -> None:
    from gevent import monkey  # noqa: PLC0415

    monkey.patch_all()  # before anything that opens sockets or starts threads is imported

    from kiosk.running import run  # noqa: PLC0415

    run(_loaded(), _now(), beside=beside, say=_line)


def _line(text: str) -> None:
    click.echo(text)
    sys.stdout.flush()


@commands.command("agent")
@with_place
@click.option("--server", envvar="MOTCUA_SERVER", required=True, help="URL of the server.")
@click.option("--token-file", type=FILE, help="File with the agent's token.")
def agent_command(server: str, token_file: Path | None) -> int:
    """Run an agent alone: the printers and thermometers of this PC."""
    from devices.agent.__main__ import main as agent_main  # noqa: PLC0415

    given = {"token-file": token_file, "config": _given("config"), "data": _given("data")}
    options = [word for key, value in given.items() if value for word in (f"--{key}", str(value))]
    return agent_main(["--server", server, *options])


@commands.command("init")
@with_place
def init_command() -> None:
    """Create the data folder and the database."""
    from kiosk.opening import bring_up, opened  # noqa: PLC0415

    found = _loaded()
    with opened(found.settings, found.data, create=True) as engine:
        before = bring_up(engine, found.settings)
    done = "there was one already" if before else "created"
    halls = ", ".join(hall.slug for hall in found.settings.halls)
    click.echo(f"database {done}; data in {found.data}; halls: {halls}")


@commands.command("upgrade")
@with_place
def upgrade_command() -> None:
    """Bring an older database up to this program."""
    from kiosk.opening import bring_up, opened, schema  # noqa: PLC0415

    found = _loaded()
    with opened(found.settings, found.data, create=True) as engine:
        before, wanted = bring_up(engine, found.settings), schema(engine)[1]
    click.echo(
        f"the database has schema {wanted}"
        + (" already" if before == wanted else f", it had {before or 'none'}")
    )


@commands.command("backup")
@with_place
@click.argument("file", type=FILE)
def backup_command(file: Path) -> None:
    """Copy the database to FILE, also while the server runs."""
    from kiosk.opening import opened, require_ready  # noqa: PLC0415
    from kiosk.storage.backup import backup  # noqa: PLC0415

    found = _loaded()
    with opened(found.settings, found.data) as engine:
        require_ready(engine)
        size = backup(engine, file)
    click.echo(f"{file}: {size} bytes")


@commands.command("restore")
@with_place
@click.argument("file", type=FILE)
def restore_command(file: Path) -> None:
    """Put the backup FILE in the place of the database, also while the server runs."""
    from kiosk.opening import opened, schema  # noqa: PLC0415
    from kiosk.storage.backup import restore  # noqa: PLC0415

    found = _loaded()
    with opened(found.settings, found.data, create=True) as engine:
        restore(engine, file)
        engine.dispose()
        present, wanted = schema(engine)
    older = "" if present == wanted else "; it is older: run `motcua upgrade` now"
    click.echo(f"restored from {file}{older}")


@commands.command("verify")
@with_place
def verify_command() -> int:
    """Recompute every hall from its journal and compare."""
    from kiosk.opening import opened, require_ready  # noqa: PLC0415
    from kiosk.storage.verify import verify  # noqa: PLC0415

    found = _loaded()
    with opened(found.settings, found.data) as engine:
        require_ready(engine)
        verdicts = verify(engine)
    for each in verdicts:
        click.echo(f"{each.hall}: seq {each.seq}, head {each.head}, {each.tickets} tickets")
    wrong = [f"{each.hall}: {each.difference}" for each in verdicts if each.difference]
    return _say(wrong[0], FAILED) if wrong else 0


@commands.command("doctor")
@with_place
@with_address
@click.option(
    "--lang", type=click.Choice(["vi", "en"]), help="Language; else the locale's, else vi."
)
def doctor_command(lang: str | None) -> int:
    """Check configuration, database and devices, and say what to do."""
    from kiosk.doctor import examine, language_of  # noqa: PLC0415

    well = True
    for finding in examine(_loaded(), lang or language_of(os.environ)):
        click.echo(f"{'ok   ' if finding.well else 'WRONG'} {finding.text}")
        well = well and finding.well
    return 0 if well else FAILED


@commands.group("staff")
@with_place
def staff() -> None:
    """People who sign in."""


@staff.command("add")
@with_place
@click.argument("name")
@click.option("--role", type=click.Choice(LADDER), required=True)
def staff_add(name: str, role: str) -> None:
    """Add NAME and print a one-time password."""
    from kiosk.opening import opened, require_ready  # noqa: PLC0415
    from kiosk.storage.people import People  # noqa: PLC0415

    found = _loaded()
    with opened(found.settings, found.data) as engine:
        require_ready(engine)
        password = People(engine).add(name, role, _now())
    click.echo("One-time password, to be changed at the first sign-in:", err=True)
    click.echo(password)


@commands.group("token")
@with_place
def token() -> None:
    """Tokens for programs, kiosks and agents."""


@token.command("create")
@with_place
@click.option("--name", required=True, help="Whose token it is; free text.")
@click.option("--role", type=click.Choice(ROLES), required=True)
def token_create(name: str, role: str) -> None:
    """Make a token and print it, this once."""
    from kiosk.opening import opened, require_ready  # noqa: PLC0415
    from kiosk.storage.tokens import Tokens  # noqa: PLC0415

    found = _loaded()
    with opened(found.settings, found.data) as engine:
        require_ready(engine)
        click.echo(Tokens(engine).create(name, role, _now()))


if __name__ == "__main__":
    main()
