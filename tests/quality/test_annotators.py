"""The manager's table of people, one person's page, bans by two, marks, and flags with both answers."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.consensus import refit_service
from annotate.consensus.miss_rates import miss_rates_of
from annotate.consensus.models import ConsensusRound
from annotate.core.db import reading, transaction
from annotate.people.models import Account
from annotate.quality import annotators_queries, flag_service, rules_service, standing_service
from annotate.quality.flags import FlagKind, FlagState, Meeting, share_a_mistake, suspicions_of
from annotate.quality.models import Judgement, QualityFlag
from annotate.work import standing_service as standings
from annotate.work.states import Gate
from tests.conftest import People
from tests.quality.crowd_work import RATE_E4, answer, careless, catch_up, publish, right

Browser = Callable[[int], Any]


@pytest.fixture
def project_id(people: People) -> int:
    """Six pictures, answered by three; Mei draws what is not there."""
    made = publish(people.zhao, pictures=6, answers=3, most=3)
    for _ in range(6):
        answer(people.an, made, right())
        answer(people.lin, made, right())
        answer(people.mei, made, careless(), active_ms=60_000)
    catch_up()
    with transaction() as session:
        refit_service.refit_project(session, made)
    return made


def test_the_table_says_how_good_how_sure_and_what_an_hour_earns(people: People, project_id: int) -> None:
    with transaction() as session:
        standing_service.refresh(session, people.an, project_id)
    with reading() as session:
        lines = annotators_queries.annotators_of(session, project_id)

    first, *rest = lines
    # Those whose answers fit the others least come first.
    assert first.annotator_id == people.mei
    assert {one.annotator_id for one in rest} == {people.an, people.lin}
    an = next(one for one in rest if one.annotator_id == people.an)
    assert (an.accepted.good, an.accepted.all) == (6, 6)
    assert an.accepted.interval[0] == pytest.approx(0.61, abs=0.01)
    assert an.f1 is not None
    assert an.f1[1] < an.f1[0] < an.f1[2]
    assert an.misses is not None
    assert an.misses.small > an.misses.usual > an.misses.large
    # 0.42 yuan in 30 seconds.
    assert (an.seconds, an.hourly_e4) == (30.0, RATE_E4 * 120)


def test_her_page_leads_to_her_pictures_by_alias_only(
    browser_of: Browser, people: People, project_id: int
) -> None:
    zhao, address = browser_of(people.zhao), f"/projects/{project_id}/people"

    page = zhao.get(address).text
    assert f"{address}/{people.mei}" in page
    hers = zhao.get(f"{address}/{people.mei}").text
    with reading() as session:
        alias = session.get_one(Account, people.mei).alias
        judgements = session.scalars(
            sa.select(Judgement.id).where(Judgement.annotator_id == people.mei, Judgement.is_current)
        ).all()
    assert alias in hers
    assert "梅" not in re.sub(r"<[^>]+>", "", hers)
    assert all(f'/review/{one}"' in hers for one in judgements)
    assert browser_of(people.lin).get(f"{address}/{people.mei}").status_code == 200
    assert browser_of(people.sun).get(f"{address}/{people.mei}").status_code == 404
    assert zhao.get(f"{address}/{people.qian}").status_code == 404


def test_two_people_shut_her_out_by_the_pages(browser_of: Browser, people: People, project_id: int) -> None:
    zhao, lin = browser_of(people.zhao), browser_of(people.lin)
    address = f"/projects/{project_id}/people/{people.mei}"

    zhao.post(f"{address}/ban", data={"act": "ban", "reason": "谈过两次，还是空白"})
    assert "谈过两次，还是空白" in lin.get("/review").text
    assert "/bans/1" in lin.get(address).text
    # Whoever wrote the reason is not offered to agree with herself.
    assert "/bans/1" not in zhao.get(address).text
    zhao.post("/bans/1")
    with reading() as session:
        assert standings.standing_of(session, people.mei, project_id).gate is Gate.OPEN
    lin.post("/bans/1")

    with reading() as session:
        assert standings.standing_of(session, people.mei, project_id).gate is Gate.BANNED
    assert "让她回来" in zhao.get(address).text


def test_the_manager_sets_the_marks(browser_of: Browser, people: People, project_id: int) -> None:
    zhao, address = browser_of(people.zhao), f"/projects/{project_id}/quality-rules"
    marks = {
        "level_2": 80, "level_3": 90, "level_4": 95, "gate_percent": 70, "gate_least": 40, "pause_hours": 12,
        "second_percent": 3, "freeze_percent": 8, "batch_least": 10, "most_of_one": 10,
    }  # fmt: skip

    zhao.post(address, data=marks)
    zhao.post(address, data=marks | {"level_2": "viel"})
    zhao.post(address, data=marks | {"freeze_percent": 50})

    with reading() as session:
        rules = rules_service.rules_of(session, project_id)
    assert (rules.level_percents, rules.gate_least, rules.freeze_percent) == ((80, 90, 95), 40, 8)


def test_the_same_mistakes_again_and_again_are_flagged_for_a_person_and_nothing_else(
    browser_of: Browser, people: People
) -> None:
    made = publish(people.zhao, pictures=8, answers=4, most=4)
    ghost = {"fault": "extra", "hers": {"label": "person", "box": [200.0, 300.0, 50.0, 50.0]}}
    for _ in range(8):
        for who in (people.lin, people.qian, people.mei, people.an):
            answer(who, made, right())
    catch_up()
    with transaction() as session:
        for settled in session.scalars(sa.select(ConsensusRound)):
            settled.per_submission = {
                name: score
                | {"differences": [ghost] if score["annotator_id"] in (people.mei, people.an) else []}
                for name, score in settled.per_submission.items()
            }

    for _ in range(2):
        with transaction() as session:
            assert flag_service.find_flags(session, made) == 1

    with reading() as session:
        flag = session.scalars(sa.select(QualityFlag)).one()
        assert (flag.kind, flag.annotator_id, flag.other_id) == (FlagKind.PAIR, people.mei, people.an)
        assert (flag.evidence["alike"], flag.evidence["met"]) == (8, 8)
        before = standings.standing_of(session, people.mei, made)
    zhao = browser_of(people.zhao)
    assert f"/flags/{flag.id}" in zhao.get(f"/projects/{made}/people").text
    assert zhao.get(f"/flags/{flag.id}").text.count("<svg viewBox") >= 12
    assert browser_of(people.sun).get(f"/flags/{flag.id}").status_code == 404
    zhao.post(f"/flags/{flag.id}", data={"confirmed": "0", "note": "都画得好"})
    with transaction() as session:
        # What was cleared comes back only when twice as much speaks against it.
        assert flag_service.find_flags(session, made) == 0
        assert session.scalars(sa.select(QualityFlag.state)).all() == [FlagState.CLEARED]
        assert standings.standing_of(session, people.mei, made) == before


def test_copies_that_the_model_saw_are_flagged_by_who_repeats_whom(people: People) -> None:
    made = publish(people.zhao, pictures=4, answers=3, most=3)
    sent = [[answer(who, made, right()) for who in (people.lin, people.mei, people.an)] for _ in range(4)]
    catch_up()
    with transaction() as session:
        for settled in session.scalars(sa.select(ConsensusRound)):
            by_person = {score["annotator_id"]: name for name, score in settled.per_submission.items()}
            settled.per_submission = {
                name: score
                | {"copy_of": by_person[people.an] if score["annotator_id"] == people.mei else None}
                for name, score in settled.per_submission.items()
            }
        flag_service.find_flags(session, made)
        flag = session.scalars(sa.select(QualityFlag)).one()
        assert (flag.kind, flag.annotator_id, flag.other_id) == (FlagKind.COPY, people.mei, people.an)
        assert len(flag.evidence["pictures"]) == len(sent)


def test_what_is_hard_for_everyone_excuses_a_pair() -> None:
    pairs = [(a, b) for a in range(5) for b in range(a + 1, 5)]
    hard = [Meeting(task, a, b, "x", "y", task % 2 == 0) for task in range(20) for a, b in pairs]
    assert suspicions_of(hard) == []
    alike = [
        Meeting(task, a, b, "x", "y", (a, b) == (1, 3) and task < 6) for task in range(20) for a, b in pairs
    ]
    [found] = suspicions_of(alike)
    assert (found.first, found.second, found.alike, found.met) == (1, 3, 6, 20)
    assert found.chance < 0.01
    assert suspicions_of(alike[::-1])[0].chance == found.chance


def test_missing_the_same_small_thing_is_no_sign() -> None:
    thing = {"label": "car", "box": [0, 0, 10, 10]}
    assert share_a_mistake([{"fault": "extra", "hers": thing}], [{"fault": "extra", "hers": thing}])
    assert not share_a_mistake(
        [{"fault": "missed", "hers": None, "expected": thing}],
        [{"fault": "missed", "hers": None, "expected": thing}],
    )
    far = {"label": "car", "box": [8, 8, 10, 10]}
    assert not share_a_mistake([{"fault": "extra", "hers": thing}], [{"fault": "extra", "hers": far}])


def test_another_models_state_tells_no_miss_rate() -> None:
    assert miss_rates_of({}, {"hit": [0, 0]}) is None
