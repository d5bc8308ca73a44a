"""A small server that shows one state of one page, with the real files and a stub behind."""

import io
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import segno
import socketio
from flask import Flask, Response, jsonify, request
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from kiosk.web import texts

ROOT = Path(__file__).resolve().parents[2]
SIZES = {
    "kiosk": (1080, 1920),
    "kiosk-wide": (1920, 1080),
    "wall": (1920, 1080),
    "wall-tall": (1080, 1920),
    "desk": (1366, 768),
    "desk-large": (1920, 1080),
    "phone": (390, 844),
    "phone-small": (320, 568),
    "page": (1280, 900),
}


@dataclass(frozen=True)
class State:
    """One state of one page: what the server gives and what a hand then does."""

    name: str
    template: str
    size: str
    context: Callable[[str], dict[str, Any]]
    """The template's variables in a language, ``page`` among them."""
    emits: tuple[tuple[str, str, dict[str, Any]], ...] = ()
    """What each connection gets: namespace, event, body."""
    answers: dict[str, Any] = field(default_factory=dict)
    """``METHOD /path`` → body, ``(status, body)`` or None for no connection."""
    steps: tuple[tuple[str, str], ...] = ()
    """What a hand does: ``click``, ``press``, ``wait`` (ms), ``see`` (selector)."""
    sockets: bool = True
    languages: tuple[str, ...] = ("vi", "en")


class Stage:
    """Serves the state that is on stage on a loopback port."""

    def __init__(self) -> None:
        self.state: State | None = None
        self.asked: list[tuple[str, Any]] = []
        """What pages asked for since the state was put on stage: ``METHOD /path`` and body."""
        self.language = "vi"
        self.auths: list[Any] = []
        """What each connection to a namespace brought."""
        self.mute = False
        """Answer no beat, as when a cable is cut."""
        self._sockets = socketio.Server(
            async_mode="threading", cors_allowed_origins="*", namespaces="*"
        )
        self._sockets.on("connect", self._connect, namespace="*")
        self._sockets.on("beat", self._beat, namespace="*")
        self._server: BaseWSGIServer = make_server(
            "127.0.0.1", 0, self._wsgi(), threaded=True, request_handler=_Quiet
        )
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def put(self, state: State, language: str) -> str:
        """Put a state on stage; the answer is the address to open."""
        self.state, self.language, self.asked = state, language, []
        return f"{self.url}/stage?lang={language}"

    def stop(self) -> None:
        """End serving."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def emit(self, namespace: str, event: str, body: Any) -> None:
        """Send an event to whoever is connected to a namespace."""
        self._sockets.emit(event, body, namespace=namespace)

    def _wsgi(self) -> Any:
        app = Flask(__name__, static_folder=None)
        app.jinja_loader = ChoiceLoader(
            [
                FileSystemLoader(ROOT / "display/templates"),
                FileSystemLoader(ROOT / "kiosk/web/templates"),
            ]
        )
        app.jinja_env.filters.update(
            clock=lambda moment: moment.strftime("%H:%M"),
            day=lambda moment: moment.strftime("%d/%m/%Y"),
        )
        app.add_url_rule("/stage", view_func=self._page)
        app.add_url_rule("/static/<path:name>", "a", lambda name: _file("kiosk/web/static", name))
        app.add_url_rule(
            "/display-static/<path:name>", "b", lambda name: _file("display/static", name)
        )
        app.add_url_rule("/t/<ticket>/qr.svg", "c", _qr)
        app.add_url_rule("/<path:path>", "d", self._answer, methods=["GET", "POST", "DELETE"])
        app.after_request(_policy)
        return socketio.WSGIApp(self._sockets, app)

    def _page(self) -> Response:
        from flask import render_template

        assert self.state is not None
        language = self.language
        context = {
            "language": language, "page": None, "csrf": "sample",
            "t": lambda key, **facts: texts.text(key, language, **facts),
            "refusal": lambda code, **facts: texts.refusal(code, language, **facts),
            "device": lambda code, **facts: texts.device(code, language, **facts),
        }  # fmt: skip
        html = render_template(self.state.template, **(context | self.state.context(language)))
        return Response(html, mimetype="text/html")

    def _answer(self, path: str) -> Any:
        assert self.state is not None
        key = f"{request.method} /{path}"
        self.asked.append((key, request.get_json(silent=True)))
        if key not in self.state.answers:
            return jsonify(code="not_found", facts={}), 404
        found = self.state.answers[key]
        if found is None:
            return Response(status=503)
        if isinstance(found, float):
            threading.Event().wait(found)
            return Response(status=503)
        status, body = found if isinstance(found, tuple) else (200, found)
        return (jsonify(body) if body is not None else Response()), status

    def _connect(self, namespace: str, sid: str, _environ: Any, auth: Any = None) -> bool:
        assert self.state is not None
        self.auths.append(auth)
        if not self.state.sockets:
            return False
        mine = [(event, body) for room, event, body in self.state.emits if room == namespace]
        if mine:
            threading.Timer(0.05, self._send, (namespace, sid, mine)).start()
        return True

    def _send(self, namespace: str, sid: str, events: list[tuple[str, Any]]) -> None:
        for event, body in events:
            self._sockets.emit(event, body, namespace=namespace, to=sid)

    def _beat(self, *_rest: Any) -> dict[str, Any]:
        waited = threading.Event()
        while self.mute and not waited.wait(0.1):
            pass
        return {}


class _Quiet(WSGIRequestHandler):
    def log(self, *_rest: Any) -> None:  # type: ignore[override]
        pass


_TYPES = {
    ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2",
}  # fmt: skip


def _file(folder: str, name: str) -> Response:
    file = ROOT / folder / name
    if not file.is_file() or not file.resolve().is_relative_to(ROOT):
        return Response(status=404)
    kind = _TYPES.get(file.suffix, "application/octet-stream")
    return Response(file.read_bytes(), mimetype=kind, headers={"Cache-Control": "max-age=600"})


def _qr(ticket: str) -> Response:
    code = segno.make(f"http://127.0.0.1:8080/t/{ticket}", error="m")
    picture = io.BytesIO()
    code.save(picture, kind="svg", border=2, omitsize=True, dark="#000", light="#fff")
    return Response(picture.getvalue(), mimetype="image/svg+xml")


def _policy(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'"
    )
    return answer


def ticket_picture() -> bytes:
    """Return a picture as a simulated printer would give, 576 dots wide."""
    from PIL import Image, ImageDraw

    paper = Image.new("1", (576, 760), 1)
    draw = ImageDraw.Draw(paper)
    draw.text((60, 30), "A015", fill=0, font_size=180)
    draw.line((20, 300, 556, 300), fill=0, width=4)
    for row in range(16):
        for column in range(16):
            if (row * column + row) % 3:
                draw.rectangle(
                    (60 + column * 12, 360 + row * 12, 70 + column * 12, 370 + row * 12), 0
                )
    target = io.BytesIO()
    paper.save(target, "PNG")
    return target.getvalue()
