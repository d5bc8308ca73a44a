"""Log lines: readable or JSON, never a secret."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from config.log import set_up
from config.sections import LogSettings


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


def logged(settings: LogSettings) -> io.StringIO:
    stream = io.StringIO()
    root = logging.getLogger()
    kept = root.handlers[:]
    root.handlers.clear()
    set_up(settings, stream=stream)
    root.handlers.extend(kept)
    return stream


def test_text_is_one_line_of_key_and_value() -> None:
    stream = logged(LogSettings())
    structlog.get_logger("motcua.x").info("ticket issued", number="A001", line="hộ tịch")
    (line,) = stream.getvalue().splitlines()
    assert "event='ticket issued'" in line or "event=ticket issued" in line
    assert "number=A001" in line
    assert "level=info" in line


def test_json_is_for_programs() -> None:
    stream = logged(LogSettings(format="json"))
    structlog.get_logger("motcua.x").info("đã gọi", number="A001")
    entry = json.loads(stream.getvalue())
    assert entry["event"] == "đã gọi"
    assert entry["number"] == "A001"
    assert entry["logger"] == "motcua.x"


def test_messages_of_libraries_come_the_same_way() -> None:
    stream = logged(LogSettings(format="json"))
    logging.getLogger("werkzeug").warning("slow: %s", 3)
    assert json.loads(stream.getvalue())["event"] == "slow: 3"


def test_the_level_counts() -> None:
    stream = logged(LogSettings(level="error"))
    structlog.get_logger("x").warning("nothing")
    assert stream.getvalue() == ""


def test_secrets_stay_out() -> None:
    stream = logged(LogSettings())
    structlog.get_logger("x").info(
        "connect to postgresql://hall:geheim@db/motcua",
        token="geheim",
        headers={"Authorization": "Bearer geheim"},
        tried=["Bearer geheim"],
    )
    assert "geheim" not in stream.getvalue()
    assert "postgresql://hall:***@db/motcua" in stream.getvalue()


def test_a_traceback_is_kept() -> None:
    stream = logged(LogSettings(format="json"))
    try:
        int("gone")
    except ValueError:
        structlog.get_logger("x").exception("failed")
    assert "ValueError: invalid literal" in json.loads(stream.getvalue())["exception"]
