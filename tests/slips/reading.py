"""Reading the slips of jobs."""

from typing import Any


def number_on(slip: dict[str, Any]) -> str:
    """Return the big number."""
    return next(block["text"] for block in slip["blocks"] if block["block"] == "number")


def texts_on(slip: dict[str, Any]) -> list[str]:
    """Return what stands on a slip, down the paper."""
    return [
        text
        for block in slip["blocks"]
        for text in (block.get("text"), block.get("title"), *block.get("items", ()))
        if text
    ]


def link_on(slip: dict[str, Any]) -> str:
    """Return what the QR code holds."""
    return next(block["link"] for block in slip["blocks"] if block["block"] == "qr")
