"""The bare machinery: one durable SQLite insert a request, one broadcast a request.

It runs on the product's own kind of server (gevent's pywsgi without Nagle's delay), so that
the comparison shows what the product adds and nothing else.
"""

# ruff: noqa: E402  # gevent has to patch before anything else is imported
from gevent import monkey

monkey.patch_all()

import sqlite3
from pathlib import Path

import click
from flask import Flask, Response, jsonify, request
from flask_socketio import SocketIO

from tests.bench.wsgi import serve_forever


def create(data: Path) -> tuple[Flask, SocketIO]:
    app = Flask("bare")
    socketio = SocketIO(app, async_mode="gevent")
    connection = sqlite3.connect(data / "bare.db", isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS inserts (line TEXT, tap TEXT)")

    @app.get("/ready")
    def ready() -> str:
        return "ready"

    @app.post("/insert")
    def insert() -> tuple[Response, int]:
        body = request.get_json()
        connection.execute("INSERT INTO inserts VALUES (?, ?)", (body["line"], body["tap"]))
        return jsonify(ok=True), 201

    @app.post("/broadcast")
    def broadcast() -> Response:
        size = request.get_json()["size"]
        socketio.emit("ticket.called", {"text": "x" * size}, namespace="/wall")
        return jsonify(ok=True)

    @socketio.on("connect", namespace="/wall")
    def connected(auth: object) -> None:
        del auth

    return app, socketio


@click.command()
@click.option("--host", default="127.0.0.1")
@click.option("--port", type=int, required=True)
@click.option("--data", type=click.Path(path_type=Path), required=True)
def main(host: str, port: int, data: Path) -> None:
    app, _ = create(data)
    serve_forever(app, host, port)


if __name__ == "__main__":
    main()
