"""Running the program as a person does: a process, its words, its status."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.trials.client import WARD

Command = Callable[..., "subprocess.CompletedProcess[str]"]


def clean_environment() -> dict[str, str]:
    """Return the environment without any option of ours."""
    return {key: value for key, value in os.environ.items() if not key.startswith("MOTCUA_")}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder with a ward's configuration and nothing else."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "motcua.toml").write_text(WARD, encoding="utf-8")
    return data


@pytest.fixture
def motcua(home: Path) -> Command:
    """Run a command on that folder."""

    def run(*arguments: str, **environ: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "kiosk.cli", *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
            env=clean_environment() | {"MOTCUA_DATA": str(home)} | environ,
        )

    return run
