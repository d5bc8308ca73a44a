"""The journal's hash chain: each row seals all before it."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64
"""What stands before the first row."""


def canonical(body: dict[str, Any]) -> str:
    """Write a body so that the same facts always give the same text."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def written(at: datetime) -> str:
    """Write a time as the chain reads it: UTC with microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def seal(prev_hash: str, hall: str, seq: int, at: datetime, kind: str, body: str) -> str:
    """Return the hash of a row: SHA-256 over its parts and the hash before it, as hex."""
    text = "\n".join((prev_hash, hall, str(seq), written(at), kind, body))
    return hashlib.sha256(text.encode()).hexdigest()
