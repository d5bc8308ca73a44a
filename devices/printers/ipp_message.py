"""Messages of the Internet Printing Protocol as bytes; RFC 8010."""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

VERSION = b"\x02\x00"

OPERATION, JOB, END, PRINTER = 0x01, 0x02, 0x03, 0x04
"""Tags that begin groups of attributes, and the end of them all."""

INTEGER, BOOLEAN, ENUM = 0x21, 0x22, 0x23
RESOLUTION, COLLECTION, END_COLLECTION, MEMBER = 0x32, 0x34, 0x37, 0x4A
NAME, KEYWORD, URI, CHARSET, LANGUAGE, MIME = 0x42, 0x44, 0x45, 0x47, 0x48, 0x49

MOST = 1 << 20
"""Bytes of an answer; no printer has that much to say."""


class Operation(IntEnum):
    """What a printer is asked to do."""

    PRINT_JOB = 0x0002
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_PRINTER_ATTRIBUTES = 0x000B


class MessageError(ValueError):
    """The bytes are no answer of a printer."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A named attribute; several values are a set."""

    tag: int
    name: str
    values: Sequence[str | int | bool]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a printer answered."""

    status: int
    """Below 0x100 it did what was asked."""

    groups: Mapping[int, Mapping[str, list[Any]]] = field(default_factory=dict)
    """Group tag → attribute → its values; of several groups of a kind the first."""

    @property
    def well(self) -> bool:
        """Whether the printer did what was asked."""
        return self.status < 0x0100


def request(
    operation: Operation,
    number: int,
    asked: Iterable[Attribute],
    job: Iterable[Attribute] = (),
    document: bytes = b"",
) -> bytes:
    """Return a request.

    Args:
        operation: What to do.
        number: Any; the answer repeats it.
        asked: Operation attributes in their order, behind charset and language.
        job: Job attributes.
        document: What to print, for ``PRINT_JOB``.
    """
    first = [
        Attribute(CHARSET, "attributes-charset", ["utf-8"]),
        Attribute(LANGUAGE, "attributes-natural-language", ["en"]),
    ]
    parts = [VERSION, struct.pack(">HI", operation, number), bytes([OPERATION])]
    parts += [_encoded(each) for each in [*first, *asked]]
    settings = [_encoded(each) for each in job]
    if settings:
        parts += [bytes([JOB]), *settings]
    return b"".join([*parts, bytes([END]), document])


def _encoded(attribute: Attribute) -> bytes:
    parts, name = [], attribute.name.encode("ascii")
    for value in attribute.values:
        data = _value(attribute.tag, value)
        parts.append(struct.pack(">BH", attribute.tag, len(name)) + name)
        parts.append(struct.pack(">H", len(data)) + data)
        name = b""  # the values behind the first of a set have none
    return b"".join(parts)


def _value(tag: int, value: str | int | bool) -> bytes:  # noqa: FBT001 - a value as any other
    if tag == BOOLEAN:
        return bytes([bool(value)])
    if tag in {INTEGER, ENUM}:
        return struct.pack(">i", int(value))
    return str(value).encode()


def read_answer(data: bytes) -> Answer:
    """Read a printer's answer.

    Raises:
        MessageError: It is cut off or is none.
    """
    try:
        status = struct.unpack(">HHI", data[:8])[1]
        return Answer(status, _groups(_Reader(data, 8)))
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise MessageError(f"no answer of a printer: {data[:32].hex(' ')}") from error


class _Reader:
    def __init__(self, data: bytes, at: int) -> None:
        self._data, self._at = data, at

    def byte(self) -> int:
        self._at += 1
        return self._data[self._at - 1]

    def string(self) -> bytes:
        """Return a length of two bytes and what it counts."""
        size = int.from_bytes(self._take(2))
        return self._take(size)

    def _take(self, size: int) -> bytes:
        found = self._data[self._at : self._at + size]
        if len(found) < size:
            raise IndexError
        self._at += size
        return found


def _groups(reader: _Reader) -> dict[int, dict[str, list[Any]]]:
    groups: dict[int, dict[str, list[Any]]] = {}
    group: dict[str, list[Any]] = {}
    values: list[Any] = []
    while (tag := reader.byte()) != END:
        if tag < 0x10:
            group = {}
            groups.setdefault(tag, group)
            continue
        name, value = reader.string().decode(), reader.string()
        if name:
            values = group.setdefault(name, [])
        values.append(_collection(reader) if tag == COLLECTION else _read_value(tag, value))
    return groups


def _collection(reader: _Reader) -> dict[str, list[Any]]:
    """Return a collection's members; it ends with a tag of its own."""
    members: dict[str, list[Any]] = {}
    values: list[Any] = []
    while (tag := reader.byte()) != END_COLLECTION:
        reader.string()
        value = reader.string()
        if tag == MEMBER:
            values = members.setdefault(value.decode(), [])
        else:
            values.append(_collection(reader) if tag == COLLECTION else _read_value(tag, value))
    reader.string()
    reader.string()
    return members


def _read_value(tag: int, value: bytes) -> Any:
    if tag in {INTEGER, ENUM} and len(value) == 4:
        return struct.unpack(">i", value)[0]
    if tag == BOOLEAN and len(value) == 1:
        return value != b"\0"
    if 0x40 <= tag < 0x60:
        return value.decode()
    return value
