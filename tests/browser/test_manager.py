"""A manager sets up a project in a real browser and uploads over a line that breaks."""

import itertools
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import PASSWORD, NewPage
from tests.datasets import pictures

_phones = (f"1391111{number:04d}" for number in itertools.count(1))


@pytest.fixture
def manager(new_page: NewPage, add_person: Callable[[str, str, str], str]) -> Page:
    """Signed in, at the list of projects."""
    phone = add_person("manager", next(_phones), "赵")
    page = new_page()
    page.goto("/sign-in?next=/projects")
    page.get_by_label("手机号").fill(phone)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").click()
    expect(page).to_have_url(re.compile("/projects$"))
    return page


def set_up_project(page: Page, name: str) -> None:
    page.goto("/projects/new")
    page.get_by_label("项目名字").fill(name)
    for _step in range(3):
        page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="建好项目").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def open_upload(page: Page) -> None:
    """Before its script has come the form would post as a whole, which works too but is not what is tested."""
    page.get_by_role("link", name="上传图片").click()
    page.wait_for_url("**/upload")
    page.wait_for_load_state("load")


def test_a_manager_sets_up_a_project_and_uploads_over_a_line_that_breaks(
    manager: Page, tmp_path: Path
) -> None:
    files = []
    for number in range(45):
        file = tmp_path / f"{number:02}.jpg"
        file.write_bytes(pictures.jpeg(number, 200, 150))
        files.append(file)
    (tmp_path / "坏.jpg").write_bytes(b"<svg/>")
    broken = []

    def break_once(route: Route) -> None:
        if len(broken) < 2:
            broken.append(route.request.url)
            route.abort("connectionreset")
        else:
            route.continue_()

    set_up_project(manager, "会断线的项目")
    manager.route("**/api/v1/projects/*/images", break_once)
    open_upload(manager)
    manager.locator("input[type=file]").set_input_files([*files, tmp_path / "坏.jpg"])
    manager.locator("main form button[type=submit]").click()

    expect(manager.get_by_text("坏.jpg")).to_be_visible(timeout=60_000)
    assert len(broken) == 2
    expect(manager.get_by_text("SVG")).to_be_visible()
    expect(manager.locator(".stat-good .number")).to_have_text("45")
    manager.get_by_role("link", name="继续项目").click()
    expect(manager.locator(".thumb img").first).to_be_visible()
    assert (
        manager.locator(".thumb img").first.evaluate("image => image.decode().then(() => image.naturalWidth)")
        == 200
    )


def test_a_large_zip_goes_on_where_the_page_was_closed(manager: Page, tmp_path: Path) -> None:
    content = {f"{k}.png": pictures.noise_png(k, 1400, 1000) for k in range(5)}
    (tmp_path / "large.zip").write_bytes(pictures.zipped(content))
    sent: list[str] = []
    set_up_project(manager, "大压缩包")
    open_upload(manager)
    address = manager.url

    def stop_after_one(route: Route) -> None:
        sent.append(route.request.headers["content-range"])
        if len(sent) == 1:
            route.continue_()
        else:
            route.abort("connectionreset")

    manager.route("**/api/v1/projects/*/images", stop_after_one)
    manager.locator("input[type=file]").set_input_files(tmp_path / "large.zip")
    manager.locator("main form button[type=submit]").click()
    expect(manager.locator("[data-upload-words]")).to_contain_text("秒后再试", timeout=30_000)
    manager.unroute("**/api/v1/projects/*/images")

    manager.on(
        "request", lambda r: sent.append(r.headers.get("content-range", "")) if "/images" in r.url else None
    )
    manager.goto(address)
    sent.clear()
    manager.locator("input[type=file]").set_input_files(tmp_path / "large.zip")
    manager.locator("main form button[type=submit]").click()

    expect(manager.locator(".stat-good .number")).to_have_text("5", timeout=60_000)
    ranges = [text for text in sent if text]
    assert ranges[0].startswith("bytes 8388608-")


def test_a_chosen_folder_is_sent_with_its_folders(manager: Page, tmp_path: Path) -> None:
    street = tmp_path / "street"
    (street / "night").mkdir(parents=True)
    (street / "1.jpg").write_bytes(pictures.jpeg(1))
    (street / "night" / "2.jpg").write_bytes(pictures.jpeg(2))
    (street / ".DS_Store").write_bytes(b"left behind")
    set_up_project(manager, "文件夹")
    open_upload(manager)

    with manager.expect_file_chooser() as chooser:
        manager.get_by_role("button", name="选文件夹").click()
    chooser.value.set_files(street)
    expect(manager.locator("[data-drop-chosen]")).to_contain_text("2 个文件")
    manager.get_by_role("button", name="上传", exact=True).click()

    manager.wait_for_url(re.compile("/imports/"))
    expect(manager.locator("main")).to_contain_text("2", timeout=30_000)
    manager.get_by_role("link", name="看图片").first.click()
    expect(manager.locator("[data-gallery] .thumb-name")).to_have_text(["street/1.jpg", "street/night/2.jpg"])
