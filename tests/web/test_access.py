"""Every route says who may use it, and nobody else may."""

from typing import Any

import pytest

from annotate.core.db import transaction
from annotate.people import service
from annotate.people.roles import Role
from annotate.people.service import NewAccount
from annotate.web.access import access_of

NAMES = {
    "digest": "abc",
    "path": "css/tokens.css",
    "size": "full",
    "code": "x",
    "key": "x",
    "month": "2026-11",
}


def routes(app: Any) -> list[tuple[str, str, Any]]:
    """(method, address with ids that exist nowhere, access) of every route."""
    found = []
    for rule in app.url_map.iter_rules():
        values = {name: NAMES.get(name, 999_999_999) for name in rule.arguments}
        for name, converter in rule._converters.items():
            if type(converter).__name__ == "UUIDConverter":
                values[name] = "00000000-0000-4000-8000-000000000000"
        with app.test_request_context():
            address = app.url_map.bind("localhost").build(
                rule.endpoint, values, method=sorted(rule.methods)[-1]
            )
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            found.append((method, address, access_of(app.view_functions[rule.endpoint])))
    return found


def tokens(app: Any) -> dict[Role, str]:
    made = {}
    with transaction() as session:
        for number, role in enumerate(Role):
            account = service.create_account(session, NewAccount(role, f"1370000000{number}", role.value))
            made[role] = service.create_token(session, account.id)
    return made


def test_every_route_declares_who_may_use_it(app: Any) -> None:
    silent = [
        rule.rule for rule in app.url_map.iter_rules() if access_of(app.view_functions[rule.endpoint]) is None
    ]

    assert silent == []


def test_no_route_lets_in_a_role_that_it_does_not_name(app: Any, client: Any) -> None:
    keys, wrong = tokens(app), []
    for method, address, access in routes(app):
        for role, token in keys.items():
            if access.roles and role not in access.roles:
                answer = client.open(
                    address,
                    method=method,
                    headers={"Authorization": f"Bearer {token}", "Accept": "application/json"},
                    json={},
                )
                if answer.status_code != 403:
                    wrong.append((role, method, address, answer.status_code))

    assert wrong == []


def test_nobody_gets_past_a_closed_door_without_signing_in(app: Any, client: Any) -> None:
    wrong = []
    for method, address, access in routes(app):
        if access.roles is not None:
            answer = client.open(
                address,
                method=method,
                headers={"Authorization": "Bearer nobody", "Accept": "application/json"},
                json={},
            )
            turned_away = answer.status_code == 401 or (
                answer.status_code == 302 and "/sign-in" in answer.location
            )
            if not turned_away:
                wrong.append((method, address, answer.status_code))

    assert wrong == []


def test_an_id_that_does_not_exist_is_never_a_crash(app: Any, client: Any) -> None:
    keys, wrong = tokens(app), []
    for method, address, access in routes(app):
        for role in access.roles or ():
            answer = client.open(
                address,
                method=method,
                headers={"Authorization": f"Bearer {keys[role]}", "Accept": "application/json"},
                json={},
            )
            if answer.status_code >= 500:
                wrong.append((role, method, address, answer.status_code))

    assert wrong == []


@pytest.mark.parametrize(
    "address", ["/", "/sign-in", "/register", "/nothing-here", "/healthz", "/api/v1/nothing"]
)
def test_every_answer_carries_the_protecting_headers(client: Any, address: str) -> None:
    headers = client.get(address).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Cookie" in headers["Vary"]
    assert headers["X-Request-Id"]
