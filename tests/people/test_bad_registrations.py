"""What keeps somebody from registering is said beside the field, in her language; no account comes of it."""

import re
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.core.db import reading, transaction
from annotate.people import service
from annotate.people.models import Account, Invitation
from annotate.people.service import InvitationOffer
from tests.conftest import People
from tests.people.test_identity_number import number_of

GOOD = number_of("19910101")
# The last one follows from the others: any other digit is wrong.
WRONG_DIGIT = GOOD[:-1] + ("1" if GOOD[-1] != "1" else "2")
CHILD = number_of("20120101")

REFUSALS = {
    "check digit": (
        {"identity_number": WRONG_DIGIT},
        {"zh-CN": "身份证号不对", "en": "This number of the identity card is not right"},
    ),
    "under 16": (
        {"identity_number": CHILD},
        {"zh-CN": "满 16 周岁才能干活", "en": "only people of 16 years or more may work here"},
    ),
    "phone": ({"phone": "12"}, {"zh-CN": "这不是电话号码", "en": "This is not a phone number"}),
}


def _form(code: str, **changes: object) -> dict[str, object]:
    return {
        "code": code,
        "phone": "139 1111 2222",
        "name": "张金红",
        "password": "豆芽 sprouts 7",
        "identity_number": GOOD,
        "consent": ["work", "reports"],
        **changes,
    }


def _send(client: Any, language: str, form: dict[str, object]) -> Any:
    """Open the page, fill it in, send it, as her browser does."""
    in_hers = {"Accept-Language": language}
    opened = client.get("/register", headers=in_hers).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', opened)
    assert token is not None
    return client.post("/register", data={**form, "csrf_token": token[1]}, headers=in_hers)


def _code(people: People) -> str:
    with transaction() as session:
        return service.invite(session, people.zhao, InvitationOffer(county_code="520624"))


def _accounts() -> int:
    with reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Account)) or 0


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize(("changes", "words"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_is_in_her_words_and_leaves_the_code_usable(
    client: Any, people: People, language: str, changes: dict[str, object], words: dict[str, str]
) -> None:
    code, before = _code(people), _accounts()

    page = _send(client, language, _form(code, **changes))

    assert page.status_code == 422
    assert words[language] in page.text
    assert "张金红" in page.text, "what she wrote is still there"
    assert _accounts() == before
    assert _send(client, language, _form(code)).status_code == 302


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-CN", "这个邀请码已经不能用了"), ("en", "This invitation code is not valid any more")],
)
def test_an_invitation_used_twice_makes_one_account(
    client: Any, app: Any, people: People, language: str, words: str
) -> None:
    code, before = _code(people), _accounts()
    assert _send(client, language, _form(code)).status_code == 302

    other = _form(code, phone="13911113333", identity_number=number_of("19920202"))
    page = _send(app.test_client(), language, other)

    assert page.status_code in (404, 409, 410, 422)
    assert words in page.text
    assert _accounts() == before + 1
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Invitation)) == 1
