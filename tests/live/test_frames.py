"""Ready frames are what a websocket client understands, compressed connection or not."""

import pytest
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, Request, TextMessage
from wsproto.extensions import PerMessageDeflate

from kiosk.live.frames import frame


def client(*, deflate: bool) -> WSConnection:
    """Return the browser's end of an open connection."""
    extensions = [PerMessageDeflate()] if deflate else []
    browser, server = WSConnection(ConnectionType.CLIENT), WSConnection(ConnectionType.SERVER)
    server.receive_data(
        browser.send(Request(host="here", target="/socket.io/", extensions=extensions))
    )
    assert list(server.events())
    offered = [PerMessageDeflate()] if deflate else []
    browser.receive_data(server.send(AcceptConnection(extensions=offered)))
    assert list(browser.events())
    return browser


@pytest.mark.parametrize("deflate", [True, False])
@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65535, 65536, 200_000])
def test_a_frame_of_any_size_is_understood(size, deflate):
    browser, text = client(deflate=deflate), "x" * size
    browser.receive_data(frame(text))
    said = [event for event in browser.events() if isinstance(event, TextMessage)]
    assert "".join(event.data for event in said) == text
    assert said[-1].message_finished


def test_a_frame_counts_bytes_and_not_letters():
    browser, text = client(deflate=True), "Mời số A015 đến quầy 3, ông/bà nhé." * 4
    browser.receive_data(frame(text) + frame("and on"))
    assert [event.data for event in browser.events()] == [text, "and on"]
