"""Her home page says in plain words what to do, what it pays, what she earned, when it comes, what went well and what to improve."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import time_machine

from annotate.core.db import transaction
from annotate.messages import service
from annotate.quality import service as quality
from annotate.quality.judgement import Verdict
from tests.conftest import People
from tests.pay.payday import enter_account
from tests.quality.crowd_work import answer, careless, catch_up, judgements_of, publish, right

Browser = Callable[[int], Any]
NOVEMBER = dt.datetime(2026, 11, 20, 4, 0, tzinfo=dt.UTC)


def test_a_day_of_work_stands_on_her_home_page_in_plain_words(browser_of: Browser, people: People) -> None:
    with time_machine.travel(NOVEMBER, tick=False):
        project = publish(people.zhao, pictures=22)
        answer(people.an, project, right())
        bad = answer(people.mei, project, careless())
        catch_up()
        # They differ: one more is asked, and a person looks.
        answer(people.lin, project, right())
        catch_up()
        with transaction() as session:
            quality.decide(session, people.zhao, judgements_of(bad)[0].id, Verdict.PART, "漏了车和行人")
        for _ in range(12):
            answer(people.an, project, right())
            answer(people.mei, project, right())
        catch_up()
        enter_account(people.mei)
        with transaction() as session:
            service.send(session, people.mei, "fix.asked", {"project": "城市路口", "until_at": "2026-11-22T04:00:00+00:00"}, "/work/1")  # fmt: skip

        page = browser_of(people.mei).get("/work").text

    # What to do now, and what it pays.
    assert "现在有活" in page
    assert "每张 0.42 元" in page
    assert "大约每小时" in page
    # What she earned, and when it is paid to where.
    assert "今天" in page
    assert "本月" in page
    assert "下次发钱" in page
    assert "12月1日" in page
    assert "**** 1234" in page
    # What went well, one thing to improve, and since when she is here.
    assert "做得好" in page
    assert "可以更好" in page
    assert "换项目不断" in page
    # What is new.
    assert "有一张图请你改一改" in page


def test_a_newcomer_is_asked_where_her_pay_goes_and_told_nothing_that_is_not_so(
    browser_of: Browser, people: People
) -> None:
    publish(people.zhao, pictures=1)

    page = browser_of(people.mei).get("/work").text

    assert "填一下钱发到哪里" in page
    assert "0.00" in page
    for word in ("做得好", "可以更好", "换项目不断"):
        assert word not in page
