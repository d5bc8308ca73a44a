"""gevent's pywsgi as the product runs it."""

import socket
from typing import Any

from gevent.pywsgi import WSGIServer


class NoDelayServer(WSGIServer):
    """Without TCP_NODELAY every answer on a kept-alive connection waits 40 ms."""

    def wrap_socket_and_handle(self, client_socket: Any, address: Any) -> Any:
        client_socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return super().wrap_socket_and_handle(client_socket, address)

    def do_handle(self, *args: Any) -> Any:
        args[0].setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return super().do_handle(*args)


def serve_forever(app: Any, host: str, port: int) -> None:
    NoDelayServer((host, port), app, log=None).serve_forever()
