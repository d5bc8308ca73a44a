"""The page of the emergency numbers: what is written is entered once, what is wrong is named."""

import re

import pytest

from kiosk.actions.printing import Report, report_job
from kiosk.domain.printing import JobState
from tests.ward import NOON
from tests.web.offices import Town
from tests.web.test_accounts import NEW, Browser, quick_hashing  # noqa: F401  # a fixture
from tests.web.test_enrolment import administrator

PATH = "/rolls/hoa-yen"


@pytest.fixture
def admin(town: Town) -> Browser:
    return administrator(town)


def words(page: str) -> str:
    """Return what a page says, without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("\u2013", "-").split())


def tap_of(page: str) -> str:
    found = re.search(r'name="tap" value="([^"]+)"', page)
    assert found
    return found[1]


def reserve(admin: Browser, count: int = 5, line: str = "ho-tich") -> None:
    admin.get(PATH)
    assert admin.send(f"{PATH}/reserve", line=line, count=str(count), printer="").status_code == 302


def end(town: Town, number: str, state: str) -> None:
    """Let the agent report how a slip ended."""
    office = town.running.office
    job = next(one for one in office.jobs.sheets("hoa-yen") if one.content["number"] == number)
    hall = office.settings.hall("hoa-yen")
    report_job(office.work, hall, Report(job=job.id, state=state), town.clock())


def waiting(town: Town) -> list[str]:
    tickets = town.running.office.queries.present("hoa-yen")
    return [ticket.number for ticket in tickets]


def test_numbers_are_entered_as_they_stand_on_paper(town: Town, admin: Browser) -> None:
    reserve(admin)
    tap = tap_of(admin.get(PATH).text)
    done = admin.send(
        f"{PATH}/enter", line="ho-tich", first="ax001", last="3", since="11:30", tap=tap
    )
    assert done.status_code == 302
    assert "AX001 - AX003 (3 người)" in words(admin.get(done.location).text)
    assert waiting(town) == ["AX001", "AX002", "AX003"]


def test_who_goes_back_in_the_browser_enters_another_line_all_the_same(
    town: Town, admin: Browser
) -> None:
    reserve(admin)
    reserve(admin, line="chung-thuc")
    tap = tap_of(admin.get(PATH).text)
    for line in ("ho-tich", "ho-tich", "chung-thuc"):
        form = {"line": line, "first": "1", "last": "2", "since": "", "tap": tap}
        assert admin.send(f"{PATH}/enter", **form).status_code == 302
    assert sorted(waiting(town)) == ["AX001", "AX002", "BX001", "BX002"]


def test_what_is_wrong_is_named_and_what_was_written_stays(town: Town, admin: Browser) -> None:
    reserve(admin)
    tap = tap_of(admin.get(PATH).text)
    form = {"line": "ho-tich", "first": "AX004", "last": "AX007", "since": "11:30", "tap": tap}
    refused = admin.send(f"{PATH}/enter", **form)
    assert refused.status_code == 409
    assert "AX006, AX007" in words(refused.text)
    assert 'value="AX007"' in refused.text
    assert 'value="11:30"' in refused.text
    assert 'aria-invalid="true"' in refused.text
    assert waiting(town) == []


def test_slips_that_are_lost_are_told_apart_until_they_are_dealt_with(
    town: Town, admin: Browser
) -> None:
    reserve(admin, 6)
    ends = ("failed", "uncertain", "uncertain", "expired", "done", "failed")
    for figure, state in enumerate(ends, 1):
        end(town, f"AX00{figure}", JobState(state))
    said = words(admin.get(PATH).text)
    assert "chưa ra giấy: AX001 , AX004 , AX006 ." in said
    assert "đã ra giấy chưa: AX002 - AX003 ." in said

    town.clock.time = NOON.replace(day=24)
    admin.sign_in("chi", NEW)
    tap = tap_of(admin.get(PATH).text)
    admin.send(f"{PATH}/void", line="ho-tich", first="AX001", last="")
    admin.send(f"{PATH}/enter", line="ho-tich", first="2", last="3", since="", tap=tap)
    said = words(admin.get(PATH).text)
    assert "chưa ra giấy: AX004 , AX006 ." in said
    assert "đã ra giấy chưa" not in said


def test_the_desk_leads_there(admin: Browser) -> None:
    assert f'href="{PATH}"' in admin.get("/desk?hall=hoa-yen").text
