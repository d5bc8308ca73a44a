"""What the documents name is there: files, commands, their options."""

import re
import shlex
from pathlib import Path

import click
import pytest

from kiosk.cli import commands

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
FILE = re.compile(r"`((?:config|devices|display|docs|kiosk|tests)/[\w./-]*)`")
COMMAND = re.compile(r"(?:^|[`/\s])motcua((?: [^\s`|>;]+)+)", re.MULTILINE)

ids = [str(file.relative_to(ROOT)) for file in DOCUMENTS]


@pytest.mark.parametrize("document", DOCUMENTS, ids=ids)
def test_files_that_a_document_names_are_there(document: Path) -> None:
    named = FILE.findall(document.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


def unknown(words: list[str]) -> str:
    """Return what the program does not know of a command line; "" when it knows all."""
    command: click.Command = commands
    options = {opt for param in command.params for opt in param.opts}
    for word in words:
        if isinstance(command, click.Group) and not word.startswith("-"):
            if word not in command.commands:
                return word
            command = command.commands[word]
            options |= {opt for param in command.params for opt in param.opts}
        elif word.startswith("--") and word not in options:
            return word
    return ""


@pytest.mark.parametrize("document", DOCUMENTS, ids=ids)
def test_commands_that_a_document_names_are_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8").replace("\\\n", " ")
    shown = re.findall(r"```sh\n(.*?)```|`(motcua [^`]+)`", text, re.DOTALL)
    lines = [line for block in shown for line in "\n".join(block).splitlines()]
    for found in (COMMAND.search(line) for line in lines):
        if found:
            words = shlex.split(found[1].split(" #")[0])
            assert unknown(words) == "", found[0]


def test_a_command_that_is_not_there_is_noticed() -> None:
    assert unknown(["staff", "fire", "lan"]) == "fire"
    assert unknown(["staff", "add", "lan", "--rank", "officer"]) == "--rank"
    assert unknown(["backup", "file", "--data", "x"]) == ""
