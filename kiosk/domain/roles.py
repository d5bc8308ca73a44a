"""Roles: a ladder for people, and two that stand apart for machines."""

LADDER = ("helper", "officer", "supervisor", "admin")
"""Each may do what those before it may."""

KIOSK = "kiosk"
AGENT = "agent"
ROLES = (*LADDER, KIOSK, AGENT)


def covers(held: str, needed: str) -> bool:
    """Tell whether who holds one role may do what another role may."""
    if held in LADDER and needed in LADDER:
        return LADDER.index(held) >= LADDER.index(needed)
    return held == needed
