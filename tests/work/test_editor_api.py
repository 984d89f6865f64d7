"""What the editor is told: whose page it is, which labels each picture has, what went wrong on a device."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from annotate.core.db import transaction
from annotate.projects import service as projects
from tests.conftest import People
from tests.work.conftest import ONTOLOGY, Site, project_of

TRUCK = {"name": "truck", "title": {"zh_CN": "卡车", "en": "Truck"}, "key": "Digit2", "kinds": ["box"]}


def call(client: Any, token: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
    headers = {"Authorization": f"Bearer {token}", **headers}
    return client.open(f"/api/v1{path}", method=method, json=body, headers=headers)


def test_each_picture_keeps_the_labels_it_was_handed_out_with(
    people: People, site: Site, client: Any, mei_token: str
) -> None:
    path = f"/projects/{site.project_id}"
    before = call(client, mei_token, "POST", f"{path}/assignments", {"count": 1}).json["assignments"]
    with transaction() as session:
        project = project_of(session, site.project_id)
        projects.add_ontology(session, people.zhao, project, {"labels": [*ONTOLOGY["labels"], TRUCK]})

    after = call(client, mei_token, "POST", f"{path}/assignments", {"count": 2}).json["assignments"]

    assert [one["ontology_version"] for one in before] == [1]
    assert [one["ontology_version"] for one in after] == [1, 2]
    old, new = (call(client, mei_token, "GET", f"{path}/ontologies/{number}").json for number in (1, 2))
    assert [label["name"] for label in old["document"]["labels"]] == ["car"]
    assert [label["name"] for label in new["document"]["labels"]] == ["car", "truck"]
    assert call(client, mei_token, "GET", f"{path}/ontologies/3").status_code == 404


def test_the_labels_of_a_project_that_was_never_opened_are_not_shown(
    people: People, client: Any, mei_token: str
) -> None:
    with transaction() as session:
        new = projects.NewProject(name="还没开", ontology=ONTOLOGY, rate_e4=4200)
        project_id = projects.create_project(session, people.zhao, new).id

    assert call(client, mei_token, "GET", f"/projects/{project_id}/ontologies/1").status_code == 404


@pytest.mark.parametrize(
    "path", ["/projects/{}/bootstrap", "/projects/1/ontologies/{}", "/reports/{}", "/imports/{}"]
)
def test_a_number_that_fits_no_column_is_as_absent_as_a_missing_one(
    people: People, client: Any, mei_token: str, path: str
) -> None:
    for number in (2**31, 2**53, 10**30, "9" * 5000):
        assert call(client, mei_token, "GET", path.format(number)).status_code in (403, 404)


def test_a_window_of_another_person_sends_nothing_in_her_name(
    people: People, site: Site, client: Any, mei_token: str
) -> None:
    path = f"/projects/{site.project_id}/assignments"

    refused = call(client, mei_token, "POST", path, {"count": 1}, **{"X-Douya-Person": str(people.an)})
    taken = call(client, mei_token, "POST", path, {"count": 1}, **{"X-Douya-Person": str(people.mei)})

    assert (refused.status_code, refused.json["code"]) == (401, "other_person")
    assert taken.status_code == 200


def test_an_offline_bag_says_how_large_it_is_and_until_when(site: Site, client: Any, mei_token: str) -> None:
    path = f"/projects/{site.project_id}/assignments"

    (one,) = call(client, mei_token, "POST", path, {"count": 1, "offline": True}).json["assignments"]

    assert one["images"][0]["preview_bytes"] == 1000
    assert one["offline_until"] == one["lease_expires_at"]


def test_the_bootstrap_brings_a_fresh_form_token(
    people: People, site: Site, client: Any, mei_token: str
) -> None:
    facts = call(client, mei_token, "GET", f"/projects/{site.project_id}/bootstrap").json

    assert facts["annotator"]["id"] == people.mei
    assert len(facts["csrf_token"]) > 40


def test_a_devices_trouble_becomes_a_log_line_without_her_data(client: Any, mei_token: str) -> None:
    report = {"kind": "unreadable", "where": "steps", "count": 3}

    with capture_logs() as lines:
        taken = call(client, mei_token, "POST", "/device-troubles", report)
        refused = call(client, mei_token, "POST", "/device-troubles", report | {"note": "her text"})

    assert (taken.status_code, refused.status_code) == (204, 422)
    assert [line for line in lines if line["event"] == "device_trouble"] == [
        report | {"event": "device_trouble", "log_level": "warning"}
    ]
