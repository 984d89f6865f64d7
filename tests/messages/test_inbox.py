"""What a room tells a person stands in her inbox, once, in her language."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from annotate.core.db import reading, transaction
from annotate.core.errors import NotFound
from annotate.messages import queries, service
from annotate.messages.kinds import KINDS, UnknownKind, WrongBlanks, kind_of
from annotate.messages.saying import say
from tests.conftest import People

SHANGHAI = ZoneInfo("Asia/Shanghai")
FILLED = {
    "names": ["城市路口", "停车场"],
    "until_at": "2026-11-27T02:00:00+00:00",
    "again_at": "2026-11-27T02:00:00+00:00",
    "of_month": "2026-11",
    "review_day": "2026-11-27",
    "last_day": "2026-11-27",
}


def _filled(kind: str) -> dict[str, object]:
    return {
        name: FILLED.get(name, 42_000 if name.endswith("_e4") else "城市路口") for name in KINDS[kind].blanks
    }


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_said_whole_in_both_languages(kind: str) -> None:
    for locale in ("zh_CN", "en"):
        said = say(kind, _filled(kind), locale, SHANGHAI)

        assert said.title
        assert said.body
        assert "%" not in (said.title + said.body).replace("70%", "").replace("城市路口%", "")
        assert not set("!！") & set(said.title + said.body)


def test_blanks_are_filled_as_their_names_say() -> None:
    fix = {"project": "城市路口", "until_at": "2026-11-27T02:00:00+00:00"}

    assert "2026/11/27 10:00" in say("fix.asked", fix, "zh_CN", SHANGHAI).body
    assert say("payout.paid", {"amount_e4": 12_843_000}, "zh_CN", SHANGHAI).title == "1,284.30 元已经到账"
    statement = {"of_month": "2026-11"}
    assert say("statement.ready", statement, "en", SHANGHAI).title == "Your statement of Nov 2026 is ready"
    assert say("payout.sent", {"amount_e4": 35}, "en", SHANGHAI).title.startswith("0.0035 yuan")


def test_a_wrong_kind_or_a_wrong_blank_is_found_by_whoever_sends() -> None:
    with pytest.raises(UnknownKind):
        kind_of("nothing", frozenset())
    with pytest.raises(WrongBlanks):
        kind_of("payout.paid", frozenset({"amount"}))


def test_a_link_never_leads_elsewhere(people: People) -> None:
    for link in ("https://example.org", "//example.org", "work"):
        with pytest.raises(ValueError), transaction() as session:
            service.send(session, people.mei, "gate.opened", {"project": "城市路口"}, link)


def test_the_same_cause_told_twice_is_one_message(people: People) -> None:
    with transaction() as session:
        sent = [
            service.send(session, people.mei, "payout.paid", {"amount_e4": 42_000}, "/earnings", key="p-1")
            for _ in range(2)
        ]

    assert sent == [True, False]
    with reading() as session:
        lines = queries.inbox(session, people.mei, "zh_CN")
    assert [line.said.title for line in lines] == ["4.20 元已经到账"]


def test_only_her_own_messages_are_hers_to_read(people: People) -> None:
    with transaction() as session:
        for amount_e4 in (10_000, 20_000, 30_000):
            service.send(session, people.mei, "payout.sent", {"amount_e4": amount_e4}, "/earnings")
        service.send(session, people.an, "payout.sent", {"amount_e4": 40_000}, "/earnings")

    with reading() as session:
        mine = queries.inbox(session, people.mei, "en")
        assert [line.said.title[:4] for line in mine] == ["3.00", "2.00", "1.00"]
        assert queries.unread_count(session, people.mei) == 3
    with pytest.raises(NotFound), transaction() as session:
        service.open_message(session, people.an, mine[0].id)
    with transaction() as session:
        assert service.open_message(session, people.mei, mine[1].id) == "/earnings"
        assert service.mark_all_read(session, people.mei, mine[1].id) == 1
    with reading() as session:
        # What came after she looked stays unread, and An's is untouched.
        assert queries.unread_count(session, people.mei) == 1
        assert queries.unread_count(session, people.an) == 1


def test_a_message_keeps_its_moment(people: People) -> None:
    with transaction() as session:
        service.send(session, people.mei, "gate.opened", {"project": "城市路口"})

    with reading() as session:
        line = queries.inbox(session, people.mei, "zh_CN")[0]
    assert abs(line.created_at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)
