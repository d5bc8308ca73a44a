"""The web server: gevent's pywsgi with what kept-alive connections and websockets need."""

import errno
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from typing import Any

import gevent
import gevent.event
import structlog
from gevent.pool import Pool
from gevent.pywsgi import WSGIHandler, WSGIServer

from config.refusals import ConfigError

log = structlog.get_logger()

BACKLOG = 1024

STOP_SECONDS = 1.5
"""Calls that run get this long to end; what is still open then is cut."""


class Handler(WSGIHandler):  # type: ignore[misc]  # gevent has no types
    """One connection; after a websocket nothing on it is HTTP any more."""

    def read_request(self, raw_requestline: str) -> bool:
        """Read a request's head.

        Raises:
            ValueError: It is not HTTP: answered 400, and no failure of ours.
        """
        try:
            return bool(super().read_request(raw_requestline))
        except HTTPException as error:
            raise ValueError(str(error)) from error

    def log_error(self, msg: str, *args: Any) -> None:
        """Note what a client did wrong; anybody can, so it is no error of ours."""
        log.info("request.broken", fault=(msg % args if args else msg)[:200])

    def handle_one_response(self) -> None:
        """Answer one request."""
        super().handle_one_response()
        if self.environ.get("HTTP_UPGRADE", "").lower() == "websocket":
            self.close_connection = True


class Server(WSGIServer):  # type: ignore[misc]
    """Without TCP_NODELAY every answer on a kept-alive connection waits 40 ms."""

    def do_handle(self, *args: Any) -> Any:
        """Take a connection that was just accepted."""
        args[0].setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return super().do_handle(*args)


def bind(host: str, port: int) -> socket.socket:
    """Reserve an address; ``port`` 0 takes a free one. Nothing is accepted yet.

    Raises:
        ConfigError: The address is in use, not this machine's, or not allowed.
    """
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise ConfigError(f"server.host (--host): {host!r} is not an address: {error}") from error
    listener = socket.socket(family, kind, proto)
    try:
        _own(listener)
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise ConfigError(_not_bound(host, port, error)) from error
    return listener


@contextmanager
def serving(app: Any, listener: socket.socket) -> Iterator[gevent.event.Event]:
    """Serve while the block runs; the event is set by SIGTERM and ctrl-C.

    Args:
        app: The WSGI application, Socket.IO included.
        listener: A bound socket from ``bind``.
    """
    stopping = gevent.event.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, stopping.set)
    listener.listen(BACKLOG)
    listener.setblocking(False)
    server = Server(
        listener, app, log=None, error_log=_Errors(), spawn=Pool(), handler_class=Handler
    )
    server.start()
    try:
        yield stopping
    finally:
        server.stop(timeout=STOP_SECONDS)


class _Errors:
    """What pywsgi wants to say, as log records."""

    def write(self, text: str) -> None:
        if text.strip():
            log.error("server", text=text.strip())

    def flush(self) -> None:
        """Nothing is held back."""


def _own(listener: socket.socket) -> None:
    if os.name == "posix":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    else:  # there SO_REUSEADDR would let two servers share a port
        listener.setsockopt(socket.SOL_SOCKET, getattr(socket, "SO_EXCLUSIVEADDRUSE", ~4), 1)


def _not_bound(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"server.port (--port): {host}:{port} is in use; end the other program or choose "
            "another port, for example --port 8081"
        )
    if error.errno == errno.EACCES:
        return (
            f"server.port (--port): this account may not use port {port}; choose one above 1023, "
            "for example --port 8080"
        )
    return f"server.host (--host): cannot listen on {host}:{port}: {error.strerror}"
