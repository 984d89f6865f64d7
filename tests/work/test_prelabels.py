"""Proposals go out with a picture, and what became of each comes back with the answer."""

import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.db import reading, transaction
from annotate.datasets import prelabel_service
from annotate.datasets.models import ImportRun
from annotate.datasets.prelabels import is_hidden
from annotate.work import gold_service, proposal_queries, queries, service
from annotate.work.models import Gold, SubmissionProposals, Task
from annotate.work.provenance import figures_of, provenance_of, shape_iou
from annotate.work.service import DraftBody, SubmissionBody
from tests.conftest import People
from tests.work.answers import box, lease
from tests.work.conftest import Site


def propose(site: Site, owner_id: int, *shapes: dict[str, Any], image: int = 0) -> None:
    """As an import would."""
    with transaction() as session:
        run = ImportRun(project_id=site.project_id, created_by=owner_id)
        session.add(run)
        session.flush()
        prelabel_service.replace_prelabel(
            session, site.project_id, site.image_ids[image], "detector-7", run.id, list(shapes)
        )


def handed_out(assignment_id: int) -> queries.HandedOut:
    with reading() as session:
        return queries.handed_out(session, [assignment_id])[0]


def hand_in(annotator_id: int, assignment_id: int, shapes: list[dict[str, Any]], *decided: str) -> list[Any]:
    sent = SubmissionBody(str(uuid.uuid4()), shapes, 8000, decided=decided)
    with transaction() as session:
        submission = service.submit(session, annotator_id, assignment_id, sent).submission
        row = session.get(SubmissionProposals, submission.id)
        return row.entries if row else []


def told(entries: list[dict[str, Any]]) -> dict[str, tuple[str, str, float | None]]:
    return {entry["id"]: (entry["source"], entry["decision"], entry["iou"]) for entry in entries}


def test_a_picture_comes_with_its_proposals(people: People, site: Site) -> None:
    car = box() | {"confidence": 0.7}
    propose(site, people.zhao, car)

    first, second = lease(people.mei, site.project_id, 2)

    assert handed_out(first).prelabels == {"source": "detector-7", "annotations": [car]}
    assert handed_out(second).prelabels is None


def test_a_share_of_tasks_is_drawn_without_them(people: People, site: Site) -> None:
    for image in range(3):
        propose(site, people.zhao, box(), image=image)
    with transaction() as session:
        prelabel_service.set_hidden_percent(session, people.zhao, site.project_id, 100)

    assert [handed_out(one).prelabels for one in lease(people.mei, site.project_id, 3)] == [None] * 3


def test_labels_that_serve_as_known_answers_are_proposed_to_nobody(people: People, site: Site) -> None:
    for image in range(3):
        propose(site, people.zhao, box(), image=image)
    with transaction() as session:
        task = session.scalars(sa.select(Task).where(Task.image_id == site.image_ids[2])).one()
        gold_service.keep_gold(session, people.zhao, task, [box()], "labels")

    mine = lease(people.mei, site.project_id, 2)

    assert [handed_out(one).prelabels for one in mine] == [None, None]

    with transaction() as session:
        gold_service.end_gold(session, session.get_one(Gold, task.id), people.zhao, "")
    assert all(handed_out(one).prelabels for one in mine)


def test_taken_mended_refused_and_drawn_are_told_apart(people: People, site: Site) -> None:
    kept, mended, refused, deleted = (box(x) for x in (10, 200, 400, 600))
    propose(site, people.zhao, kept, mended, refused, deleted)
    (assignment,) = lease(people.mei, site.project_id)
    own, moved = box(800), {**mended, "box": [200, 10, 50, 50]}

    answered = kept | {"attributes": {"occluded": True}}
    entries = hand_in(
        people.mei, assignment, [answered, moved, own], kept["id"], mended["id"], refused["id"], deleted["id"]
    )

    assert told(entries) == {
        kept["id"]: ("detector-7", "accepted", 1.0),
        mended["id"]: ("detector-7", "fixed", 0.5),
        refused["id"]: ("detector-7", "rejected", None),
        deleted["id"]: ("detector-7", "rejected", None),
        own["id"]: ("", "drawn", None),
    }


def test_an_answer_begun_with_older_words_of_the_source_is_understood(people: People, site: Site) -> None:
    old, new = box(10), box(12)
    propose(site, people.zhao, old)
    (assignment,) = lease(people.mei, site.project_id)
    propose(site, people.zhao, new)

    assert told(hand_in(people.mei, assignment, [old], old["id"])) == {
        old["id"]: ("detector-7", "accepted", 1.0)
    }


def test_a_free_picture_and_unknown_ids_note_nothing(people: People, site: Site) -> None:
    (assignment,) = lease(people.mei, site.project_id)

    assert hand_in(people.mei, assignment, [box()], str(uuid.uuid4())) == []


