"""The API keeps to its own description: no crash and no answer of an undescribed shape, whatever is sent."""

import re
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from annotate.core.db import transaction
from annotate.people import service
from annotate.people.roles import Role
from annotate.people.service import NewAccount
from tests.conftest import People
from tests.work.conftest import make_site


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", [Role.ANNOTATOR, Role.MANAGER, Role.REVIEWER, Role.FINANCE, Role.ADMIN])
def test_whatever_a_program_sends_the_api_answers_as_described(app: Any, people: People, role: Role) -> None:
    make_site(people)
    with transaction() as session:
        new = NewAccount(role, "13712345678", "模糊测试", organisation_id=people.organisation_id)
        token = service.create_token(session, service.create_account(session, new).id)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)

    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=8,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def probe(case: Any) -> None:
            case.call_and_validate(
                headers={"Authorization": f"Bearer {token}"},
                checks=(not_a_server_error, content_type_conformance, response_schema_conformance),
            )

        from hypothesis import given

        given(operation.as_strategy())(probe)()


def test_the_description_names_every_call_of_the_contract(client: Any) -> None:
    described = client.get("/api/v1/openapi.json").json["paths"]
    paths = {re.sub(r"\{\w+\}", "ID", path): methods for path, methods in described.items()}

    promised = [
        ("post", "/projects"),
        ("post", "/projects/ID/images"),
        ("get", "/imports/ID"),
        ("post", "/projects/ID/fund"),
        ("post", "/projects/ID/publish"),
        ("post", "/projects/ID/assignments"),
        ("put", "/assignments/ID/draft"),
        ("post", "/assignments/ID/submission"),
        ("post", "/assignments/ID/release"),
        ("get", "/submissions/ID"),
        ("get", "/tasks/ID/consensus"),
        ("get", "/projects/ID/progress"),
        ("get", "/projects/ID/quality"),
        ("post", "/projects/ID/exports"),
        ("get", "/exports/ID"),
        ("get", "/me/earnings"),
        ("get", "/me/ledger"),
        ("get", "/finance/journal"),
        ("get", "/finance/trial-balance"),
        ("get", "/ops/integrity"),
        ("get", "/reports/ID"),
    ]
    missing = [(method, path) for method, path in promised if method not in paths.get(f"/api/v1{path}", {})]
    assert missing == []
