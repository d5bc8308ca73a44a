"""Which passwords are too easy to guess."""

import secrets
import unicodedata

from kiosk.domain.errors import PasswordWeakError

MINIMUM = 10
LONGEST = 256
DISTINCT = 5
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
GROUPS = 4

COMMON = frozenset(
    {
        "0123456789", "1234567890", "0987654321", "12345678910", "123456789a", "a123456789",
        "password12", "password123", "matkhau123", "matkhau1234", "qwertyuiop", "1q2w3e4r5t",
        "iloveyou12", "adminadmin", "admin12345", "administrator", "vietnam123", "motcua1234",
        "anhyeuem123", "emyeuanh123", "khongbiet123", "0123456789a",
    }
)  # fmt: skip


def settled(text: str) -> str:
    """Return a password as it is hashed: the same letters however they were typed."""
    return unicodedata.normalize("NFKC", text)


def person_name(text: str) -> str:
    """Return a sign-in name as it is stored; PostgreSQL cannot store a NUL."""
    return (
        unicodedata.normalize("NFC", text)
        .replace("\0", "\N{REPLACEMENT CHARACTER}")
        .strip()
        .casefold()
    )


def check_strength(name: str, password: str, old: str) -> None:
    """Raise PasswordWeakError for a password that is short, known, or made of the name."""
    plain = settled(password).casefold()
    bare = plain.replace(" ", "")
    weak = (
        not MINIMUM <= len(password) <= LONGEST
        or len(set(bare)) < DISTINCT
        or bare in COMMON
        or plain == settled(old).casefold()
        or _is_mostly(plain, person_name(name))
    )
    if weak:
        raise PasswordWeakError(minimum=MINIMUM)


def one_time_password() -> str:
    """Return a password that can be read out and typed: four groups of four, 79 bits."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(GROUPS))
    return "-".join(groups)


def _is_mostly(password: str, name: str) -> bool:
    return name in password and len(password.replace(name, "")) < MINIMUM - 2
