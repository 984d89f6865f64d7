"""A look at her device: told in words with what to do, kept for each browser, seen by her coordinator, and never a refusal."""

from collections.abc import Callable
from typing import Any

import pytest

from annotate.core.db import reading, transaction
from annotate.people import device_service
from annotate.people.device_rules import WORDS, DeviceFacts, Finding, findings_of, known_findings
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account, create_token
from tests.conftest import People

Browser = Callable[[int], Any]
CHROME = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
FINE = {
    "screen_width": 390,
    "screen_height": 844,
    "touch": True,
    "memory_works": True,
    "free_mb": 4000,
    "worker_works": True,
    "decode_ms": 60,
    "line_kbit_s": 3000,
}


@pytest.mark.parametrize(
    ("change", "agent", "expected"),
    [
        ({}, CHROME, []),
        # What a browser does not tell is no fault of it.
        ({"free_mb": None, "line_kbit_s": None}, CHROME, []),
        ({"decode_ms": None}, CHROME, [Finding.NO_PICTURES]),
        ({"decode_ms": 1500}, CHROME, [Finding.SLOW_PICTURES]),
        ({"memory_works": False, "worker_works": False}, CHROME, [Finding.NO_MEMORY, Finding.NO_WORKER]),
        ({"free_mb": 20}, CHROME, [Finding.LITTLE_SPACE]),
        ({"line_kbit_s": 100}, CHROME, [Finding.SLOW_LINE]),
        ({"screen_width": 1280, "screen_height": 320}, CHROME, [Finding.SMALL_SCREEN]),
        ({}, f"{CHROME} MicroMessenger/8.0", [Finding.INSIDE_APP]),
    ],
    ids=["fine", "untold", "no pictures", "slow", "forgets", "full", "line", "small", "inside an app"],
)
def test_each_finding_has_its_cause(change: dict[str, Any], agent: str, expected: list[Finding]) -> None:
    assert findings_of(DeviceFacts(**FINE | change), agent) == expected


def test_every_finding_has_words_and_an_unknown_code_is_left_out() -> None:
    assert set(WORDS) == set(Finding)
    assert known_findings({"findings": ["slow_line", "of tomorrow"]}) == [Finding.SLOW_LINE]


def test_what_is_seen_is_told_at_once_and_kept_for_this_browser(browser_of: Browser, people: People) -> None:
    mei, headers = browser_of(people.mei), {"User-Agent": CHROME}
    mei.post("/locale", data={"locale": "en"})
    assert "data-device-now" in mei.get("/work", headers=headers).get_data(as_text=True)

    slow = mei.post("/api/v1/me/device-check", json=FINE | {"line_kbit_s": 90}, headers=headers)
    assert (slow.status_code, slow.json["fine"], len(slow.json["texts"])) == (200, False, 1)
    assert "Wi-Fi" in slow.json["texts"][0]
    assert "data-device-check" not in mei.get("/work", headers=headers).get_data(as_text=True)
    assert "90 kbit/s" in mei.get("/device", headers=headers).get_data(as_text=True)
    # Later the line is better; another browser is another device.
    assert mei.post("/api/v1/me/device-check", json=FINE, headers=headers).json == {"fine": True, "texts": []}
    mei.post("/api/v1/me/device-check", json=FINE, headers={"User-Agent": "Firefox Windows"})
    with reading() as session:
        found = device_service.checks_of(session, people.mei)
        assert [one.browser for one in found] == ["Firefox · Windows", "Chrome · Android"]
        assert [known_findings(one.facts) for one in found] == [[], []]
        assert device_service.checks_of(session, people.an) == []


@pytest.mark.parametrize("wrong", [{"decode_ms": -1}, {"touch": "yes"}, {"screen_width": 10**9}, {"ip": "x"}])
def test_a_report_that_makes_no_sense_is_refused(
    browser_of: Browser, people: People, wrong: dict[str, Any]
) -> None:
    assert browser_of(people.mei).post("/api/v1/me/device-check", json=FINE | wrong).status_code == 422


def test_her_coordinator_sees_what_would_help(app: Any, client: Any) -> None:
    with transaction() as session:
        mei = create_account(
            session, NewAccount(Role.ANNOTATOR, "13811110001", "梅", county_code="522732")
        ).id
        wu = create_account(
            session, NewAccount(Role.COORDINATOR, "13811110002", "吴", county_code="522732")
        ).id
        facts = DeviceFacts(**FINE | {"free_mb": 10})
        device_service.note_check(session, mei, "secret", CHROME, facts)
        token = create_token(session, wu)
    page = client.get(f"/women/{mei}", headers={"Authorization": f"Bearer {token}", "Accept-Language": "zh"})

    assert page.status_code == 200
    assert "Chrome · Android" in page.get_data(as_text=True)
    assert "快存满了" in page.get_data(as_text=True)
