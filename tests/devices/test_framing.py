"""Frames come out of any stream of bytes, whole and in order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.framing import LIMIT, LineSplitter, Sum8Splitter
from devices.thermometers.gy614 import decode, plausible, splitter
from devices.thermometers.simulated import encode

FRAME = bytes.fromhex("5A5A45040E4409C41C")

VECTORS = [
    ("5A5A45040C780D19A7", 31.92, 33.53),
    ("5A5A45040E4409C41C", 36.52, 25.00),
    ("5A5A45040D540985EC", 34.12, 24.37),
    ("5A5A45040EA60A7833", 37.50, 26.80),
    ("5A5A45040F150A91BC", 38.61, 27.05),
    ("5A5A4504FF83FED451", -1.25, -3.00),
    ("5A5A45040CEE0BB7B9", 33.10, 29.99),
    ("5A5A45040E8209C45A", 37.14, 25.00),
    ("5A5A45040E5A09C432", 36.74, 25.00),
]


@pytest.mark.parametrize(("frame", "target", "ambient"), VECTORS)
def test_published_frames_decode(frame, target, ambient):
    (data,) = splitter().feed(bytes.fromhex(frame))
    assert decode(data) == (target, ambient)
    assert encode(target, ambient) == bytes.fromhex(frame)


STREAMS = {
    "T1 one clean frame": (FRAME.hex(), 1, 0),
    "T3 start inside a frame": ("09C41C" + FRAME.hex(), 1, 0),
    "T4 half a head before the frame": ("00FF5A13375A" + FRAME.hex(), 1, 0),
    "T5 the sum looks like a head": ("5A5A45040E8209C45A" + FRAME.hex(), 2, 0),
    "T6 wrong sum": ("5A5A45040E4409C41D" + FRAME.hex(), 1, 1),
    "T7 a byte is missing": ("5A5A45040E4409C4" + FRAME.hex(), 1, 1),
}


@pytest.mark.parametrize(("stream", "good", "bad"), STREAMS.values(), ids=STREAMS)
def test_a_damaged_stream_loses_only_the_damaged_frame(stream, good, bad):
    frames = splitter()
    assert len(frames.feed(bytes.fromhex(stream))) == good
    assert (frames.good, frames.bad) == (good, bad)


def test_slow_drip_gives_one_frame():  # T2
    frames = splitter()
    assert [len(frames.feed(bytes([byte]))) for byte in FRAME] == [0] * 8 + [1]


def test_swapped_bytes_pass_the_sum_and_fail_plausibility():  # T8
    (data,) = splitter().feed(bytes.fromhex("5A5A4504440E09C41C"))
    assert not plausible(*decode(data))


@pytest.mark.parametrize("flood", [b"\x5a", bytes.fromhex("5A5A4504"), b"\x00"])
def test_a_flood_is_noise_and_needs_no_memory(flood):  # T13
    frames = splitter()
    for _ in range(64):
        assert frames.feed(flood * (4096 // len(flood))) == []
    assert frames.noisy
    assert len(frames._rest) < 9


def test_a_fifth_of_bad_frames_is_noise_until_the_line_is_well():
    frames = splitter()
    frames.feed((FRAME * 3 + FRAME[:-1] + b"\x1d") * 25)
    assert frames.noisy
    frames.feed(FRAME * 100)
    assert not frames.noisy


def test_without_a_frame_in_4_kib_the_line_is_noisy():
    frames = splitter()
    frames.feed(bytes(LIMIT - 1))
    assert not frames.noisy
    frames.feed(b"\0")
    assert frames.noisy


@st.composite
def chunked(draw):
    parts = draw(
        st.lists(
            st.one_of(st.just(FRAME), st.just(FRAME[:7]), st.just(b"\x5a"), st.binary(max_size=12)),
            max_size=30,
        )
    )
    stream = b"".join(parts)
    cuts = sorted(draw(st.lists(st.integers(0, len(stream)), max_size=20)))
    return stream, [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]


@given(chunked())
def test_any_chunking_gives_the_same_frames(case):
    stream, chunks = case
    whole, pieces = splitter(), splitter()
    frames = whole.feed(stream)
    assert [frame for chunk in chunks for frame in pieces.feed(chunk)] == frames
    assert (pieces.good, pieces.bad, pieces.junk) == (whole.good, whole.bad, whole.junk)


@given(st.binary(max_size=300), st.binary(min_size=1, max_size=4), st.integers(0, 5))
def test_the_splitter_never_raises(data, head, length):
    frames = Sum8Splitter(head, length)
    assert all(len(frame) == length for frame in frames.feed(data))


def test_lines_wait_for_their_end():
    lines = LineSplitter(b"\r\n", limit=10)
    assert lines.feed(b"T=36") == []
    assert lines.feed(b".5\r\nT=3") == [b"T=36.5"]
    assert lines.feed(b"x" * 20) == []
    assert lines.bad == 1
    assert lines.feed(b"\r\nT=1\r\n") == [b"", b"T=1"]
