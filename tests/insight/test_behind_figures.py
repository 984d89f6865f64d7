"""Each count and rate of pictures on a manager's pages leads to these very pictures."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest

from annotate.core.db import reading, transaction
from annotate.insight import progress_queries, queries, renewal_service
from annotate.insight.picture_queries import Wanted, counted_of, pictures_of
from annotate.quality import appeal_service, gold_service
from annotate.quality import service as quality
from annotate.quality.annotators_queries import Only, annotators_of, answers_of, count_of
from annotate.quality.judgement import Verdict
from annotate.quality.models import Appeal
from annotate.work import service as work
from annotate.work.service import SubmissionBody
from tests.conftest import People
from tests.quality.crowd_work import (
    RATE_E4,
    answer,
    boxes,
    careless,
    catch_up,
    hand_out,
    judgements_of,
    publish,
    right,
    task_ids,
)

Browser = Callable[[int], Any]
MISTAKEN = (("car", (300, 100, 40, 110)),)


@pytest.fixture
def project_id(people: People) -> int:
    """Four pictures of which three have answers: one agreed on, one with a person called a car, one careless; one answer
    is paid in part, and its appeal is granted late."""
    made = publish(people.zhao, pictures=4, answers=2, most=2)
    refused = ""
    for hers, other in (
        (right(), right()),
        (right(), [*right()[:2], *boxes(*MISTAKEN)]),
        (right(), careless()),
    ):
        answer(people.mei, made, hers)
        refused = answer(people.an, made, other)
    catch_up()
    waiting = judgements_of(refused)[-1]
    if not waiting.final:
        with transaction() as session:
            quality.decide(session, people.lin, waiting.id, Verdict.PART, "多画了三处")
    catch_up()
    renewal_service.renew_project(made, transaction)
    return made


A_FIGURE = re.compile(
    r'<a[^>]*href="([^"]+)"[^>]*>(?:<span class="number">)?\s*(\d+)\s*(?:</span>(?! <span class="stat-unit">%)|</a>)'
)


def figures_of(page: str) -> list[tuple[str, int]]:
    """(address, number) of each whole number that is a link to pictures or answers."""
    found = {(html.unescape(address), int(number)) for address, number in A_FIGURE.findall(page)}
    # Of a person's own page the alias is a number too.
    parts = ("/quality/pictures", "?which=", "/golds/")
    return sorted(one for one in found if any(part in one[0] for part in parts))


def told(page: str) -> int | None:
    """The figure that a list says it shows."""
    found = re.search(r'behind-figure">(\d+)<', page)
    return int(found.group(1)) if found else None


def cells_without_a_link(page: str) -> list[str]:
    """Numbers of a page's tables that lead nowhere; nought has nothing behind it."""
    cells = re.findall(r"<td[^>]*cell-(?:number|money)[^>]*>(.*?)</td>", page, re.DOTALL)
    texts = [re.sub(r"<[^>]+>", "", one).strip() for one in cells if "<a " not in one]
    return [text for text in texts if re.match("[1-9]|0[.][0-9]*[1-9]", text)]


def links_to_pictures(page: str) -> list[str]:
    found = re.findall(r'href="(/projects/\d+/quality/pictures[^"]*)"', page)
    return sorted({html.unescape(one) for one in found})


def shown(page: str) -> int:
    return page.count('<li class="labelled">')


@pytest.mark.parametrize("page", ["progress", "quality", "quality/calibration"])
def test_no_figure_leads_to_an_empty_list(
    people: People, browser_of: Browser, project_id: int, page: str
) -> None:
    zhao = browser_of(people.zhao)

    links = links_to_pictures(zhao.get(f"/projects/{project_id}/{page}").text)

    assert links or page == "quality/calibration"
    assert [one for one in links if shown(zhao.get(one).text) == 0] == []


