"""Setting up projects, and who may see them."""

import pytest

from annotate.core.db import transaction
from annotate.core.errors import NotFound
from annotate.projects import queries, service
from annotate.projects.driving import GUIDELINE_EN, GUIDELINE_ZH, driving_ontology
from annotate.projects.errors import InvalidProject, WrongState
from annotate.projects.service import NewProject
from annotate.projects.states import MemberRole, ProjectState
from tests.conftest import People


def driving_project(**more: object) -> NewProject:
    given = {"name": "城市路口", "ontology": driving_ontology(), "rate_e4": 4200} | more
    return NewProject(**given)


def test_a_new_project_is_a_draft_with_version_one_of_labels_and_guideline(people: People) -> None:
    with transaction() as session:
        new = driving_project(guideline_zh=GUIDELINE_ZH, guideline_en=GUIDELINE_EN)
        project = service.create_project(session, people.zhao, new)
        versions = queries.newest_versions(session, project)

    assert project.state is ProjectState.DRAFT
    assert project.organisation_id == people.organisation_id
    assert (versions.ontology_number, versions.guideline_number) == (1, 1)
    assert "<h1>怎么框</h1>" in versions.html_zh
    assert len(versions.ontology["labels"]) == 8


def test_every_fault_of_a_new_project_is_listed_at_once(people: People) -> None:
    new = driving_project(
        name=" ", rate_e4=0, currency="yuan", redundancy_min=3, redundancy_max=2, ontology={"labels": []}
    )

    with transaction() as session, pytest.raises(InvalidProject) as refusal:
        service.create_project(session, people.zhao, new)

    paths = {fault.path for fault in refusal.value.faults}
    assert paths == {"name", "rate_e4", "currency", "redundancy", "ontology.labels"}


def test_sun_from_another_project_cannot_see_it_and_is_told_nothing(people: People) -> None:
    with transaction() as session:
        project = service.create_project(session, people.zhao, driving_project())

        assert service.project_for(session, people.zhao, project.id) is project
        assert service.project_for(session, people.lin, project.id) is project
        for stranger, wanted in ((people.sun, project.id), (people.mei, project.id), (people.zhao, 999)):
            with pytest.raises(NotFound):
                service.project_for(session, stranger, wanted)


def test_a_member_of_another_organisation_sees_the_project_until_removed(people: People) -> None:
    with transaction() as session:
        project = service.create_project(session, people.zhao, driving_project())
        service.add_member(session, people.zhao, project, people.sun, MemberRole.REVIEWER)

        assert service.project_for(session, people.sun, project.id) is project
        assert service.is_reviewer(session, people.sun, project)
        assert [p.id for p in queries.projects_of(session, people.sun)] == [project.id]

        service.remove_member(session, people.zhao, project, people.sun)

        with pytest.raises(NotFound):
            service.project_for(session, people.sun, project.id)
        assert queries.projects_of(session, people.sun) == []


def test_a_changed_guideline_is_a_new_version_and_the_same_text_is_not(people: People) -> None:
    with transaction() as session:
        project = service.create_project(session, people.zhao, driving_project(guideline_zh="一"))

        again = service.add_guideline(session, people.zhao, project, "一", "")
        changed = service.add_guideline(session, people.zhao, project, "二", "")

    assert (again.number, changed.number) == (1, 2)
    assert project.guideline_version_id == changed.id
    assert changed.html_en == changed.html_zh


def test_work_handed_out_keeps_the_labels_it_was_handed_out_with(people: People) -> None:
    with transaction() as session:
        project = service.create_project(session, people.zhao, driving_project())
        first = project.ontology_version_id
        service.add_ontology(session, people.zhao, project, {"labels": [{"name": "tram"}]})

        assert service.open_ontology(session, first).names[0] == "person"
        assert service.open_ontology(session, project.ontology_version_id).names == ("tram",)


def test_money_on_account_only_grows(people: People) -> None:
    with transaction() as session:
        project = service.create_project(session, people.zhao, driving_project())
        service.record_funding(session, project.id, 50_000)
        service.record_funding(session, project.id, 1)

        assert project.funded_e4 == 50_001
        with pytest.raises(ValueError, match="above 0"):
            service.record_funding(session, project.id, 0)


def test_a_closed_project_does_not_open_again(people: People) -> None:
    with transaction() as session:
        project = service.create_project(session, people.zhao, driving_project())
        service.mark_published(session, project)
        first = project.published_at
        service.mark_paused(session, people.zhao, project)
        service.mark_published(session, project)
        assert project.published_at == first

        service.mark_closed(session, people.zhao, project)

        with pytest.raises(WrongState):
            service.mark_published(session, project)


def test_projects_are_listed_newest_first_and_page_by_page(people: People) -> None:
    with transaction() as session:
        made = [service.create_project(session, people.zhao, driving_project()).id for _ in range(5)]

        first = [p.id for p in queries.projects_of(session, people.zhao, limit=2)]
        second = [p.id for p in queries.projects_of(session, people.zhao, before_id=first[-1], limit=2)]

        assert first + second == made[:0:-1]
        assert queries.projects_of(session, people.sun) == []
