"""The log-ins that the console prints."""

from annotate.demo.cast import ANNOTATORS, DEMO_PASSWORD, HOUSES, STAFF, log_in_text, woman_phone
from annotate.people.identity_rules import normal_phone, password_is_usable
from annotate.people.roles import OrganisationKind, Role


def test_there_is_a_log_in_for_every_role_and_for_the_foundation():
    foundation = next(house.key for house in HOUSES if house.kind is OrganisationKind.FOUNDATION)

    assert {one.role for one in (*ANNOTATORS, *STAFF)} == set(Role)
    assert [one.role for one in STAFF if one.house == foundation] == [Role.REVIEWER]


def test_phones_are_different_and_the_password_is_long_enough_for_staff():
    phones = [one.phone for one in STAFF] + [woman_phone(number) for number in range(60)]

    assert len(set(phones)) == len(phones)
    assert all(normal_phone(phone) == phone for phone in phones)
    assert password_is_usable(DEMO_PASSWORD, 12)


def test_the_console_shows_every_phone_the_password_and_that_people_are_made_up():
    text = log_in_text()

    assert all(one.phone in text for one in (*ANNOTATORS, *STAFF))
    assert DEMO_PASSWORD in text
    assert "made up" in text
