"""``python -m devices.agent``: an agent on its own, without the server's packages."""

import argparse
import os
import sys
import threading
from pathlib import Path

from config import environment, log
from config.load import LoadedAgent, load_agent
from config.refusals import ConfigError
from devices.agent.memory import AgentMemoryError
from devices.agent.runner import run_agent, stop_on_signals


def main(arguments: list[str] | None = None) -> int:
    """Run the agent; return 0 after a clean stop, 2 when it cannot start as configured."""
    options = _options().parse_args(arguments)
    stop = threading.Event()
    stop_on_signals(stop)
    if options.beside:
        threading.Thread(target=_wait_for_end, args=(stop,), daemon=True).start()
    try:
        loaded = load_agent(options.config, os.environ, data=options.data)
        log.set_up(loaded.log)
        _run(loaded, options.server, _token(options.token_file), stop)
    except (ConfigError, AgentMemoryError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _run(loaded: LoadedAgent, server: str, token: str, stop: threading.Event) -> None:
    run_agent(
        loaded.settings,
        server=server,
        token=token,
        data=loaded.data,
        stop=stop,
        limits=loaded.limits,
    )


def _wait_for_end(stop: threading.Event) -> None:
    # os.read, because a thread inside sys.stdin would trouble the interpreter's end
    while os.read(0, 64):
        pass
    stop.set()


def _token(path: Path | None) -> str:
    if path is not None:
        return environment.secret_in(path, name="--token-file")
    token = environment.text_of(os.environ, "MOTCUA_TOKEN")
    if not token:
        raise ConfigError("the agent's token is missing; give --token-file or MOTCUA_TOKEN_FILE")
    return token


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m devices.agent", description=__doc__)
    parser.add_argument("--server", required=True, help="URL of the server")
    parser.add_argument("--token-file", type=Path, help="holds the agent's token")
    parser.add_argument("--config", type=Path, help="the configuration (TOML)")
    parser.add_argument("--data", type=Path, help="folder for the agent's file")
    parser.add_argument(
        "--beside", action="store_true", help="end when standard input ends: its other end died"
    )
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
