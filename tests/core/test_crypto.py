"""Identity opens only where it belongs, and never again once its key is gone."""

import pytest

from annotate.core.crypto import FieldCipher, SealBroken, last_4

OLD, NEW = ("k1", bytes(range(32))), ("k2", bytes(range(32, 64)))


def test_a_sealed_name_opens_for_its_owner_only() -> None:
    cipher = FieldCipher([OLD])
    mei = cipher.new_data_key("mei")
    sealed = cipher.seal(mei, "mei", "account.name", "张小梅")

    assert "张" not in sealed
    assert cipher.open(mei, "mei", "account.name", sealed) == "张小梅"
    assert cipher.seal(mei, "mei", "account.name", "张小梅") != sealed


@pytest.mark.parametrize(("owner", "field"), [("an", "account.name"), ("mei", "account.phone")])
def test_a_value_moved_to_another_row_or_column_does_not_open(owner: str, field: str) -> None:
    cipher = FieldCipher([OLD])
    mei = cipher.new_data_key("mei")
    sealed = cipher.seal(mei, "mei", "account.name", "张小梅")

    with pytest.raises(SealBroken):
        cipher.open(mei, owner, field, sealed)


def test_keys_rotate_while_old_values_stay_readable_and_findable() -> None:
    before, during, after = FieldCipher([OLD]), FieldCipher([NEW, OLD]), FieldCipher([NEW])
    wrapped = before.new_data_key("mei")
    sealed = before.seal(wrapped, "mei", "account.phone", "13800000001")

    rewrapped = during.rewrap(wrapped, "mei")

    assert rewrapped.startswith("k2.")
    assert during.open(wrapped, "mei", "account.phone", sealed) == "13800000001"
    assert after.open(rewrapped, "mei", "account.phone", sealed) == "13800000001"
    assert during.blind_index("phone", "1") == before.blind_index("phone", "1")
    with pytest.raises(SealBroken):
        after.open(wrapped, "mei", "account.phone", sealed)


def test_the_blind_index_sees_through_spelling_but_not_through_purpose() -> None:
    cipher = FieldCipher([OLD])

    assert cipher.blind_index("phone", "138-0000 0001") == cipher.blind_index("phone", "13800000001")
    assert cipher.blind_index("phone", "１３８") == cipher.blind_index("phone", "138")
    assert cipher.blind_index("id", "1") != cipher.blind_index("phone", "1")
    assert last_4("13800005678") == "**** 5678"
