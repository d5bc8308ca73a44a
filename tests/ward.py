"""A small ward and its people, for tests."""

from datetime import UTC, datetime, timedelta

from config.hall import HallSettings

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
"""A Monday, twelve o'clock in Hòa Yên."""

MINUTE = timedelta(minutes=1)

SMALL = {
    "slug": "hoa-yen",
    "name": "Bộ phận Một cửa Phường Hòa Yên",
    "patience": 30,
    "line": [
        {"slug": "ho-tich", "prefix": "A", "name": {"vi": "Tư pháp - Hộ tịch"}},
        {"slug": "chung-thuc", "prefix": "B", "name": {"vi": "Chứng thực"}},
        {"slug": "dat-dai", "prefix": "AB", "name": {"vi": "Đất đai"}},
    ],
    "counter": [
        {"slug": "1", "lines": ["ho-tich"]},
        {"slug": "2", "lines": ["ho-tich", "chung-thuc"]},
        {"slug": "3", "lines": ["dat-dai", "chung-thuc"]},
    ],
    "priority": [
        {"slug": "elder", "name": {"vi": "Người cao tuổi"}, "head_start": 15},
        {"slug": "merit", "name": {"vi": "Người có công"}, "head_start": 10},
    ],
}


def ward(**changes) -> HallSettings:
    return HallSettings.model_validate(SMALL | changes)
