"""Bytes that are no HTTP: the running server closes the line, says no more, and goes on."""

import contextlib
import socket
import urllib.request
from collections.abc import Iterator

import pytest

from kiosk.storage.engines import open_engine
from kiosk.storage.schema import ensure_halls, upgrade
from tests.running import Running, product
from tests.web.offices import CONFIG, TICKETS

HOST = b"Host: ward.test\r\n"
JSON = b"Content-Type: application/json\r\n"
POST = b"POST " + TICKETS.encode() + b" HTTP/1.1\r\n" + HOST + JSON

BROKEN: dict[str, bytes] = {
    "noise": bytes(range(256)) * 8,
    "no version": b"GET /\r\n\r\n",
    "version 9": b"GET / HTTP/9.9\r\n" + HOST + b"\r\n",
    "no method": b" / HTTP/1.1\r\n" + HOST + b"\r\n",
    "not ASCII": "GET /ế HTTP/1.1\r\n".encode() + HOST + b"\r\n",
    "a TLS hello": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 500,
    "an endless address": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "an endless header": b"GET / HTTP/1.1\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\n" + b"X: 1\r\n" * 5000 + b"\r\n",
    "a header without a colon": b"GET / HTTP/1.1\r\n" + HOST + b"X\r\n\r\n",
    "a folded header": b"GET / HTTP/1.1\r\n" + HOST + b"X: 1\r\n 2\r\n\r\n",
    "a negative length": POST + b"Content-Length: -5\r\n\r\n{}",
    "a length that is a word": POST + b"Content-Length: two\r\n\r\n{}",
    "two lengths": POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "a huge length": POST + b"Content-Length: 99999999999999999999\r\n\r\n{}",
    "a length and chunks": POST
    + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "chunks that are none": POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
    "an endless chunk": POST + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}",
    "half a body": POST + b"Content-Length: 20\r\n\r\n{",
}


@pytest.fixture(scope="module")
def server(database_for_all, tmp_path_factory) -> Iterator[Running]:
    data = tmp_path_factory.mktemp("raw")
    engine = open_engine(database_for_all)
    upgrade(engine)
    ensure_halls(engine, ["hoa-yen", "ben-tre"])
    engine.dispose()
    with product(data, CONFIG, MOTCUA_DATABASE_URL=database_for_all) as running:
        yield running


def answer_to(server: Running, sent: bytes) -> bytes:
    """Send bytes, say that there are no more, and return what came back."""
    port = int(server.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        came = b""
        with contextlib.suppress(OSError):  # the server may hang up before all is sent
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
            while part := line.recv(65536):
                came += part
        return came


@pytest.mark.slow
@pytest.mark.parametrize("sent", BROKEN.values(), ids=BROKEN)
def test_the_server_lives_on(server: Running, sent: bytes) -> None:
    came = answer_to(server, sent)

    status = came.split(b" ", 2)[1:2]
    assert not came or status[0][:1] in {b"2", b"4"}, came[:200]
    assert b"Traceback" not in came
    with urllib.request.urlopen(f"{server.url}/health/ready", timeout=5) as ready:  # noqa: S310  # loopback
        assert ready.status == 200
    log = "".join(file.read_text(errors="replace") for file in server.data.glob("*.log"))
    assert "level=error" not in log
    assert "Traceback" not in log
