"""No page has a serious or critical fault for a screen reader or weak eyes: every page that a link leads to, each role, both themes."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.conftest import wait_until
from tests.host.instance import Instance

PASSWORD = "sprout-demo-2026"
# The people of the demo; the first visits without signing in.
VISITORS = {
    "nobody": None,
    "annotator": "13800000001",
    "manager": "13800000003",
    "reviewer": "13800000004",
    "coordinator": "13800000005",
    "foundation": "13800000006",
    "finance": "13800000007",
    "admin": "13800000008",
}
# Not pages: files, pictures, redirects, what programs ask.
NO_PAGE = re.compile(r"^/(?:static|api|healthz|readyz|metrics|images|sw\.js|assets)")
MOST_PAGES = 60
_PARAMETER = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>")


def faults(page: Page) -> list[str]:
    """What axe calls serious or critical, with the element."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} ({node['any'][0]['message'] if node['any'] else one['help']})"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def _pattern(rule: str) -> re.Pattern[str]:
    """An address of this route; 'path' parameters reach over slashes."""
    whole, at = "", 0
    for found in _PARAMETER.finditer(rule):
        whole += re.escape(rule[at : found.start()])
        whole += {"int": r"\d+", "path": ".+"}.get(found[1] or "", "[^/]+")
        at = found.end()
    return re.compile(whole + re.escape(rule[at:]) + "$")


@dataclass
class Site:
    """The demo and its routes."""

    instance: Instance
    rules: dict[str, re.Pattern[str]]

    def rule_of(self, path: str) -> str | None:
        plain = path.partition("?")[0]
        return next((rule for rule, pattern in self.rules.items() if pattern.match(plain)), None)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    running = Instance(tmp_path_factory.mktemp("axe") / "var", {"DOUYA_DEMO": "1"})
    wait_until(lambda: "The demo is ready" in running.output.read_text(), "the demo is ready", seconds=300)
    lines = [line.split() for line in running.flask("routes", "--sort", "rule").splitlines()]
    rules = [line[-1] for line in lines if len(line) >= 3 and "GET" in " ".join(line[1:-1])]
    # Fixed addresses first: '/people/new' is no person called 'new'.
    ordered = sorted((rule for rule in rules if not NO_PAGE.match(rule)), key=lambda rule: "<" in rule)
    yield Site(running, {rule: _pattern(rule) for rule in ordered})
    running.stop()


@pytest.fixture
def visit(site: Site, chromium: Browser) -> Iterator[Callable[..., Page]]:
    contexts: list[BrowserContext] = []

    def entered(visitor: str, dark: bool = False, phone: bool = False) -> Page:
        context = chromium.new_context(
            base_url=site.instance.url,
            locale="zh-CN",
            viewport=PHONE if phone else DESKTOP,
            color_scheme="dark" if dark else "light",
            has_touch=phone,
            is_mobile=phone,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        if VISITORS[visitor]:
            page.goto("/sign-in")
            page.fill("input[name=phone]", VISITORS[visitor])
            page.fill("input[name=password]", PASSWORD)
            page.press("input[name=password]", "Enter")
            page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    yield entered
    for context in contexts:
        context.close()


def _links(page: Page) -> list[str]:
    found = page.evaluate(
        "() => [...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href'))"
    )
    return [urldefrag(link)[0] for link in found if link.startswith("/") and not NO_PAGE.match(link)]


def _is_page(page: Page, address: str) -> bool:
    answer = page.context.request.get(address)
    return answer.headers.get("content-type", "").startswith("text/html")


@pytest.mark.parametrize("visitor", VISITORS)
def test_every_page_can_be_read_by_everybody(site: Site, visit: Callable[..., Page], visitor: str) -> None:
    page, small = visit(visitor), visit(visitor, dark=True, phone=True)
    ahead, seen, wrong = ["/", "/account", "/style-guide", "/register", "/sign-in"], set[str](), []
    while ahead and len(seen) < MOST_PAGES:
        address = ahead.pop(0)
        rule = site.rule_of(address)
        if rule is None or rule in seen:
            continue
        seen.add(rule)
        # The labelling window has a test of its own.
        if rule.startswith("/work/<") or not _is_page(page, address):
            continue
        for one, look in ((page, "desktop, light"), (small, "phone, dark")):
            one.goto(address)
            wrong += [f"{rule} ({look}) {fault}" for fault in faults(one)]
        ahead += _links(page)

    assert wrong == []
    assert len(seen) < MOST_PAGES, "the walk ended before it had seen all"


def _open_editor(page: Page) -> None:
    page.goto("/work")
    page.locator('a[href^="/work/"]').locator("visible=true").first.click()
    expect(page.locator(".editor[data-phase=working]")).to_be_visible(timeout=20_000)
    expect(page.locator(".cover")).to_be_hidden()


SHEETS = {
    "keys": "Shift+Slash",
    "pause": "KeyP",
}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_the_labelling_window_can_be_read_by_everybody(
    visit: Callable[..., Page], dark: bool, phone: bool
) -> None:
    page, wrong = visit("annotator", dark=dark, phone=phone), []
    _open_editor(page)

    def look(name: str) -> None:
        wrong.extend(f"{name}: {fault}" for fault in faults(page))

    look("empty")
    page.locator(".stage").focus()
    page.keyboard.press("KeyN")
    look("a box")
    page.keyboard.press("KeyE")
    look("an edge")
    for name, key in SHEETS.items():
        page.locator(".stage").focus()
        page.keyboard.press(key)
        expect(page.locator("dialog[open]")).to_be_visible()
        look(name)
        page.keyboard.press("Escape")
        if name == "pause":
            page.locator("dialog[open] .main").click()
        expect(page.locator("dialog[open]")).to_have_count(0)
    for entry in ("看清楚", "跳过这张"):
        page.get_by_role("button", name="更多").click()
        page.locator("dialog[open] .menu-list").get_by_text(entry).click()
        look(entry)
        page.locator("dialog[open] .sheet-head button").click()
    if phone:
        page.locator(".thumb-bar").get_by_text("对象").click()
        look("objects")

    assert wrong == []
