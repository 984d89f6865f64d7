"""Which addresses may be called, when a call is tried again, how it is signed: pure rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.hooks.addresses import BadAddress, may_be_called, parse_address
from annotate.hooks.events import (
    MOST_TRIES,
    Outcome,
    Signed,
    headers_of,
    next_wait,
    outcome_of,
    secret_text,
    signature,
)


def test_a_call_is_signed_as_the_published_example_of_the_standard() -> None:
    signed = Signed("msg_loFOjxBNrRLzqYUf", 1731705121, b'{"event_type":"ping","data":{"success":true}}')

    assert (
        signature("whsec_plJ3nmyCDGBKInavdOK15jsl", signed)
        == "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="
    )


def test_two_secrets_give_two_signatures_side_by_side() -> None:
    new, old, signed = secret_text(b"n" * 32), secret_text(b"o" * 32), Signed("1", 2, b"{}")

    assert headers_of([new, old], signed)["webhook-signature"].split(" ") == [
        signature(new, signed),
        signature(old, signed),
    ]


@given(body=st.binary(max_size=50), other=st.binary(max_size=50))
def test_another_body_has_another_signature(body: bytes, other: bytes) -> None:
    secret = secret_text(b"s" * 32)

    same = signature(secret, Signed("1", 2, body)) == signature(secret, Signed("1", 2, other))

    assert same == (body == other)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/x",
        "ftp://example.org/x",
        "example.org",
        "https://",
        "https://user:secret@example.org/",
        "https://example.org/#part",
        "https://example.org/a b",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://db/",
        "https://metadata.internal/",
        "https://10.1.2.3:8443/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fd00::1]/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://example.org:99999/",
        "https://" + "a" * 500 + ".org/",
        "https://" + "a" * 64 + ".org/",
        "https://a..example.org/",
        "https://[::1",
        "https://[zz:zz]/",
        "https://localhost./",
        "https://127.0.0.1./",
        "https://metadata.internal./",
        "https://[fec0::1]/",
        "https://[2002:7f00:1::1]/",
        "https://[64:ff9b::a9fe:a9fe]/",
    ],
)
def test_addresses_inside_or_in_clear_are_refused(url: str) -> None:
    with pytest.raises(BadAddress):
        parse_address(url)


def test_the_internet_by_https_may_be_called() -> None:
    address = parse_address("https://hooks.example.org/douya?team=1")

    assert (address.host, address.port, address.path) == ("hooks.example.org", 443, "/douya?team=1")
    assert parse_address("https://8.8.8.8/").host == "8.8.8.8"


def test_what_the_operator_names_may_be_near_and_without_https() -> None:
    assert parse_address("http://hooks.intern:8080/x", ["hooks.intern"]).port == 8080
    assert parse_address("http://10.0.0.5:8080/x", ["10.0.0.5:8080"]).is_trusted
    with pytest.raises(BadAddress):
        parse_address("http://10.0.0.5:22/x", ["10.0.0.5:8080"])


@pytest.mark.parametrize(
    "number", ["127.0.0.1", "192.168.0.1", "::1", "fe80::1", "::ffff:10.0.0.1", "100.64.0.1"]
)
def test_private_numbers_are_not_called(number: str) -> None:
    assert may_be_called(number) is False


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.TAKEN),
        (204, Outcome.TAKEN),
        (301, Outcome.REFUSED),
        (400, Outcome.REFUSED),
        (410, Outcome.REFUSED),
        (408, Outcome.AWAY),
        (429, Outcome.AWAY),
        (500, Outcome.AWAY),
        (503, Outcome.AWAY),
        (None, Outcome.AWAY),
    ],
)
def test_what_an_answer_means(status: int | None, outcome: Outcome) -> None:
    assert outcome_of(status) is outcome


def test_waits_grow_and_end_after_three_days() -> None:
    waits = [next_wait(tries) for tries in range(1, MOST_TRIES)]

    assert all(wait is not None for wait in waits)
    seconds = [wait.total_seconds() for wait in waits if wait]
    assert seconds == sorted(seconds)
    assert sum(seconds) / 86_400 == pytest.approx(2.86, abs=0.2)
    assert next_wait(MOST_TRIES) is None
