"""Keys of programs: limits, an end, and a page to take them back."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core.db import reading, transaction
from annotate.core.models import AuditEvent
from annotate.people import token_service
from annotate.people.models import ApiToken
from annotate.people.scopes import Area, allows
from annotate.web.scopes import AREA_OF
from tests.conftest import People

NOW = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)


def key(account_id: int, *scopes: str, days: int = 90) -> dict[str, str]:
    with transaction() as session:
        token = token_service.create_token(session, account_id, days, "test", scopes or None)
    return {"Authorization": f"Bearer {token}", "Accept": "application/json"}


@pytest.mark.parametrize(
    ("scopes", "area", "method", "may"),
    [
        (None, Area.MONEY, "POST", True),
        (["projects:read"], Area.PROJECTS, "GET", True),
        (["projects:read"], Area.PROJECTS, "POST", False),
        (["projects:write"], Area.PROJECTS, "GET", True),
        (["projects:write"], Area.MONEY, "GET", False),
        ([], Area.PROJECTS, "GET", False),
    ],
)
def test_to_change_includes_to_read_and_nothing_else(
    scopes: list[str] | None, area: Area, method: str, may: bool
) -> None:
    assert allows(scopes, area, method) is may


def test_every_part_of_the_api_belongs_to_an_area(app: Any) -> None:
    parts = {rule.endpoint.partition(".")[0] for rule in app.url_map.iter_rules() if "/api/v1/" in rule.rule}

    assert parts - set(AREA_OF) - {"operations", "site"} == set()


def test_a_key_that_only_reads_projects_changes_nothing_and_sees_no_money(
    client: Any, people: People
) -> None:
    reads = key(people.zhao, "projects:read")

    assert client.get("/api/v1/projects", headers=reads).status_code == 200
    refused = client.post("/api/v1/projects", headers=reads, json={})
    assert (refused.status_code, refused.json["code"]) == (403, "scope_missing")
    assert "projects:write" in refused.json["detail"]
    assert client.get("/api/v1/me/earnings", headers=reads).status_code == 403


def test_a_key_with_limits_opens_no_page(client: Any, people: People) -> None:
    limited, whole = key(people.zhao, "projects:write"), key(people.zhao)

    assert client.get("/projects", headers=limited).status_code == 403
    assert client.get("/projects", headers=whole).status_code == 200


def test_a_key_ends_by_itself(client: Any, people: People) -> None:
    with time_machine.travel(NOW, tick=False):
        short = key(people.zhao, "projects:read", days=3)
    with time_machine.travel(NOW + dt.timedelta(days=2, hours=23), tick=False):
        assert client.get("/api/v1/projects", headers=short).status_code == 200
    with time_machine.travel(NOW + dt.timedelta(days=3, seconds=1), tick=False):
        assert client.get("/api/v1/projects", headers=short).status_code == 401


def test_when_a_key_was_used_is_known(client: Any, people: People) -> None:
    used = key(people.zhao)

    with time_machine.travel(NOW, tick=False):
        client.get("/api/v1/projects", headers=used)

    with reading() as session:
        assert session.scalar(sa.select(ApiToken.last_used_at)) == NOW


def test_she_makes_a_key_on_her_page_sees_it_once_and_takes_it_back(
    browser_of: Callable[[int], Any], client: Any, people: People
) -> None:
    browser = browser_of(people.zhao)
    wish = {"name": "nightly export", "days": "30", "area-projects": "projects:read"}

    page = browser.post("/account/keys", data=wish).text

    token = page.partition("<code>")[2].partition("</code>")[0]
    assert token.startswith("dy_")
    assert "nightly export" in page
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/projects", headers=headers).status_code == 200
    assert token not in browser.get("/account/keys").text
    with reading() as session:
        token_id = session.scalar(sa.select(ApiToken.id).where(ApiToken.name == "nightly export"))
    browser.post(f"/account/keys/{token_id}/end")
    assert client.get("/api/v1/projects", headers=headers).status_code == 401
    assert "nightly export" not in browser.get("/account/keys").text
    with reading() as session:
        done = set(session.scalars(sa.select(AuditEvent.action).where(AuditEvent.object_kind == "account")))
    assert {"token.created", "token.revoked"} <= done


def test_nobody_takes_back_the_key_of_another(browser_of: Callable[[int], Any], people: People) -> None:
    key(people.zhao)
    with reading() as session:
        token_id = session.scalar(sa.select(ApiToken.id))

    assert browser_of(people.sun).post(f"/account/keys/{token_id}/end").status_code == 404


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"name": "", "days": "30", "area-projects": "projects:read"}, "哪个程序"),
        ({"name": "x", "days": "366", "area-projects": "projects:read"}, "365"),
        ({"name": "x", "days": "", "area-projects": "projects:read"}, "365"),
        ({"name": "x", "days": "30"}, "至少"),
        ({"name": "x", "days": "30", "area-projects": "all:write"}, "至少"),
    ],
    ids=["no name", "too long", "no end", "may nothing", "unknown scope"],
)
def test_a_wish_that_makes_no_key_is_refused_with_its_reason(
    browser_of: Callable[[int], Any], people: People, wish: dict[str, str], words: str
) -> None:
    page = browser_of(people.zhao).post("/account/keys", data=wish)

    assert page.status_code == 422
    assert words in page.text
    with reading() as session:
        # The one that the browser of this test itself shows.
        assert session.scalar(sa.select(sa.func.count()).select_from(ApiToken)) == 1
