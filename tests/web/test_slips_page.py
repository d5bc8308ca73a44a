"""The administrator's look at slips: what is chosen is drawn, and trouble is named."""

import base64
import re
from typing import Any

import pytest

from devices.agent.previews import drawn
from tests.slips.reading import number_on, texts_on
from tests.web.offices import Town
from tests.web.test_accounts import Browser, quick_hashing  # noqa: F401  # a fixture
from tests.web.test_enrolment import administrator

PATH = "/admin/slips"


class Artist:
    """Stands for the agent: draws what it is asked for, and remembers it."""

    def __init__(self) -> None:
        self.asked: list[tuple[dict[str, Any], int]] = []
        self.answer: dict[str, Any] | None = None

    def __call__(self, slip: dict[str, Any], paper: int) -> dict[str, Any]:
        self.asked.append((slip, paper))
        return self.answer or {"ok": True, "picture": drawn(slip, paper)}


@pytest.fixture
def artist(town: Town, monkeypatch: pytest.MonkeyPatch) -> Artist:
    artist = Artist()
    monkeypatch.setattr(town.running.office.live, "preview", artist)
    return artist


@pytest.fixture
def admin(town: Town) -> Browser:
    return administrator(town)


def test_the_usual_ticket_is_shown_dot_for_dot(admin: Browser, artist: Artist) -> None:
    page = admin.get(PATH).text
    ((slip, paper),) = artist.asked
    assert paper == 80
    assert number_on(slip) == "A015"
    assert "Bộ phận Một cửa Phường Hòa Yên" in texts_on(slip)
    found = re.search(r'src="data:image/png;base64,([^"]+)" width="576" height="(\d+)"', page)
    assert found
    assert found[1] == drawn(slip, 80)
    assert f"576 \u00d7 {found[2]} chấm, dài {round(int(found[2]) / 8)} mm" in page
    assert base64.b64decode(found[1]).startswith(b"\x89PNG")
    assert 'href="/admin/slips"' in admin.get("/admin").text


def test_every_choice_counts(admin: Browser, artist: Artist) -> None:
    admin.get(f"{PATH}?kind=ticket&said=en&paper=58&mark=copy&line=chung-thuc")
    slip, paper = artist.asked[-1]
    assert (slip["language"], paper, number_on(slip)) == ("en", 58, "B015")
    assert "COPY 1" in texts_on(slip)
    admin.get(f"{PATH}?mark=priority")
    assert "ƯU TIÊN: Người cao tuổi" in texts_on(artist.asked[-1][0])
    admin.get(f"{PATH}?hall=ben-tre&kind=large&line=ho-tich")
    assert texts_on(artist.asked[-1][0]) == ["C015", "Đất đai", "Quầy 9"]
    admin.get(f"{PATH}?kind=roll")
    assert "Phiếu dự phòng khi mất điện" in texts_on(artist.asked[-1][0])
    admin.get(f"{PATH}?kind=refusal&lang=en")
    assert artist.asked[-1][0]["language"] == "vi"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"ok": False, "code": "agent_gone"}, "Chưa có máy giữ thiết bị nào kết nối"),
        ({"ok": False, "code": "agent_unanswered"}, "Máy giữ thiết bị chưa trả lời"),
        ({"ok": False, "code": "refused", "message": "blocks.0: <b>"}, "blocks.0: &lt;b&gt;"),
        ({"ok": False, "code": "<script>"}, "Máy giữ thiết bị không vẽ được phiếu này"),
        ({"ok": True}, "Máy giữ thiết bị không vẽ được phiếu này"),
        ({"ok": True, "picture": "aGVsbG8="}, "không vẽ được"),
        ({"ok": True, "picture": "AAAA" * 20}, "không vẽ được"),
        ({"ok": True, "picture": '" onerror="x'}, "không vẽ được"),
        ({"ok": True, "picture": drawn({"blocks": [{"block": "rule"}]}, 80) + '"'}, "không vẽ"),
    ],
    ids=str,
)
def test_trouble_is_named_and_no_picture_is_made_up(
    admin: Browser, artist: Artist, answer: dict[str, Any], said: str
) -> None:
    artist.answer = answer
    page = admin.get(PATH)
    assert page.status_code == 200
    assert said in page.text
    assert "data:image" not in page.text
    assert "<script>" not in page.text


@pytest.mark.parametrize("query", ["kind=poster", "paper=70", "mark=x", "said=fr"])
def test_a_choice_that_is_none_is_refused(admin: Browser, artist: Artist, query: str) -> None:
    assert admin.get(f"{PATH}?{query}").status_code in {400, 422}
    assert admin.get(f"{PATH}?hall=nowhere").status_code == 404
    assert artist.asked == []


@pytest.mark.parametrize("role", [None, "kiosk", "helper", "officer", "supervisor"])
def test_only_administrators_see_it(town: Town, artist: Artist, role: str | None) -> None:
    assert town.who(role).get(PATH).status in {302, 401, 403}
    assert artist.asked == []


def test_without_an_agent_it_says_so(admin: Browser) -> None:
    assert "Chưa có máy giữ thiết bị nào kết nối" in admin.get(PATH).text
    assert "No agent is connected" in admin.get(f"{PATH}?lang=en").text
