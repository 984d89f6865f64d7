"""She asks about a box in a real Chromium and works on; the answer comes to her picture and her inbox, and becomes a note."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.desk import Manager
from tests.browser.test_editor import open_editor
from tests.browser.test_journey import sign_in
from tests.host.instance import Instance

__all__ = ["open_editor"]


@pytest.fixture(scope="module")
def owner(add_person: Callable[..., str]) -> str:
    return add_person("manager", "13900009801", "赵经理")


def _draw_and_ask(mei: Page, text: str, phone: bool) -> None:
    mei.locator(".stage").focus()
    mei.keyboard.press("KeyN")
    mei.locator(".selection-strip" if phone else ".objects-panel").get_by_role("button", name="提问").click()
    sheet = mei.locator("dialog.sheet-ask[open]")
    expect(sheet).to_contain_text("小汽车")
    sheet.locator("textarea").fill(text)
    with mei.expect_response(lambda answer: answer.url.endswith("/questions")) as sent:
        sheet.locator(".control.main").click()
    assert sent.value.status == 201
    expect(mei.locator("dialog[open]")).to_have_count(0)
    expect(mei.locator(".editor-notice")).to_contain_text("问题记下了")


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_question_is_answered_in_her_inbox_and_becomes_a_guideline_note(
    phone: bool,
    instance: Instance,
    owner: str,
    new_page: NewPage,
    open_editor: Callable[..., Page],
    add_person: Callable[..., str],
) -> None:
    project = Manager(instance, owner).open_project(2)
    hers = add_person("annotator", f"1390000981{int(phone)}", "小梅")
    mei = open_editor(project, phone=phone, person=hers)
    _draw_and_ask(mei, "镜子里的车要框吗？", phone)

    # The manager answers with a place to look at.
    zhao = sign_in(new_page(), owner, "/questions")
    zhao.get_by_role("link", name="镜子里的车要框吗？").first.click()
    zhao.wait_for_load_state("load")
    picture = zhao.locator("[data-region-picture] .overlay svg")
    assert picture.locator(".drawn-hers").count() == 1
    box = picture.bounding_box()
    assert box is not None
    zhao.mouse.move(box["x"] + 20, box["y"] + 20)
    zhao.mouse.down()
    zhao.mouse.move(box["x"] + 90, box["y"] + 70)
    zhao.mouse.up()
    zhao.fill("textarea[name=answer]", "不框，只框真的车。")
    zhao.locator("form[data-region] button").click()
    expect(zhao.locator(".flashes")).to_contain_text("已回答")
    assert zhao.locator(".drawn-reference").count() >= 1

    # It reaches her inbox; from there it opens with the picture.
    inbox = new_page()
    sign_in(inbox, hers, "/messages")
    expect(inbox.locator(".nav-count").locator("visible=true").first).to_have_text("1")
    inbox.locator(".message", has_text="你的问题有回答了").locator("button").click()
    inbox.wait_for_url("**/my-questions?question=*")
    expect(inbox.locator("main")).to_contain_text("不框，只框真的车。")

    # And it reaches the editor, beside the picture that she is working on.
    mei.reload()
    expect(mei.locator(".editor[data-phase=working]")).to_be_visible()
    mei.locator(".editor-notice").get_by_text("看回答").click()
    expect(mei.locator("dialog.sheet-questions[open]")).to_contain_text("不框，只框真的车。")
    assert mei.locator("dialog.sheet-questions .lesson-right polygon").count() >= 1

    # One click more, and the draft of the note is before the manager's eyes; a second one saves it.
    zhao.get_by_role("link", name="写成一条规则").click()
    expect(zhao.locator("#changes ins").last).to_have_text("- 问：镜子里的车要框吗？ 答：不框，只框真的车。")
    zhao.locator(".form-actions .button-main").click()
    expect(zhao.locator("main")).to_contain_text("已经写进规则")
    zhao.goto(f"/projects/{project}/guideline")
    expect(zhao.locator(".guide")).to_contain_text("镜子里的车要框吗？")
