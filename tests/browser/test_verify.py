"""Verify tasks in a real browser: two people look at what a model found, one at a desk, one with a finger."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import street
from tests.browser.conftest import PASSWORD, NewPage
from tests.browser.desk import Manager, open_editor_of
from tests.browser.test_prelabels import look, swipe
from tests.conftest import wait_until
from tests.host.instance import Instance

_phones = (f"1390000{number:04d}" for number in itertools.count(8100))


@pytest.fixture(scope="module")
def zhao(instance: Instance, add_person: Callable[..., str]) -> str:
    return add_person("manager", next(_phones), "赵经理")


def _answer(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_two_people_verify_what_a_model_found_and_it_is_settled_and_paid(
    zhao: str, instance: Instance, new_page: NewPage, add_person: Callable[..., str]
) -> None:
    manager = Manager(instance, zhao)
    pictures, document = street.photographs()
    name, content = next(iter(pictures.items()))
    project = street.open_project(manager, {name: content}, answers=1)
    # An hour of drawing is not the matter here: two who draw, so that two others are left with questions.
    drawer = open_editor_of(new_page(), project, add_person("annotator", next(_phones), "小丽"))
    drawer.keyboard.press("Enter")
    drawer.locator("dialog[open] .main").click()
    expect(drawer.locator(".cover")).to_contain_text("全部已经送到服务器")
    count = street.propose(manager, project, document)["labels"]["objects"]

    page = new_page()
    page.goto(f"/sign-in?next=/projects/{project}/prelabels")
    page.fill("input[name=phone]", zhao)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.fill("input[name=rate]", "0.05")
    page.get_by_role("button", name="建任务").click()
    expect(page.locator("body")).to_contain_text(f"共 {count} 个物体")
    look(page, "verify-manager")

    by_keys(open_editor_of(new_page(), project, add_person("annotator", next(_phones), "小梅")), count)
    finger = new_page(phone=True)
    by_finger(open_editor_of(finger, project, add_person("annotator", next(_phones), "小安")), count)

    def settled() -> Any:
        page.reload()
        return page.get_by_text("那里没有").count()

    wait_until(settled, "the verify task is settled", seconds=60)
    look(page, "verify-settled")
    spent = 4200 + 2 * 500 * count
    progress = f"/projects/{project}/progress"
    wait_until(lambda: manager.call("GET", progress)["spent_e4"] == spent, "both are paid", seconds=60)


def by_keys(desk: Page, count: int) -> None:
    question = desk.locator(".verify-question")
    expect(question).to_contain_text("这是不是")
    look(desk, "verify-desktop")
    _answer(desk, "KeyY")
    expect(question).to_contain_text("贴不贴")
    _answer(desk, "KeyY", "KeyU", "Backspace")
    expect(desk.locator(".verify-card .proposal-left")).to_have_text(f"1/{count} 个")
    _answer(desk, "KeyN", "KeyN")
    for _ in range(count - 2):
        _answer(desk, "Digit1", "Digit1")
    expect(question).to_contain_text("看完了")
    _answer(desk, "Enter")
    expect(desk.locator(".earned")).to_have_text(f"{0.05 * count:.2f} 元")


def by_finger(phone: Page, count: int) -> None:
    question = phone.locator(".verify-question")
    expect(question).to_contain_text("这是不是")
    look(phone, "verify-phone")
    swipe(phone, ".verify-question", 1)
    expect(question).to_contain_text("贴不贴")
    swipe(phone, ".verify-question", 1)
    expect(phone.locator(".verify-card .proposal-left")).to_have_text(f"1/{count} 个")
    swipe(phone, ".verify-question", -1)
    expect(question).to_contain_text("别的东西")
    phone.locator(".verify-choices .danger").click()
    for _ in range(count - 2):
        phone.locator(".verify-choices .main").click()
        phone.locator(".verify-choices .main").click()
    expect(question).to_contain_text("看完了")
    look(phone, "verify-phone-done")
    phone.locator(".verify-card").get_by_text("完成").click()
    expect(phone.locator(".cover")).to_contain_text("全部已经送到服务器")
