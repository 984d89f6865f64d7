"""A flood at the door is slowed down; a village behind one address is not."""

from typing import Any

from annotate.core.settings import Settings
from annotate.web.app import create_app


def knock(client: Any, times: int) -> list[int]:
    token = client.get("/register").text.split('name="csrf-token" content="')[1].split('"')[0]
    form = {"csrf_token": token, "code": "NOBODY"}
    return [client.post("/register", data=form).status_code for _ in range(times)]


def test_a_flood_is_slowed_in_words(database: Any, settings: Settings) -> None:
    client = create_app(settings).test_client()

    answers = knock(client, 31)

    assert answers == [422] * 30 + [429]
