"""The line to the server: Socket.IO with acknowledged messages, made again for ever."""

import logging
import random
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

import socketio

from devices.agent.outbox import Letter, Outbox
from devices.agent.standing import Standing
from devices.wire import NAMESPACE, Ack, Hello, Message, WireError

LOG = logging.getLogger(__name__)

ANSWER_WITHIN = 5.0
"""Seconds after which an unanswered message is sent again."""

UNANSWERED = 3
"""So many unanswered letters in a row, and the connection counts as dead."""

BACK_OFF = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds between attempts, up to half of it more; the last one for ever."""

COMPLAIN_EVERY = 60.0
"""Seconds between two log messages about the same trouble."""

CONNECT_WITHIN = 5.0

NEVER = frozenset({"bad_message", "unknown_job"})
"""Answers to a letter that sending it again would not change."""


class Doer(Protocol):
    """Carries out what the server asks for."""

    @property
    def events(self) -> tuple[str, ...]:
        """The messages that are understood."""

    def carry_out(self, event: str, body: object) -> Ack:
        """Do it and answer; never raises."""


class Link:
    """One thread keeps it; ``show`` may be called from any."""

    def __init__(
        self, server: str, hello: Hello, doer: Doer, outbox: Outbox, standing: Standing
    ) -> None:
        """Prepare the line.

        Args:
            server: ``https://motcua.example`` or ``http://127.0.0.1:8080``.
            hello: Who this agent is.
            doer: Carries out the server's messages.
            outbox: What must arrive.
            standing: What the server must know after each connecting.
        """
        self._server, self._hello, self._doer = server, hello, doer
        self._outbox, self._standing = outbox, standing
        self._woken, self._stopped = threading.Event(), threading.Event()
        self._settled = threading.Event()
        self._thread = threading.Thread(target=self._run, name="link", daemon=True)
        self._client: socketio.Client | None = None
        self._letter: Letter | None = None
        self._letter_at, self._unanswered = 0.0, 0
        self._refusal = ""
        self._complained = ("", -COMPLAIN_EVERY)
        outbox.on_letter = standing.on_report = self._woken.set

    @property
    def connected(self) -> bool:
        """Whether the server has accepted this agent and the line holds."""
        return self._client is not None and bool(self._client.connected)

    def start(self) -> None:
        """Keep the line, in a thread of its own, until ``stop``."""
        self._thread.start()

    def stop(self) -> bool:
        """End the line; return whether its thread ended within a second."""
        for event in (self._stopped, self._woken, self._settled):
            event.set()
        if self._thread.is_alive():
            self._thread.join(1.0)
        return not self._thread.is_alive()

    def _run(self) -> None:
        failures = 0
        while not self._stopped.is_set():
            failures = 0 if self._session(polling=failures % 3 == 2) else failures + 1
            pause = BACK_OFF[min(failures, len(BACK_OFF) - 1)]
            self._stopped.wait(pause * random.uniform(1.0, 1.5))  # noqa: S311  spreads load

    def show(self, message: Message) -> None:
        """Send a message nobody will miss; without a connection it is forgotten."""
        self._emit(message.event, message.to_json())

    def _session(self, *, polling: bool) -> bool:
        """Connect and serve until the line breaks; False when there was no connection."""
        try:
            if not self._connect(polling=polling):
                return False
            self._serve()
        except Exception:
            LOG.exception("the link failed and is made anew")
            return False
        return True

    def _connect(self, *, polling: bool) -> bool:
        """Try once; a proxy that knows no websockets gets its turn on every third attempt."""
        client = self._new_client()
        self._refusal = ""
        self._settled.clear()
        try:
            client.connect(
                self._server,
                auth=self._hello.to_json(),
                namespaces=[NAMESPACE],
                transports=["polling", "websocket"] if polling else ["websocket"],
                wait=False,
            )
            self._settled.wait(CONNECT_WITHIN)
        except (socketio.exceptions.SocketIOError, OSError, ValueError) as error:
            _hang_up(client)
            self._complain("cannot be reached", str(error))
            return False
        if NAMESPACE not in client.namespaces:
            _hang_up(client)
            refused = "refuses this agent; is its token right?"
            self._complain(refused if self._refusal else "does not answer", self._refusal)
            return False
        self._client = client
        LOG.info("connected to %s", self._server)
        self._complained = ("", -COMPLAIN_EVERY)
        return True

    def _new_client(self) -> socketio.Client:
        """Make a fresh client: one that broke may keep half a connection."""
        client = socketio.Client(reconnection=False, handle_sigint=False, ssl_verify=True)
        for event in self._doer.events:
            client.on(event, partial(self._answer, event), namespace=NAMESPACE)
        client.on("connect", self._settled.set, namespace=NAMESPACE)
        client.on("connect_error", self._refused, namespace=NAMESPACE)
        client.on("disconnect", self._lost, namespace=NAMESPACE)
        return client

    def _answer(self, event: str, *bodies: object) -> dict[str, Any]:
        return self._doer.carry_out(event, bodies[0] if bodies else None).to_json()

    def _refused(self, *reasons: object) -> None:
        reason = reasons[0] if reasons else None
        if isinstance(reason, dict) and "message" in reason:
            self._refusal = str(reason["message"])
        self._settled.set()

    def _lost(self, *_reason: object) -> None:
        self._woken.set()

    def _serve(self) -> None:
        """Send what waits until the line breaks."""
        client = self._client
        self._letter, self._unanswered = None, 0
        self._standing.repeat()
        try:
            while client is self._client and self.connected and not self._stopped.is_set():
                self._woken.clear()
                self._send_standing()
                self._send_letter()
                if self._unanswered >= UNANSWERED:
                    self._complain("does not answer any more", "connecting anew")
                    break
                self._woken.wait(1.0)
        finally:
            self._client = None
            if client is not None:
                _hang_up(client)
        LOG.info("disconnected from %s", self._server)

    def _send_standing(self) -> None:
        for report in self._standing.due(time.monotonic(), patience=ANSWER_WITHIN):
            known = partial(self._standing_known, report)
            self._emit(report.event, report.to_json(), known)

    def _standing_known(self, report: Any, *_answer: object) -> None:
        self._standing.acknowledge(report)

    def _send_letter(self) -> None:
        """Send the oldest letter unless its answer is awaited; one at a time keeps the order."""
        now = time.monotonic()
        if self._letter is not None:
            if now - self._letter_at < ANSWER_WITHIN:
                return
            self._unanswered += 1
        self._letter, self._letter_at = self._outbox.first(), now
        if self._letter is not None:
            answered = partial(self._answered, self._letter)
            self._emit(self._letter.event, self._letter.body, answered)

    def _answered(self, letter: Letter, answer: object = None, *_more: object) -> None:
        """Forget a letter that the server has, or will never take."""
        try:
            ack = Ack.from_json(answer)
        except WireError as error:
            LOG.warning("an answer that is not understood: %s", error)
            return
        if not ack.ok and ack.code not in NEVER:
            self._unanswered = 0 if ack.code == "busy" else self._unanswered
            return
        if not ack.ok:
            LOG.error("the server cannot use %s: %s", letter.body, ack.message or ack.code)
        self._outbox.remove(letter.message)
        awaited = self._letter
        if awaited is not None and awaited.message == letter.message:
            self._letter, self._unanswered = None, 0
        self._woken.set()

    def _emit(
        self, event: str, body: dict[str, Any], answered: Callable[..., None] | None = None
    ) -> None:
        client = self._client
        try:
            if client is not None:
                client.emit(event, body, namespace=NAMESPACE, callback=answered)
        except (socketio.exceptions.SocketIOError, OSError):
            LOG.debug("%s was not sent, the line is broken", event)

    def _complain(self, what: str, detail: str) -> None:
        """Log a trouble once a minute, and at once when it is another one."""
        before, at = self._complained
        if what != before or time.monotonic() - at >= COMPLAIN_EVERY:
            LOG.warning("the server %s %s (%s)", self._server, what, detail)
            self._complained = (what, time.monotonic())


def _hang_up(client: socketio.Client) -> None:
    """Close the connection without waiting for the other side."""
    closing = threading.Thread(target=client.disconnect, name="hang up", daemon=True)
    closing.start()
    closing.join(0.5)
