"""What exports get: pictures with what people agreed on."""

from annotate.consensus.service import iter_labelled_pictures
from annotate.core.db import reading
from annotate.datasets.states import ExportScope
from tests.conftest import People
from tests.consensus.test_settling_tasks import answer, settle
from tests.work.answers import box
from tests.work.conftest import Site


def test_an_agreed_picture_comes_with_its_boxes_and_nothing_of_ours(site: Site, people: People) -> None:
    answer(people.mei, site, box(10, 10))
    settle(answer(people.an, site, box(10, 10)))

    with reading() as session:
        pictures = list(iter_labelled_pictures(session, site.project_id))

    assert [p.name for p in pictures] == ["0.jpg"]
    assert set(pictures[0].annotations[0]) == {"id", "kind", "label", "box", "attributes"}
    assert pictures[0].annotations[0]["attributes"] == {"occluded": False}
    assert pictures[0].extra[pictures[0].annotations[0]["id"]]["confidence"] > 0.9


def test_a_picture_that_all_found_empty_is_confirmed_empty(site: Site, people: People) -> None:
    answer(people.mei, site)
    settle(answer(people.an, site))

    with reading() as session:
        (picture,) = iter_labelled_pictures(session, site.project_id)

    assert (picture.annotations, picture.confirmed_empty) == ((), True)


def test_all_pictures_come_with_their_state_when_asked(site: Site, people: People) -> None:
    with reading() as session:
        pictures = list(iter_labelled_pictures(session, site.project_id, ExportScope.ALL))

    assert [(p.name, p.state, p.is_labelled) for p in pictures] == [
        (f"{k}.jpg", "open", False) for k in range(3)
    ]
