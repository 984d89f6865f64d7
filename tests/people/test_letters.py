"""The size of her letters: chosen once on her page, the same on every device."""

from typing import Any

import pytest

from annotate.core.db import transaction
from annotate.people import service, sign_in_service
from annotate.web import identity
from tests.conftest import People


def csrf(client: Any) -> str:
    text = client.get("/account").text
    return str(text.split('name="csrf-token" content="')[1].split('"')[0])


def sign_in(app: Any, account_id: int) -> Any:
    """A browser of hers, by a session of her own."""
    client = app.test_client()
    with transaction() as session:
        opened = sign_in_service.open_session(session, account_id, None, "tests")
    with app.test_request_context():
        name = identity.session_cookie()
    client.set_cookie(name, opened.session_token)
    return client


@pytest.mark.parametrize(("size", "marks"), [(18, ""), (22, "data-easy"), (30, 'data-easy data-text="30"')])
def test_the_chosen_size_holds_on_every_device(app: Any, people: People, size: int, marks: str) -> None:
    with transaction() as session:
        service.set_text_size(session, people.mei, size)

    head = sign_in(app, people.mei).get("/account").text.partition("<head>")[0]

    assert ("data-easy" in head) == (size > 18)
    assert marks in head


def test_choosing_on_her_page_keeps_it(app: Any, people: People) -> None:
    mei = sign_in(app, people.mei)

    assert mei.post("/account/reading", data={"text_px": "26", "csrf_token": csrf(mei)}).status_code == 302

    assert 'data-text="26"' in sign_in(app, people.mei).get("/account").text


@pytest.mark.parametrize("size", ["", "17", "999", "big"])
def test_a_size_that_is_not_offered_is_refused(app: Any, people: People, size: str) -> None:

    mei = sign_in(app, people.mei)

    answer = mei.post("/account/reading", data={"text_px": size, "csrf_token": csrf(mei)})

    assert answer.status_code == 422
