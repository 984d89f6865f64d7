"""The page of the labelling window: one script inside it, which may run, and no other."""

import base64
import hashlib
import re
from typing import Any

from tests.web.test_offline_page import browser_of
from tests.work.conftest import Site


def test_the_script_inside_the_page_is_the_one_its_policy_lets_run(site: Site, people: Any, app: Any) -> None:
    page = browser_of(app, people.mei).get(f"/work/{site.project_id}")

    inside = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", page.text, re.DOTALL)
    assert len(inside) == 1
    digest = base64.b64encode(hashlib.sha256(inside[0].encode()).digest()).decode()
    policy = page.headers["Content-Security-Policy"]
    assert f"script-src 'self' 'sha256-{digest}';" in policy
    assert "unsafe" not in policy
    # It travels with each opening of the window.
    assert len(inside[0]) < 5_000


def test_the_page_names_one_script_and_one_sheet(site: Site, people: Any, app: Any) -> None:
    page = browser_of(app, people.mei).get(f"/work/{site.project_id}").text

    assert len(re.findall(r"<script[^>]*\bsrc=", page)) == 1
    assert page.count('rel="stylesheet"') == 1
    # The script inside stands first: it would wait for a sheet before it.
    assert page.index("<script") < page.index('rel="stylesheet"')