def test_what_she_decided_comes_back_with_her_draft(people: People, site: Site) -> None:
    car = box()
    propose(site, people.zhao, car)
    (assignment,) = lease(people.mei, site.project_id)
    with transaction() as session:
        service.save_draft(session, people.mei, assignment, DraftBody([], 10, 1, [car["id"]]))

    draft = handed_out(assignment).draft

    assert draft is not None
    assert draft["decided"] == [car["id"]]


def test_figures_by_source(people: People, site: Site) -> None:
    kept, mended = box(10), box(200)
    propose(site, people.zhao, kept, mended)
    for woman in (people.mei, people.an):
        (assignment,) = lease(woman, site.project_id)
        moved = {**mended, "box": [200, 10, 50, 50]}
        hand_in(woman, assignment, [kept, moved, box(700)], kept["id"], mended["id"])

    with reading() as session:
        figures = proposal_queries.proposal_figures(session, site.project_id)

    (source,) = figures.sources
    assert (source.accepted, source.fixed, source.rejected, source.mean_iou_fixed) == (2, 2, 0, 0.5)
    assert (figures.drawn, figures.answers) == (2, 2)


def test_over_http(people: People, site: Site, app: Any) -> None:
    from annotate.people import service as people_service

    def client_of(account_id: int) -> Any:
        with transaction() as session:
            token = people_service.create_token(session, account_id)
        client = app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return client

    car = box() | {"confidence": 0.7}
    propose(site, people.zhao, car)
    mei, zhao, path = client_of(people.mei), client_of(people.zhao), f"/api/v1/projects/{site.project_id}"
    given_out = mei.post(f"{path}/assignments", json={"count": 1}).json["assignments"][0]
    shape = {
        name: value
        for name, value in given_out["prelabels"]["annotations"][0].items()
        if name != "confidence"
    }
    answer = {
        "submission_id": str(uuid.uuid4()),
        "annotations": [shape],
        "active_ms": 1500,
        "proposals": [{"id": car["id"], "decision": "accepted"}],
    }

    first = mei.post(f"/api/v1/assignments/{given_out['id']}/submission", json=answer)
    again = mei.post(f"/api/v1/assignments/{given_out['id']}/submission", json=answer)

    assert (first.status_code, again.status_code) == (201, 200)
    assert zhao.put(f"{path}/prelabels/hidden", json={"percent": 30}).status_code == 204
    assert zhao.put(f"{path}/prelabels/hidden", json={"percent": 101}).status_code == 422
    told_now = zhao.get(f"{path}/prelabels").json
    assert (told_now["hidden_percent"], told_now["answers"]) == (30, 1)
    assert told_now["sources"] == [
        {
            "source": "detector-7",
            "pictures": 1,
            "accepted": 1,
            "fixed": 0,
            "rejected": 0,
            "mean_iou_fixed": None,
            "fixed_measured": 0,
        }
    ]
    assert client_of(people.sun).get(f"{path}/prelabels").status_code == 404


@pytest.mark.parametrize("percent", [0, 30, 100])
def test_the_hidden_share_is_about_what_was_asked_and_always_the_same(percent: int) -> None:
    hidden = [is_hidden(task, percent) for task in range(10_000)]

    assert abs(sum(hidden) / 100 - percent) < 1.5
    assert hidden == [is_hidden(task, percent) for task in range(10_000)]


SIDES = st.floats(1, 500)
BOXES = st.tuples(SIDES, SIDES, SIDES, SIDES).map(
    lambda place: {"kind": "box", "label": "car", "box": list(place)}
)


@given(BOXES, BOXES)
def test_iou_is_a_share_and_the_same_both_ways(a: dict[str, Any], b: dict[str, Any]) -> None:
    iou = shape_iou(a, b)

    assert iou is not None
    assert 0 <= iou <= 1
    assert iou == pytest.approx(shape_iou(b, a), abs=1e-4)
    assert shape_iou(a, a) == 1


IDS = [f"id-{number}" for number in range(6)]


@given(st.sets(st.sampled_from(IDS)), st.sets(st.sampled_from(IDS)), st.sets(st.sampled_from(IDS)))
def test_every_decided_proposal_and_every_annotation_is_told_once(
    proposed: set[str], final: set[str], decided: set[str]
) -> None:
    shape = {"kind": "box", "label": "car", "box": [0, 0, 5, 5]}
    known = {name: ("m", {**shape, "id": name}) for name in proposed}

    entries = provenance_of(known, [{**shape, "id": name} for name in sorted(final)], decided)

    ids = [entry["id"] for entry in entries]
    assert len(ids) == len(set(ids))
    if entries:
        assert set(ids) == final | (decided & proposed)
    else:
        assert not (final | decided) & proposed
    figures = figures_of([entries])
    assert sum(one.decided for one in figures.sources) + figures.drawn == len(entries)
