"""A reviewer decides a disputed picture by drawing it, at a desk and with a finger; then she is back at the queue."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.desk import Manager, drag
from tests.browser.test_fix import RIGHT, WRONG, Annotator
from tests.browser.test_journey import sign_in
from tests.conftest import wait_until
from tests.host.instance import Instance


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_disputed_picture_is_decided_by_drawing_it(
    phone: bool, instance: Instance, new_page: NewPage, add_person: Callable[..., str]
) -> None:
    number = 1 if phone else 2
    owner = add_person("manager", f"1394444000{number}", "赵经理")
    zhao = Manager(instance, owner)
    project = zhao.open_project(1, answers=2)
    for place, drawn in enumerate((RIGHT, WRONG)):
        other = add_person("annotator", f"139444401{number}{place}", "小安")
        Annotator(instance, other).answer(project, drawn)
    states = "SELECT state FROM task WHERE project_id = ?"
    wait_until(lambda: zhao.sql(states, project) == [("to_reviewer",)], "the picture is disputed", 60)
    task = zhao.sql("SELECT id FROM task WHERE project_id = ?", project)[0][0]

    page: Page = sign_in(new_page(phone=phone), owner, f"/review/pictures/{task}")
    page.get_by_role("link", name="都不对：重新画").click()
    expect(page.locator(".cover")).to_be_hidden(timeout=30_000)
    expect(page.locator(".object")).to_have_count(0)
    drag(page, (0.3, 0.3), (0.5, 0.5))
    expect(page.locator(".object")).to_have_count(1)
    page.locator(".stage").focus()
    page.keyboard.press("Enter")

    page.wait_for_url("**/review", timeout=30_000)
    wait_until(lambda: zhao.sql(states, project) == [("agreed",)], "it is decided", 30)
    [(annotations,)] = zhao.sql(
        "SELECT annotations FROM consensus_round WHERE task_id = ? AND adjudicated_by IS NOT NULL", task
    )
    assert annotations.count('"box"') >= 1
