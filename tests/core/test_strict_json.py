"""Bad JSON is refused at once; good JSON is read as it stands."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.errors import TooLarge
from annotate.core.strict_json import BadJson, read_json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"NaN",
        b"Infinity",
        b"1e999",
        b'{"box": [1, 2, NaN, 4]}',
        b'{"a": 1, "a": 2}',
        b'{"a" : 1, "a" : 2}',
        b'{"\\u0061": 1, "a": 2}',
        b"[" * 33 + b"]" * 33,
        b"[" * 100_000,
        b'"\\ud800"',
        b"\xff\xfe[\x001\x00]\x00",
        b"{} {}",
        b"[1,]",
    ],
    ids=repr,
)
def test_json_that_the_standard_forbids_is_refused(text: bytes) -> None:
    with pytest.raises(BadJson):
        read_json(text)


def test_ten_megabytes_are_refused_before_they_are_read() -> None:
    with pytest.raises(TooLarge):
        read_json(b"[" + b"1," * 5_000_000 + b"1]")


def test_a_colon_inside_a_text_is_not_a_name() -> None:
    assert read_json(b'{"a": "b\\":c", "d": ["\\":\\":"]}') == {"a": 'b":c', "d": ['":":']}


@given(VALUES)
def test_everything_the_standard_allows_is_read_exactly(value: object) -> None:
    assert read_json(json.dumps(value).encode()) == value
