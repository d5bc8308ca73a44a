"""``python -m devices.agent``: an agent on its own, without the server's packages."""

import argparse
import logging
import os
import sys
import threading
from pathlib import Path

from config.load import load
from config.refusals import ConfigError
from devices.agent.memory import AgentMemoryError
from devices.agent.runner import run_agent, stop_on_signals


def main(arguments: list[str] | None = None) -> int:
    """Run the agent; return 0 after a clean stop, 2 when it cannot start as configured."""
    options = _options().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    stop = threading.Event()
    stop_on_signals(stop)
    try:
        loaded = load(options.config, os.environ, data=options.data)
        token = _token(options.token_file)
        settings = loaded.settings
        run_agent(
            settings.agent,
            server=options.server,
            token=token,
            data=loaded.data,
            stop=stop,
            limits={lane.slug: lane.limit for hall in settings.halls for lane in hall.lane},
        )
    except (ConfigError, AgentMemoryError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _token(path: Path) -> str:
    token = path.read_text("utf-8").strip()
    if not token:
        raise ConfigError(f"{path}: is empty; put the agent's token into it")
    return token


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m devices.agent", description=__doc__)
    parser.add_argument("--server", required=True, help="URL of the server")
    parser.add_argument("--token-file", required=True, type=Path, help="holds the agent's token")
    parser.add_argument("--config", type=Path, help="the configuration (TOML)")
    parser.add_argument("--data", type=Path, help="folder for the agent's file")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
