"""The master key changes while everything runs: data keys are wrapped again, sealed fields stay readable."""

import dataclasses
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.core import index_key
from annotate.core.crypto import SealBroken, cipher, use_master_keys
from annotate.core.db import reading, transaction
from annotate.core.models import AuditEvent
from annotate.core.settings import Settings
from annotate.households import queries as household_queries
from annotate.households import service as household_service
from annotate.households.service import NewMember
from annotate.households.words import IncomeKind, Relation
from annotate.people import identity_service, key_service, service, sign_in_service
from annotate.people.errors import IdentityTaken
from annotate.people.identity_number import check_character
from annotate.people.models import PersonKey
from annotate.people.roles import Purpose, Role
from annotate.people.service import NewAccount, create_account
from annotate.registry.service import load_seeds
from tests.conftest import People

NEW = ("k2", bytes(range(7, 39)))
NUMBER = "52062419900307002" + check_character("52062419900307002")


@pytest.fixture
def old(settings: Settings) -> tuple[str, bytes]:
    return settings.master_keys[0]


def rotate(steps: int = 99) -> int:
    """So many steps of each table; how many keys were wrapped again."""
    done = 0
    for table in key_service.kept():
        after: int | None = 0
        for _ in range(steps):
            if after is not None:
                with transaction() as session:
                    after, count = key_service.rewrap_some(session, table, after)
                done += count
    return done


def counts() -> dict[tuple[str, str | None], int]:
    with reading() as session:
        return {(one.table, one.key_id): one.count for one in key_service.count_keys(session)}


def names(people: People) -> list[str]:
    with reading() as session:
        return [service.display_name(session, id_) for id_ in (people.mei, people.an)]


def test_after_rotation_the_new_key_alone_opens_everything(people: People, old: tuple[str, bytes]) -> None:
    before, total = names(people), sum(counts().values())
    use_master_keys([NEW, old])
    assert names(people) == before, "both keys open while it is under way"

    assert rotate() == total

    use_master_keys([NEW])
    assert names(people) == before
    assert {key_id for (_table, key_id), count in counts().items() if count} == {"k2"}


def test_a_second_run_finds_nothing_to_do(people: People, old: tuple[str, bytes]) -> None:
    use_master_keys([NEW, old])
    assert rotate() > 0

    assert rotate() == 0


def test_stopped_half_way_it_goes_on_with_what_is_left(
    people: People, old: tuple[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    before, total = names(people), sum(counts().values())
    use_master_keys([NEW, old])
    monkeypatch.setattr(key_service, "AT_ONCE", 2)

    first = rotate(steps=1)
    assert 0 < first < total
    assert names(people) == before, "some under the new key, some under the old"
    assert counts()[("person", "k1")] > 0

    assert first + rotate() == total
    assert names(people) == before


def test_keys_of_households_rotate_too(people: People, old: tuple[str, bytes]) -> None:
    with transaction() as session:
        load_seeds(session)
        service.give_consents(session, people.mei, {Purpose.WORK, Purpose.HOUSEHOLD})
        members = [NewMember(Relation.SELF, 1990, name="梅", account_id=people.mei)]
        household = household_service.create_household(session, None, "520624", members).id
        household_service.record_survey(session, None, household, "2025-12", {IncomeKind.WAGE: 12_000_0000})
    use_master_keys([NEW, old])

    rotate()

    use_master_keys([NEW])
    with reading() as session:
        records = household_queries.household_income(session, household).records
    assert sum(record.amount_e4 for record in records) == 12_000_0000
    assert counts()[("household", "k2")] == 1


def test_an_erased_person_stays_erased(people: People, old: tuple[str, bytes]) -> None:
    with transaction() as session:
        session.execute(sa.delete(PersonKey).where(PersonKey.account_id == people.mei))
    use_master_keys([NEW, old])

    rotate()

    with reading() as session:
        assert session.get(PersonKey, people.mei) is None


def test_a_key_wrapped_by_a_process_not_yet_restarted_is_counted_and_taken_next_time(
    people: People, old: tuple[str, bytes]
) -> None:
    use_master_keys([NEW, old])
    rotate()
    use_master_keys([old])
    with transaction() as session:
        late = create_account(session, NewAccount(Role.ANNOTATOR, "13800000077", "迟")).id
    use_master_keys([NEW, old])

    assert counts()[("person", "k1")] == 1
    assert rotate() == 1
    use_master_keys([NEW])
    with reading() as session:
        assert service.display_name(session, late) == "迟"


def test_without_the_old_key_nothing_is_changed_and_the_missing_key_is_named(
    people: People, old: tuple[str, bytes]
) -> None:
    use_master_keys([NEW])

    with pytest.raises(SealBroken, match="k1"):
        rotate()

    assert counts()[("person", None)] > 0
    use_master_keys([old])
    assert "梅" in names(people)[0]


def test_the_operator_rotates_by_command_and_it_is_written_down(
    app: Any, people: People, old: tuple[str, bytes]
) -> None:
    use_master_keys([NEW, old])
    runner = app.test_cli_runner()

    assert "person\tk1" in runner.invoke(args=["keys", "status"]).output
    result = runner.invoke(args=["keys", "rotate"])

    assert result.exit_code == 0, result.output
    assert "Done:" in result.output
    assert "person\tk2 (current)" in runner.invoke(args=["keys", "status"]).output
    with reading() as session:
        assert session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "keys.rotated")).one()


def test_the_old_key_is_taken_away_and_everybody_is_still_found(
    people: People, old: tuple[str, bytes], settings: Settings, app: Any
) -> None:
    from annotate.core.stores import open_stores

    with transaction() as session:
        identity_service.keep_number(session, people.mei, NUMBER)
    use_master_keys([NEW, old])
    assert not index_kept()
    runner = app.test_cli_runner()
    use_master_keys([NEW, old])
    assert "not kept yet" in runner.invoke(args=["keys", "status"]).output
    assert runner.invoke(args=["keys", "rotate"]).exit_code == 0
    assert index_kept() == "k2"

    open_stores(dataclasses.replace(settings, master_keys=(NEW,)))

    with reading() as session:
        found = sign_in_service.prepare_sign_in(session, "13800000001", None)
        assert found.account_id == people.mei, "by her phone"
        assert service.display_name(session, people.mei) == "梅"
        with pytest.raises(IdentityTaken):
            identity_service.check_number(session, NUMBER)


def test_without_rotation_a_key_that_is_taken_away_is_missed_by_name(
    people: People, settings: Settings
) -> None:
    from annotate.core.stores import open_stores

    with transaction() as session:
        index_key.keep(session)
    with pytest.raises(SealBroken, match="k1"):
        open_stores(dataclasses.replace(settings, master_keys=(NEW,)))


def test_kept_twice_it_is_the_same_key(people: People, old: tuple[str, bytes]) -> None:
    with transaction() as session:
        assert index_key.keep(session) is True
        assert index_key.keep(session) is False
    before = cipher().blind_index("phone", "13800000001")
    index_key.use_kept()
    assert cipher().blind_index("phone", "13800000001") == before


def index_kept() -> str | None:
    with reading() as session:
        return index_key.master_of(session)
