"""Servers that start at once in a fresh folder sign sessions with one key."""

import errno
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kiosk.keys import FILE, session_key

CROWD = 8


def test_those_who_start_at_once_all_get_the_whole_key_of_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, usual, together = tmp_path / "new", os.fdopen, threading.Barrier(CROWD)

    def slowly(*args, **kwargs):
        threading.Event().wait(0.05)  # a file is there, with nothing in it
        return usual(*args, **kwargs)

    def start(_number: int) -> str:
        together.wait()
        return session_key(data)

    monkeypatch.setattr(os, "fdopen", slowly)
    with ThreadPoolExecutor(CROWD) as crowd:
        keys = set(crowd.map(start, range(CROWD)))

    assert [len(key) for key in keys] == [64]
    assert session_key(data) in keys
    assert [file.name for file in data.iterdir()] == [FILE]


@pytest.mark.skipif(os.name != "posix", reason="Windows has other rights")
def test_only_the_owner_reads_it(tmp_path: Path) -> None:
    session_key(tmp_path)
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


def test_a_file_system_without_links_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Path) -> None:
        raise PermissionError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    assert session_key(tmp_path) == session_key(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == [FILE]


def test_two_folders_have_two_keys(tmp_path: Path) -> None:
    assert session_key(tmp_path / "one") != session_key(tmp_path / "two")
