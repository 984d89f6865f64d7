"""The manager finds pictures by what is on them, how far they are and who worked on them; strangers find nothing."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.core.db import Database, reading, transaction
from annotate.gallery import queries, service
from annotate.gallery.filters import Filter, Stage
from annotate.gallery.marks import Basis
from annotate.gallery.models import ShownMark
from annotate.people.models import Account
from annotate.work.models import Gold, Task
from tests.conftest import People
from tests.quality.crowd_work import answer, boxes, careless, catch_up, publish, right, task_ids
from tests.work.test_hot_path import counted

Browser = Callable[[int], Any]


@pytest.fixture
def project_id(people: People) -> int:
    """Five pictures: agreed with small people, agreed and empty, disputed, begun, untouched."""
    made = publish(people.zhao, pictures=5, answers=2, most=2)
    for hers, other in ((right(), right()), ([], []), (right(), careless())):
        answer(people.mei, made, hers)
        answer(people.an, made, other)
    answer(people.mei, made, boxes(("car", (10, 10, 20, 20))))
    catch_up()
    service.mark_project(transaction, made)
    return made


def found(project_id: int, **wanted: Any) -> list[Stage]:
    with reading() as session:
        page = queries.page_of(session, project_id, Filter(**wanted))
        assert queries.count(session, project_id, Filter(**wanted)) == len(page.cards)
    return [card.stage for card in page.cards]


def test_without_a_filter_all_pictures_are_shown_with_how_far_they_are(project_id: int) -> None:
    assert found(project_id) == [
        Stage.AGREED,
        Stage.AGREED,
        Stage.TO_REVIEWER,
        Stage.BEGUN,
        Stage.UNTOUCHED,
    ]


@pytest.mark.parametrize("stage", [Stage.AGREED, Stage.TO_REVIEWER, Stage.BEGUN, Stage.UNTOUCHED])
def test_pictures_are_found_by_how_far_they_are(project_id: int, stage: Stage) -> None:
    assert set(found(project_id, stage=stage)) == {stage}


def test_pictures_are_found_by_class_size_and_emptiness(project_id: int) -> None:
    label = right()[0]["label"]

    assert Stage.AGREED in found(project_id, label=label)
    assert found(project_id, is_empty=True) == [Stage.AGREED]
    assert Stage.AGREED in found(project_id, label=label, size="large")
    assert found(project_id, label=label, size="small") == [Stage.BEGUN]
    assert found(project_id, label=label, is_empty=True) == []
    assert found(project_id, label="unicorn") == []


def test_pictures_are_found_by_agreement_and_by_who_worked_on_them(people: People, project_id: int) -> None:
    with reading() as session:
        mei, an = (session.get_one(Account, who).alias for who in (people.mei, people.an))

    assert found(project_id, under=99) == [Stage.TO_REVIEWER]
    assert len(found(project_id, by=mei)) == 4
    assert len(found(project_id, by=an)) == 3
    assert found(project_id, by="nobody") == []


def test_what_was_drawn_so_far_is_shown_until_there_is_a_settlement(project_id: int) -> None:
    with reading() as session:
        cards = queries.page_of(session, project_id, Filter()).cards

    begun = cards[3]
    assert (begun.basis, [shape["label"] for shape in begun.drawn]) == (Basis.DRAWN, ["car"])
    assert cards[0].basis is Basis.HOLDS
    assert len(cards[0].drawn) == len(right())
    assert (cards[2].basis, len(cards[2].drawn)) == (Basis.DRAWN, len(right()) + len(careless()))
    assert (cards[4].basis, cards[4].drawn) == (None, [])


def test_marking_twice_or_again_gives_the_same(project_id: int) -> None:
    def marks() -> list[Any]:
        with reading() as session:
            query = sa.select(ShownMark.image_id, ShownMark.what, ShownMark.value, ShownMark.count)
            return sorted(session.execute(query))

    before = marks()

    assert service.mark_project(transaction, project_id) == 0
    assert marks() == before


def test_a_newer_settlement_takes_the_place_of_the_older(people: People, project_id: int) -> None:
    from annotate.consensus import service as consensus

    disputed = task_ids(project_id)[2]
    with transaction() as session:
        consensus.adjudicate_task(session, people.zhao, disputed, boxes(("bus", (0, 0, 300, 300))))
    service.mark_project(transaction, project_id)

    assert found(project_id, label="bus", size="large") == [Stage.AGREED]
    with reading() as session:
        image_id = session.get_one(Task, disputed).image_id
        labels = set(session.scalars(sa.select(ShownMark.label).where(ShownMark.image_id == image_id)))
    assert labels == {"bus"}


def test_pages_walk_forth_and_back_without_missing_or_repeating_one(people: People) -> None:
    made = publish(people.zhao, pictures=60, answers=2, most=2)

    with reading() as session:
        seen: list[list[int]] = []
        after: int | None = None
        while True:
            page = queries.page_of(session, made, Filter(), after)
            seen.append([card.image_id for card in page.cards])
            if page.after is None:
                break
            after = page.after
        back = queries.page_of(session, made, Filter(), before=page.before)
        first = queries.page_of(session, made, Filter(), before=back.before)

    assert [len(one) for one in seen] == [24, 24, 12]
    assert len({image_id for page in seen for image_id in page}) == 60
    assert [card.image_id for card in back.cards] == seen[1]
    assert [card.image_id for card in first.cards] == seen[0]
    assert first.before is None


def test_a_check_is_made_of_a_picture_with_one_press_and_taken_back_with_one(
    people: People, browser_of: Browser, project_id: int
) -> None:
    zhao, task_id = browser_of(people.zhao), task_ids(project_id)[0]
    with reading() as session:
        image_id = session.get_one(Task, task_id).image_id
    address = f"/projects/{project_id}/golds/{task_id}"

    made = zhao.post(address, data={"act": "make", "image_id": image_id})

    assert made.location == f"/projects/{project_id}/pictures/{image_id}"
    assert found(project_id, stage=Stage.CHECK) == [Stage.CHECK]
    assert "不再当检查图" in zhao.get(made.location).text
    zhao.post(address, data={"act": "withdraw", "image_id": image_id})
    assert found(project_id, stage=Stage.CHECK) == []
    with reading() as session:
        assert session.get_one(Gold, task_id).withdrawn_by == people.zhao


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
@pytest.mark.parametrize(
    "query",
    ["", "?label=car", "?state=begun&agreement_under=50", "?attribute=x=y&size=small&annotator=1&empty=1"],
)
def test_every_filter_opens_for_the_manager_in_both_languages(
    people: People, browser_of: Browser, project_id: int, locale: str, query: str
) -> None:
    zhao = browser_of(people.zhao)
    zhao.set_cookie("douya_locale", locale)

    assert zhao.get(f"/projects/{project_id}/pictures{query}").status_code == 200


def test_one_picture_shows_what_each_person_drew(
    people: People, browser_of: Browser, project_id: int
) -> None:
    zhao = browser_of(people.zhao)
    with reading() as session:
        card = queries.page_of(session, project_id, Filter()).cards[2]
        keys = [one.key for one in queries.versions_of(session, card)]
    address = f"/projects/{project_id}/pictures/{card.image_id}"

    assert len(keys) == 3
    assert "去裁定" in zhao.get(address).text
    drawn = {zhao.get(f"{address}?version={key}").text.count('class="ink"') for key in keys}
    assert drawn


def test_sun_from_another_project_sees_no_picture(
    people: People, browser_of: Browser, project_id: int
) -> None:
    sun, mine = browser_of(people.sun), publish(people.sun, pictures=1)
    with reading() as session:
        image_id = queries.page_of(session, project_id, Filter()).cards[0].image_id

    assert sun.get(f"/projects/{project_id}/pictures").status_code == 404
    assert sun.get(f"/projects/{project_id}/pictures/{image_id}").status_code == 404
    assert sun.get(f"/projects/{mine}/pictures/{image_id}").status_code == 404


def test_a_page_asks_the_database_little_however_many_pictures_there_are(
    people: People, browser_of: Browser, database: Database, project_id: int
) -> None:
    zhao = browser_of(people.zhao)
    zhao.get(f"/projects/{project_id}/pictures?label=car")

    with counted(database) as statements:
        zhao.get(f"/projects/{project_id}/pictures?label=car")

    assert len(statements) <= 20, statements
