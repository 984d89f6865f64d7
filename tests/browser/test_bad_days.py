"""Bad days: damaged memory, a full disk, a clock years off, a picture that will not load, changed labels, a lease that is over."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.labelling import CAR, TRUCK, Zhao, drag, earnings, finish, opened, sign_in
from tests.browser.line import BEFORE, PASS, Line
from tests.conftest import wait_until
from tests.host.instance import Instance

BUS = {"name": "bus", "title": {"zh_CN": "公交车", "en": "Bus"}, "kinds": ["box"], "key": "Digit2"}
YEAR_1970, YEAR_2090 = 86_400_000, 3_786_912_000_000


def damage(page: Page, store: str, what: str) -> None:
    """Overwrite what lies in a store: 'last' its last record, 'all' every one."""
    page.evaluate(
        """([name, what]) => new Promise((resolve) => {
          const opening = indexedDB.open(`douya-editor-${document.querySelector("[data-person]").dataset.person}`);
          opening.onsuccess = () => {
            const transaction = opening.result.transaction(name, "readwrite");
            const drawer = transaction.objectStore(name);
            const keys = drawer.getAllKeys();
            keys.onsuccess = () => {
              for (const key of what === "last" ? keys.result.slice(-1) : keys.result) drawer.put({ put: 5, broken: true }, key);
            };
            transaction.oncomplete = () => { opening.result.close(); resolve(); };
          };
        })""",
        [store, what],
    )


def troubles(instance: Instance) -> str:
    """Lines of the log about devices."""
    lines = [
        line
        for file in [instance.output, *(instance.data / "log").glob("*")]
        for line in file.read_text(errors="replace").splitlines()
        if "device_trouble" in line and '"kind"' in line
    ]
    return "\n".join(lines)


def test_a_damaged_step_leaves_the_readable_ones_and_is_reported_without_her_data(
    zhao: Zhao, instance: Instance, line: Line, mei: str, new_page: NewPage
) -> None:
    project = zhao.open_labels(pictures=1)
    page = sign_in(new_page(base_url=line.url), mei, project)
    line.fate = lambda _method, path: BEFORE if path.endswith("/draft") else PASS
    drag(page, (0.2, 0.2), (0.3, 0.3))
    drag(page, (0.5, 0.5), (0.7, 0.7))
    expect(page.locator(".object")).to_have_count(2)
    page.wait_for_timeout(600)
    damage(page, "steps", "last")

    page.reload()
    opened(page)

    expect(page.locator(".object")).to_have_count(1)
    expect(page.locator(".editor-notice")).to_contain_text("读不出来")
    wait_until(lambda: '"where": "steps"' in troubles(instance), "the log says so")
    line.fate = lambda _method, _path: PASS
    drag(page, (0.5, 0.5), (0.7, 0.7))
    finish(page)
    wait_until(lambda: zhao.arrived(project), "she could go on and hand in")
    assert len(next(iter(zhao.arrived(project).values()))) == 2


@pytest.mark.parametrize("store", ["works", "bags"])
def test_a_damaged_record_is_set_aside_and_the_draft_comes_from_the_server(
    zhao: Zhao, mei: str, new_page: NewPage, store: str
) -> None:
    project = zhao.open_labels(pictures=1)
    page = sign_in(new_page(), mei, project)
    drag(page, (0.2, 0.2), (0.3, 0.3))
    drafts = (
        "SELECT count(*) FROM draft JOIN assignment ON assignment.id = assignment_id WHERE project_id = ?"
    )
    wait_until(lambda: zhao.sql(drafts, project) == [(1,)], "the draft is on the server")
    damage(page, store, "all")

    page.reload()
    opened(page)

    expect(page.locator(".object")).to_have_count(1)
    page.locator(".keeping-button").click()
    expect(page.locator(".device-facts")).to_contain_text("读不出来")


def fill_disk(page: Page, is_full: bool) -> None:
    page.evaluate(
        """(isFull) => {
          const real = (window.realPut ??= IDBObjectStore.prototype.put);
          IDBObjectStore.prototype.put = isFull
            ? function (...record) { if (this.name === "steps" || this.name === "works") throw new DOMException("full", "QuotaExceededError"); return real.apply(this, record); }
            : real;
        }""",
        is_full,
    )


def test_a_full_disk_is_told_and_room_can_be_made(zhao: Zhao, mei: str, new_page: NewPage) -> None:
    project = zhao.open_labels(pictures=2)
    page = sign_in(new_page(), mei, project)
    fill_disk(page, True)
    drag(page, (0.2, 0.2), (0.3, 0.3))
    drag(page, (0.4, 0.4), (0.6, 0.6))

    expect(page.locator(".editor-notice")).to_contain_text("存满了")
    drafts = "SELECT json_array_length(annotations) FROM draft JOIN assignment ON assignment.id = assignment_id WHERE project_id = ?"
    wait_until(lambda: zhao.sql(drafts, project) == [(2,)], "the draft reaches the server all the same")
    fill_disk(page, False)
    page.locator(".editor-notice .control", has_text="清掉提前取的图").click()
    expect(page.locator(".editor-notice")).to_contain_text("腾出地方了")

    page.reload()
    opened(page)
    expect(page.locator(".object")).to_have_count(2)
    page.keyboard.press("Control+KeyZ")
    expect(page.locator(".object")).to_have_count(1)


@pytest.mark.parametrize("moment", [YEAR_1970, YEAR_2090])
def test_a_clock_years_off_changes_nothing(zhao: Zhao, mei: str, new_page: NewPage, moment: int) -> None:
    project = zhao.open_labels(pictures=2)
    page = new_page()
    page.add_init_script(
        f"const real = Date.now; const skew = {moment} - real(); Date.now = () => real() + skew;"
    )
    sign_in(page, mei, project)
    drag(page, (0.2, 0.2), (0.3, 0.3))
    finish(page)
    wait_until(lambda: len(zhao.arrived(project)) == 1, "the answer is there")

    page.locator(".keeping-button").click()
    expect(page.locator(".device-facts")).to_contain_text(re.compile("59 分钟|1 小时 0 分"))
    assert zhao.sql("SELECT late FROM submission WHERE project_id = ?", project) == [(0,)]


def test_a_picture_that_will_not_load_can_be_retried_put_off_or_skipped(
    zhao: Zhao, line: Line, mei: str, new_page: NewPage
) -> None:
    project = zhao.open_labels(pictures=3)
    first = zhao.sql("SELECT min(id) FROM image WHERE project_id = ?", project)[0][0]
    line.fate = lambda _method, path: BEFORE if f"/{first}/" in path and "image" in path else PASS
    page = new_page(base_url=line.url)
    page.goto(f"/sign-in?next=/work/{project}")
    page.fill("input[name=phone]", mei)
    page.fill("input[name=password]", "bean-sprout-2026")
    page.press("input[name=password]", "Enter")
    expect(page.locator(".cover h2")).to_be_visible(timeout=20_000)

    page.locator(".cover .control", has_text="以后再做").click()
    opened(page)
    page.reload()
    expect(page.locator(".cover h2")).to_be_visible(timeout=20_000)
    line.fate = lambda _method, _path: PASS
    page.locator(".cover .main").click()

    opened(page)


def labels_of(page: Page) -> list[str]:
    read = "all => all.map((one) => one.dataset.label)"
    names: list[str] = page.locator(".label-panel .label").evaluate_all(read)
    return names


def test_changed_labels_leave_the_picture_in_hand_as_it_is_and_are_told_with_the_next(
    zhao: Zhao, mei: str, new_page: NewPage
) -> None:
    project = zhao.open_labels(pictures=1, labels=(CAR, TRUCK))
    page = sign_in(new_page(), mei, project)
    drag(page, (0.2, 0.2), (0.3, 0.3))
    drag(page, (0.5, 0.5), (0.7, 0.7), key="Digit2")

    zhao.call("PUT", f"/projects/{project}/ontology", {"ontology": {"labels": [CAR, BUS]}})
    zhao.add_pictures(project, there=1, count=1)
    page.reload()
    opened(page)

    assert labels_of(page) == ["car", "truck"]
    page.keyboard.press("Control+KeyA")
    page.keyboard.press("Control+KeyC")
    finish(page)
    expect(page.locator(".cover")).to_contain_text("全部已经送到服务器")
    handed_in = "SELECT number, annotations ->> '$[1].label' FROM submission JOIN ontology_version ON ontology_version.id = ontology_version_id WHERE submission.project_id = ?"
    assert zhao.sql(handed_in, project) == [(1, "truck")]

    page.get_by_role("button", name="再来一包").click()
    opened(page)
    expect(page.locator(".editor-notice")).to_contain_text("多了公交车，不再要卡车")
    assert labels_of(page) == ["car", "bus"]
    page.keyboard.press("Control+KeyV")
    expect(page.locator(".object")).to_have_count(1)
    expect(page.locator(".editor-notice")).to_contain_text("有 1 个没有贴上")
    drag(page, (0.5, 0.5), (0.7, 0.7), key="Digit2")
    finish(page)
    wait_until(lambda: len(zhao.arrived(project)) == 2, "the new labels are taken")


def test_a_full_disk_is_told_in_english_to_who_reads_english(zhao: Zhao, mei: str, new_page: NewPage) -> None:
    project = zhao.open_labels(pictures=1)
    page = sign_in(new_page(), mei, project)
    page.goto("/work")
    page.locator(".account-tool").click()
    page.get_by_role("button", name="English").first.click()
    page.goto(f"/work/{project}")
    opened(page)
    fill_disk(page, True)

    drag(page, (0.2, 0.2), (0.3, 0.3))

    expect(page.locator(".editor-notice")).to_contain_text("This device is full")
    fill_disk(page, False)
    page.locator(".editor-notice .control", has_text="Drop pictures fetched ahead").click()
    expect(page.locator(".editor-notice")).to_contain_text("There is room again")
    assert re.search("[一-鿿]", page.locator(".editor-notice").inner_text()) is None


def test_a_lease_that_is_over_is_told_calmly_and_the_answer_is_taken_and_paid(
    zhao: Zhao, mei: str, new_page: NewPage
) -> None:
    project = zhao.open_labels(pictures=1)
    page = sign_in(new_page(), mei, project)
    drag(page, (0.2, 0.2), (0.3, 0.3))
    page.context.set_offline(True)
    page.wait_for_timeout(300)
    zhao.sql(
        "UPDATE assignment SET leased_until = datetime(leased_until, '-3 days') WHERE project_id = ?", project
    )
    finish(page)
    page.context.set_offline(False)
    page.evaluate("() => dispatchEvent(new Event('online'))")

    wait_until(lambda: zhao.arrived(project), "the late answer is taken")
    wait_until(lambda: "0.42" in earnings(page), "and paid")
