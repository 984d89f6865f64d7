"""The household file against the lines of the registry: what is missing is named, never a zero."""

import datetime as dt
import re

from annotate.care.line_queries import line_states
from annotate.core.db import reading, transaction
from annotate.households import service as household_service
from annotate.households.lines import Move
from annotate.households.words import IncomeKind
from annotate.programmes import service as programmes
from annotate.programmes.service import NewEnrolment, enrol
from tests.care.test_survey_pages import family, jin, wen
from tests.programmes.conftest import SINAN

__all__ = ["family", "jin", "wen"]
E4 = 10_000


def survey(place, family, month, yuan, evidence):
    with transaction() as session:
        household_service.record_survey(
            session, place.wen, family, month, {IncomeKind.BUSINESS: yuan * E4}, evidence
        )


def join(place, jin, family):
    with transaction() as session:
        enrol(session, place.wen, NewEnrolment(place.programme_id, jin, SINAN, dt.date(2026, 3, 5)))
        programmes.attach_household(session, place.wen, jin, family)


def words_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def test_before_and_now_stand_against_each_line_with_what_they_rest_on(jin, family, place, wen):
    join(place, jin, family)
    survey(place, family, "2026-02", 6000, "visit in spring")
    survey(place, family, "2026-06", 7000, "sale receipts")
    with transaction() as session:
        household_service.write_platform_pay(session, "2026-05", {family: 3000 * E4})

    with reading() as session:
        states = line_states(session, family, SINAN)
    line = next(one for one in states.lines if one.line.value == 4000)
    assert (states.before.net_e4, states.now.net_e4) == (6000 * E4, 10_000 * E4)
    assert (line.states.before.over_e4, line.states.now.over_e4) == (-1000 * E4, 1000 * E4)
    assert line.states.move is Move.UP

    words = words_of(wen.get(f"/women/{jin}"))
    for told in (
        "还差 1,000 元",
        "高出 1,000 元",
        "从线下到线上",
        "visit in spring",
        "sale receipts",
        "不是官方认定",
    ):
        assert told in words
    assert "脱贫" not in words


def test_a_fall_under_a_line_is_told_too(jin, family, place, wen):
    join(place, jin, family)
    survey(place, family, "2026-02", 9000, "")
    survey(place, family, "2026-06", 5000, "")

    assert "从线上到线下" in words_of(wen.get(f"/women/{jin}"))


def test_a_missing_factor_a_missing_baseline_and_a_missing_survey_are_named(jin, family, place, wen):
    words = words_of(wen.get(f"/women/{jin}"))
    assert "还没有参加帮扶项目" in words
    assert "没有最近 18 个月的调查" in words
    assert "标准库里没有 2021 年的农村购买力折算数" in words

    join(place, jin, family)
    survey(place, family, "2026-06", 5000, "")
    words = words_of(wen.get(f"/women/{jin}"))
    assert "档案里没有到那时为止的一年" in words
    assert "从线" not in words
    assert "在线上" in words