@pytest.mark.parametrize(
    "page",
    ["", "/progress", "/quality", "/quality/calibration", "/people", "/people/MEI", "/people/AN", "/golds"],
)
def test_every_figure_opens_a_list_that_counts_as_much(
    people: People, browser_of: Browser, project_id: int, page: str
) -> None:
    known_pictures(people, project_id)
    zhao = browser_of(people.zhao)
    names = page.replace("MEI", str(people.mei)).replace("AN", str(people.an))
    text = zhao.get(f"/projects/{project_id}{names}").text

    figures = figures_of(text)

    # Seconds are a mean over the answers that its link lists.
    counts = [(address, number) for address, number in figures if "which=all" not in address]
    assert counts
    assert {(at, n, told(zhao.get(at).text)) for at, n in counts} == {(at, n, n) for at, n in counts}
    assert all(told(zhao.get(at).text) for at, _ in figures)


@pytest.mark.parametrize("page", ["progress", "quality", "people", "golds"])
def test_no_number_of_a_table_leads_nowhere(
    people: People, browser_of: Browser, project_id: int, page: str
) -> None:
    known_pictures(people, project_id)

    assert cells_without_a_link(browser_of(people.zhao).get(f"/projects/{project_id}/{page}").text) == []


def known_pictures(people: People, project_id: int) -> None:
    """One check with an answer that does not hold and one that does; a picture that a person decided."""
    first, _second, third = task_ids(project_id)[:3]
    with transaction() as session:
        gold_service.make_gold(session, people.zhao, first)
        quality.adjudicate(session, people.lin, third, right())
    catch_up()
    for number, (who, drawn) in enumerate(((people.lin, careless()), (people.zhao, right()))):
        with transaction() as session:
            assignment = hand_out(session, who, project_id, first)
            body = SubmissionBody(f"00000000-0000-4000-8000-00000000000{number}", drawn, 20_000)
            work.submit(session, who, assignment.id, body)
            gold_service.score_gold(session, body.submission_id)
    renewal_service.renew_project(project_id, transaction)


def test_each_cell_of_who_was_called_what_leads_to_as_many_looks(people: People, project_id: int) -> None:
    def words(row: str, said: str) -> Wanted:
        if not row:
            return Wanted("extra", said)
        if said == row:
            return Wanted("named", row)
        return Wanted("misnamed", row, said) if said else Wanted("missed", row)

    with reading() as session:
        found = queries.quality_of(session, project_id)
        cells = {
            (row.label, said): (count, counted_of(session, project_id, words(row.label, said)))
            for row in found.confusion
            for said, count in zip(found.columns, row.counts, strict=True)
            if row.label or said
        }
        totals = {row.label: row.total for row in found.confusion if row.label}
        looks = {label: counted_of(session, project_id, Wanted("looks", label)) for label in totals}

    assert any(count for (row, said), (count, _) in cells.items() if row == said)
    assert {key: told_of.figure for key, (_, told_of) in cells.items()} == {
        key: count for key, (count, _) in cells.items()
    }
    assert {label: one.figure for label, one in looks.items()} == totals


def test_a_name_with_a_quotation_mark_breaks_no_list(people: People, project_id: int) -> None:
    with reading() as session:
        odd = [counted_of(session, project_id, Wanted(what, 'a "big" one')) for what in ("named", "looks")]

    assert [one.figure for one in odd] == [0, 0]


def test_a_persons_list_counts_the_same_as_it_shows(people: People, project_id: int) -> None:
    known_pictures(people, project_id)
    with reading() as session:
        for who in (people.mei, people.an, people.lin):
            for only in Only:
                shown_ones = answers_of(session, project_id, who, only=only)
                assert count_of(session, project_id, who, only) == len(shown_ones)
        assert count_of(session, project_id, people.an, Only.MISSED) > 0


def test_progress_leads_to_what_is_done_open_answered_and_refused(
    people: People, browser_of: Browser, project_id: int
) -> None:
    zhao = browser_of(people.zhao)
    with reading() as session:
        found = progress_queries.progress_of(session, project_id)
    assert found.rejected is not None
    figures = {
        "what=state&label=done": found.done,
        "what=state&label=open": found.open,
        "what=answered&label=": 3,
        "what=verdict&label=refused": int(found.rejected.count),
    }

    page = html.unescape(zhao.get(f"/projects/{project_id}/progress").text)

    for query, count in figures.items():
        address = f"/projects/{project_id}/quality/pictures?{query}"
        assert f'href="{address}"' in page or count == 0
        assert shown(zhao.get(address).text) == count


