"""The key that signs sessions: made once for a data folder, whoever starts first."""

import os
import secrets
from pathlib import Path

FILE = "secret.key"


def session_key(data: Path) -> str:
    """Return the folder's key; on POSIX only the owner can read its file.

    Of servers that start at once in a fresh folder the first makes the key of all.
    """
    file = data / FILE
    if not file.exists():
        _make(file)
    return file.read_text("ascii").strip()


def _make(file: Path) -> None:
    """Write a key beside its place and give it its name when it is whole."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(secrets.token_urlsafe(48))
            out.flush()
            os.fsync(out.fileno())
        _name(part, file)
    except FileExistsError:
        pass  # another server was first
    finally:
        part.unlink(missing_ok=True)


def _name(part: Path, file: Path) -> None:
    """Give a file its name; raise FileExistsError when the name is taken."""
    if os.name == "nt":
        part.rename(file)  # refuses a name that is taken; elsewhere it would take its place
        return
    try:
        os.link(part, file)
    except FileExistsError:
        raise
    except OSError:  # memory cards have no links: there the last one wins
        part.replace(file)
