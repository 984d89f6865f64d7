"""Her pay slip on paper, and certificates that show only what she chose."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from annotate.core.db import reading, transaction
from annotate.pay.models import Certificate
from annotate.people.models import PersonKey
from tests.conftest import People

Browser = Callable[[int], Any]


def _words(content: bytes) -> str:
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def test_the_statement_on_paper_tells_what_the_page_tells(
    browser_of: Browser, people: People, paid_project: int
) -> None:
    mei = browser_of(people.mei)

    sheet = mei.get("/earnings/2026-03.pdf")

    assert sheet.mimetype == "application/pdf"
    for words in ("梅", "2026-03", "1.26", "城市路口", "工作时间"):
        assert words in _words(sheet.data), words
    assert sheet.data == mei.get("/earnings/2026-03.pdf").data
    assert mei.get("/earnings/2026-13.pdf").status_code == 404


def _make(browser: Any, *items: str) -> str:
    """Code of the certificate, as others see it."""
    page = browser.post("/certificates", data={"item": list(items)}, follow_redirects=True).text
    return re.findall(r"/verify/([0-9A-Z-]+)", page)[0]


def test_a_certificate_shows_others_only_what_she_chose(
    browser_of: Browser, client: Any, people: People, paid_project: int
) -> None:
    code = _make(browser_of(people.mei), "name", "pictures")

    seen = client.get(f"/verify/{code}")

    assert seen.status_code == 200
    assert "属实" in seen.text
    assert "梅" in seen.text
    assert "1.26" not in seen.text
    assert client.get(f"/verify/{code.lower().replace('-', ' ')}").status_code == 200


def test_its_paper_carries_the_same_and_the_address(
    browser_of: Browser, people: People, paid_project: int
) -> None:
    mei = browser_of(people.mei)
    code = _make(mei, "name", "pay")

    words = _words(mei.get("/certificates/1.pdf").data)

    assert "1.26" in words
    assert code in words
    assert browser_of(people.an).get("/certificates/1.pdf").status_code == 404


def test_taken_back_or_erased_it_shows_nothing(
    browser_of: Browser, client: Any, people: People, paid_project: int
) -> None:
    mei, an = browser_of(people.mei), browser_of(people.an)
    hers, other = _make(mei, "name"), _make(an, "name")
    assert an.post("/certificates/1/revoke").status_code == 404

    mei.post("/certificates/1/revoke")
    mei.post("/certificates/1/revoke")
    with transaction() as session:
        session.execute(sa.delete(PersonKey).where(PersonKey.account_id == people.an))

    assert [client.get(f"/verify/{code}").status_code for code in (hers, other, "X")] == [404] * 3
    assert mei.get("/certificates/1.pdf").status_code == 404


@pytest.mark.parametrize("items", [(), ("name",)])
def test_without_a_choice_or_without_paid_work_there_is_none(
    browser_of: Browser, people: People, items: tuple[str, ...]
) -> None:
    page = browser_of(people.mei).post("/certificates", data={"item": list(items)}, follow_redirects=True)

    assert "请至少选一项" in page.text


def test_neither_code_nor_name_is_stored_in_clear(
    browser_of: Browser, people: People, paid_project: int
) -> None:
    code = _make(browser_of(people.mei), "name").replace("-", "")

    with reading() as session:
        stored = str(session.execute(sa.select(*Certificate.__table__.columns)).all())
    assert code not in stored
    assert "梅" not in stored