def test_pay_and_speed_lead_to_the_answers_under_them(people: People, project_id: int) -> None:
    hourly_e4 = RATE_E4 * 120
    with reading() as session:
        at_most = pictures_of(session, project_id, Wanted("pay", str(hourly_e4)))
        under = pictures_of(session, project_id, Wanted("pay", str(hourly_e4 - 1)))
        # Half a minute for three objects, and for four of the careless one.
        quick = pictures_of(session, project_id, Wanted("speed", "7500"))
        slow = pictures_of(session, project_id, Wanted("speed", "10000"))

    assert (len(at_most), len(under), len(quick), len(slow)) == (3, 0, 1, 3)


def test_appeals_granted_late_count_among_the_granted(people: People, project_id: int) -> None:
    with reading() as session:
        [judged] = [
            one
            for one in answers_of(session, project_id, people.an, only=Only.OTHER)
            if one.verdict is Verdict.PART
        ]
    with transaction() as session:
        appeal_service.ask_again(session, people.an, judged.judgement_id, "再看看")
    with reading() as session:
        assert pictures_of(session, project_id, Wanted("appeal", "granted")) == []
    with transaction() as session:
        for one in session.query(Appeal):
            one.due_at = one.asked_at
        assert appeal_service.grant_overdue_appeals(session) == 1
    with reading() as session:
        assert len(pictures_of(session, project_id, Wanted("appeal", "granted"))) == 1


def test_a_row_of_all_that_is_not_there_leads_to_all_of_them(people: People, project_id: int) -> None:
    with reading() as session:
        some = [pictures_of(session, project_id, Wanted("extra", label)) for label in ("car", "person")]
        every = pictures_of(session, project_id, Wanted("extra"))
        odd = [
            pictures_of(session, project_id, Wanted(*one))
            for one in (("state", "x"), ("pay", "1e9"), ("speed", "-1"))
        ]

    assert {one.task_id for one in every} == {one.task_id for part in some for one in part}
    assert odd == [[], [], []]


def test_a_persons_figures_lead_to_her_answers_that_they_count(
    people: People, browser_of: Browser, project_id: int
) -> None:
    task = task_ids(project_id)[0]
    with transaction() as session:
        gold_service.make_gold(session, people.zhao, task)
        assignment = hand_out(session, people.lin, project_id, task)
        body = SubmissionBody("00000000-0000-4000-8000-000000000001", careless(), 20_000)
        work.submit(session, people.lin, assignment.id, body)
        gold_service.score_gold(session, body.submission_id)
    zhao, people_page = browser_of(people.zhao), f"/projects/{project_id}/people"

    table = html.unescape(zhao.get(people_page).text)

    with reading() as session:
        counts = {
            (who, only): len(answers_of(session, project_id, who, only=only))
            for who in (people.mei, people.an, people.lin)
            for only in Only
        }
    with reading() as session:
        lines = {one.annotator_id: one for one in annotators_of(session, project_id)}
    assert all(counts[who, Only.ACCEPTED] == one.accepted.good for who, one in lines.items())
    assert all(counts[who, Only.CHECKS] == one.checks.all for who, one in lines.items())
    assert counts[people.mei, Only.ACCEPTED] > 0
    assert counts[people.an, Only.OTHER] == 1
    assert (counts[people.lin, Only.CHECKS], counts[people.lin, Only.FAILED]) == (1, 1)
    assert f'href="{people_page}/{people.mei}?which=accepted#answers"' in table
    assert f'href="{people_page}/{people.lin}?which=checks#answers"' in table
    assert f'href="{people_page}/{people.mei}?which=judged#answers"' in table
    for (who, only), count in counts.items():
        page = zhao.get(f"{people_page}/{who}?which={only}")
        assert page.status_code == 200
        assert page.text.count('href="/review/') == count
    assert zhao.get(f"{people_page}/{people.mei}?which=nothing").status_code == 200
    assert zhao.get(f"/review/pictures/{task}").status_code == 200
