"""A manager tries labels in the real labelling window before they are saved; it follows the form; nothing is sent."""

import itertools
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, NewPage
from tests.browser.desk import Manager, drag
from tests.browser.labelling import drag as draw
from tests.host.instance import Instance

_phones = (f"1395555{number:04d}" for number in itertools.count(1))


@pytest.fixture
def phone(add_person: Callable[..., str]) -> str:
    return add_person("manager", next(_phones), "赵经理")


@pytest.fixture
def zhao(instance: Instance, phone: str) -> Manager:
    return Manager(instance, phone)


def open_labels(page: Page, phone: str, project: int) -> Page:
    page.goto(f"/sign-in?next=/projects/{project}/labels")
    page.fill("input[name=phone]", phone)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"**/projects/{project}/labels")
    return page


def open_trial(page: Page) -> Page:
    with page.expect_popup() as popup:
        page.get_by_role("button", name="在标注窗口里试一试").click()
    trial = popup.value
    expect(trial.locator(".stage")).to_be_visible(timeout=30_000)
    expect(trial.locator(".cover")).to_be_hidden(timeout=30_000)
    return trial


def written_by(page: Page) -> list[str]:
    """Everything that this window asks of the server but to read."""
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if one.method != "GET" else None)
    return asked


def test_labels_that_are_not_saved_are_drawn_with_and_nothing_is_sent(
    zhao: Manager, new_page: NewPage, phone: str
) -> None:
    project = zhao.open_project(pictures=1)
    page = open_labels(new_page(), phone, project)
    page.locator("#label-0 summary").click()
    page.fill("input[name=l-0-zh]", "轿车")

    trial = open_trial(page)
    asked = written_by(trial)
    expect(trial.locator(".label-panel")).to_contain_text("轿车")
    expect(trial.locator(".keeping")).to_have_text("试用：不发送，不保存，也不付钱")
    expect(trial.locator(".price")).to_have_text("")
    draw(trial, (0.3, 0.3), (0.4, 0.45), "Digit1")
    draw(trial, (0.5, 0.5), (0.6, 0.6), "Digit2")
    expect(trial.locator(".object")).to_have_count(2)

    # The light has a question that must be answered: the window stops at it as it would for her.
    trial.locator(".stage").focus()
    trial.keyboard.press("Enter")
    expect(trial.locator(".editor-notice")).to_be_visible()
    # By hot key: the finish has chosen the light.
    trial.keyboard.press("Shift+Digit2")
    trial.locator(".stage").focus()
    trial.keyboard.press("Enter")

    expect(trial.locator(".editor-notice")).to_contain_text("这里什么都没有发送、保存，也不付钱")
    expect(trial.locator(".cover")).to_be_hidden()
    expect(trial.locator(".object")).to_have_count(0)
    assert asked == []
    assert zhao.sql("SELECT count(*) FROM submission WHERE project_id = ?", project) == [(0,)]
    assert zhao.sql("SELECT count(*) FROM assignment WHERE project_id = ?", project) == [(0,)]


def test_the_window_follows_what_is_changed_in_the_form(zhao: Manager, new_page: NewPage, phone: str) -> None:
    project = zhao.open_project(pictures=1)
    page = open_labels(new_page(), phone, project)
    trial = open_trial(page)
    draw(trial, (0.3, 0.3), (0.4, 0.45), "Digit1")
    expect(trial.locator(".object")).to_have_count(1)

    page.locator("#label-0 summary").click()
    page.fill("input[name=l-0-zh]", "越野车")
    expect(trial.locator(".label-panel")).to_contain_text("越野车")
    expect(trial.locator(".object")).to_have_count(1)

    # A form that cannot be read at the moment changes nothing, and says so.
    page.fill("input[name=l-0-name]", "")
    expect(trial.locator(".editor-notice")).to_contain_text("表单现在读不通")
    page.fill("input[name=l-0-name]", "jeep")
    expect(trial.locator(".object")).to_have_count(0)

    # A button of the form loads its page anew; the window goes on following.
    page.get_by_role("button", name="再加一个类别").click()
    page.locator("input[name=l-2-name]").fill("bus")
    page.locator("input[name=l-2-zh]").fill("公交车")
    expect(trial.locator(".label-panel")).to_contain_text("公交车")


def test_a_project_without_a_picture_is_tried_by_finger_on_a_drawn_street(
    zhao: Manager, new_page: NewPage, phone: str
) -> None:
    project = zhao.draft_project()
    page = open_labels(new_page(phone=True), phone, project)

    trial = open_trial(page)
    drag(trial, (0.3, 0.45), (0.6, 0.55))

    expect(trial.locator(".object")).to_have_count(1)
