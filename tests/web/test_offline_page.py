"""What the service worker is made of: its list of files, the page without a network, and whose page each page is."""

import re
from typing import Any

from annotate.core.db import transaction
from annotate.people import sign_in_service
from tests.conftest import People


def browser_of(app: Any, account_id: int) -> Any:
    with transaction() as session:
        opened = sign_in_service.open_session(session, account_id, None, "Firefox")
    client = app.test_client()
    client.set_cookie("douya", opened.session_token)
    return client


def test_the_worker_lists_files_that_are_there_under_that_very_address(client: Any) -> None:
    script = client.get("/service-worker.js")

    listed = re.findall(r'"(/static/[0-9a-f]{12}/[^"]+)"', script.text.partition("\n")[0])
    assert script.content_type.startswith("text/javascript")
    assert script.headers["Cache-Control"] == "no-cache"
    assert any(path.endswith("js/editor/main.js") for path in listed)
    for path in listed:
        assert "immutable" in client.get(path).headers["Cache-Control"]


def test_the_worker_is_one_script_without_imports(client: Any) -> None:
    script = client.get("/service-worker.js").text

    assert not re.search(r"^\s*(import|export)\b", script, re.MULTILINE)
    assert "addEventListener" in script


def test_the_page_without_a_network_names_nobody(people: People, app: Any) -> None:
    hers, nobodys = browser_of(app, people.mei).get("/offline").text, app.test_client().get("/offline").text

    # The form's token aside, whoever fetched it leaves no trace in it.
    assert re.sub(r'csrf-token" content="[^"]*"', "", hers) == re.sub(
        r'csrf-token" content="[^"]*"', "", nobodys
    )
    assert "现在没有网络" in hers
    assert "There is no network now" in hers


def test_each_page_says_whose_it_is(people: People, app: Any) -> None:
    mei = browser_of(app, people.mei)

    assert mei.get("/work").headers["X-Douya-Person"] == str(people.mei)
    assert "X-Douya-Person" not in app.test_client().get("/sign-in").headers
    assert "X-Douya-Person" not in mei.get("/healthz").headers
