"""Printers without an inside, as fast as their line: they answer, and say when a job is through.

``python -m tests.bench.sinks tcp tcp pty:115200`` opens them, prints their addresses as one line of
JSON, then a line for each cut: ``{"sink": 0, "at": <monotonic s>, "bytes": 56278}``.
"""

import json
import os
import pty
import selectors
import socket
import sys
import threading
import time
import tty
from collections.abc import Callable, Generator

ESC, GS, DLE = 0x1B, 0x1D, 0x10
AFTER_ESC = dict.fromkeys(b"at!dJEM3-{RSG", 1) | dict.fromkeys(b"@2", 0)
AFTER_GS = dict.fromkeys(b"!BrI", 1) | dict.fromkeys(b"LW", 2)
STATUS, ROOM = b"\x12", b"\x00"
TICK = 0.005

Answer = Callable[[bytes], None]


def parser(answer: Answer, cut: Callable[[], None]) -> Generator[int, bytes, None]:
    """Read commands; pictures are skipped in one piece. Yields how many bytes it wants."""
    while True:
        first = (yield 1)[0]
        if first == DLE:
            yield 2
            answer(STATUS)
        elif first == ESC:
            yield from _skip(AFTER_ESC.get((yield 1)[0], 0))
        elif first == GS:
            yield from _group(answer, cut)


def _group(answer: Answer, cut: Callable[[], None]) -> Generator[int, bytes, None]:
    letter = (yield 1)[0]
    if letter == ord("v"):
        head = yield 6
        yield from _skip((head[2] + 256 * head[3]) * (head[4] + 256 * head[5]))
    elif letter == ord("("):
        head = yield 3
        yield from _skip(head[1] + 256 * head[2])
    elif letter == ord("V"):
        if (yield 1)[0] in {65, 66}:
            yield 1
        cut()
    else:
        yield from _skip(AFTER_GS.get(letter, 0))
        if letter == ord("r"):
            answer(ROOM)


def _skip(count: int) -> Generator[int, bytes, None]:
    if count:
        yield count


class Sink:
    """One printer: feeds its parser, counts bytes, reports cuts."""

    def __init__(self, number: int, answer: Answer) -> None:
        self._number, self._bytes, self._buffer = number, 0, bytearray()
        self._parser = parser(answer, self._cut)
        self._wanted = next(self._parser)

    def feed(self, data: bytes) -> None:
        self._bytes += len(data)
        self._buffer += data
        start = 0
        while len(self._buffer) - start >= self._wanted:
            end = start + self._wanted
            piece, start = bytes(self._buffer[start:end]), end
            self._wanted = self._parser.send(piece)
        del self._buffer[:start]

    def _cut(self) -> None:
        line = json.dumps({"sink": self._number, "at": time.monotonic(), "bytes": self._bytes})
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
        self._bytes = 0


def tcp(number: int) -> tuple[str, Callable[[], None]]:
    """Open a network printer; return its address and what serves it for ever."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            client, _ = server.accept()
            with client:
                sink = Sink(number, client.sendall)
                while data := client.recv(65536):
                    sink.feed(data)

    return f"tcp://127.0.0.1:{server.getsockname()[1]}", serve


def serial(number: int, baud: int) -> tuple[str, Callable[[], None]]:
    """Open a printer on a pseudo-terminal that carries so many bits a second, ten a byte."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    sink = Sink(number, lambda data: os.write(ours, data) and None)

    def serve() -> None:
        selector = selectors.DefaultSelector()
        selector.register(ours, selectors.EVENT_READ)
        free = time.monotonic()
        while True:
            selector.select()
            data = os.read(ours, max(int(baud / 10 * TICK), 1))
            free = max(free, time.monotonic()) + len(data) * 10 / baud
            time.sleep(max(free - time.monotonic(), 0))  # noqa: TID251  # the line's own speed
            sink.feed(data)

    return f"serial://{os.ttyname(theirs)}?baud={baud}", serve


def main() -> None:
    """Open what the arguments ask for and serve until the end of standard input."""
    os.nice(4)  # printers take nothing of a server's processor
    opened = []
    for number, word in enumerate(sys.argv[1:]):
        kind, _, baud = word.partition(":")
        opened.append(tcp(number) if kind == "tcp" else serial(number, int(baud)))
    sys.stdout.write(json.dumps([address for address, _ in opened]) + "\n")
    sys.stdout.flush()
    for _, serve in opened:
        threading.Thread(target=serve, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
