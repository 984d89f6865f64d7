"""No page has a serious or critical fault for a screen reader or weak eyes: every page of every role, and the labelling window."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from annotate.people.roles import Role
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.demo_doubts import make_doubts
from tests.browser.desk import Manager
from tests.browser.site_map import SiteMap, site_map
from tests.conftest import wait_until
from tests.host.instance import Instance

PASSWORD = "sprout-demo-2026"
ANNOTATOR, MANAGER, FINANCE = "13800000001", "13800000003", "13800000007"
# Whom of the demo we send: between them they may see, and have something to see on, every page of the role.
PEOPLE: dict[Role | None, tuple[str | None, ...]] = {
    None: (None,),
    Role.ANNOTATOR: (ANNOTATOR,),
    Role.MANAGER: (MANAGER,),
    Role.REVIEWER: ("13800000004", "13800000006"),
    Role.COORDINATOR: ("13800000005",),
    Role.FINANCE: (FINANCE,),
    Role.ADMIN: ("13800000008",),
}
STARTS = ("/", "/account")
# No link leads to these: what the browser shows without a network, what builders look at.
PUBLIC_STARTS = ("/", "/sign-in", "/register", "/style", "/offline")
# Its states are looked at one by one, below; a round of practice or exam opens the same window.
LABELLING = {"work.editor", "training.window", "draw.draw"}
# No more than the form of a project can say.
PLAIN_ONTOLOGY = {
    "labels": [{"name": "car", "title": {"zh_CN": "小汽车", "en": "Car"}, "kinds": ["box"], "key": "Digit1"}]
}
# Seen on a phone and in the dark as well, and in English: what she uses daily, and one of each kind of the others.
MATTERS_MOST = {
    "annotators.annotators_page",
    "certificates.certificates",
    "certificates.verify",
    "guide.guideline_page",
    "pay.earnings",
    "payouts.batch",
    "payouts.payee",
    "people.account",
    "people.register",
    "people.sign_in",
    "projects.project_page",
    "quality.my_answer",
    "quality.review",
    "reports.live",
    "reports.style_guide",
    "site.start",
    "training.result",
    "training.way",
    "work.home",
}


def faults(page: Page) -> list[str]:
    """What axe calls serious or critical, with the element."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} ({node['any'][0]['message'] if node['any'] else one['help']})"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@dataclass
class Site:
    """The demo and its map."""

    instance: Instance
    map: SiteMap


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("axe")
    running = Instance(folder / "var", {"DOUYA_DEMO": "1"})
    wait_until(lambda: "The demo is ready" in running.output.read_text(), "the demo is ready", seconds=300)
    make_doubts(folder / "var" / "douya.sqlite3")
    with site_map(folder) as known:
        yield Site(running, known)
    running.stop()


Visit = Callable[..., Page]


@pytest.fixture
def visit(site: Site, chromium: Browser) -> Iterator[Visit]:
    contexts: list[BrowserContext] = []

    def entered(who: str | None, dark: bool = False, phone: bool = False) -> Page:
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
        if who:
            page.goto("/sign-in")
            page.fill("input[name=phone]", who)
            page.fill("input[name=password]", PASSWORD)
            page.press("input[name=password]", "Enter")
            page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    yield entered
    for context in contexts:
        context.close()


@pytest.fixture
def certificate(visit: Visit) -> tuple[str, ...]:
    """With the address at which anybody verifies a certificate that the annotator made."""
    page = visit(ANNOTATOR)
    page.goto("/certificates")
    page.locator("form[action='/certificates'] button").click()
    return (*PUBLIC_STARTS, str(page.locator("a[href*='/verify/']").first.get_attribute("href")))


@pytest.fixture
def batch(visit: Visit) -> tuple[str, ...]:
    """After a batch of payments was listed: its list leads to it."""
    page = visit(FINANCE)
    page.goto("/finance/payouts")
    page.locator("form[action='/finance/payouts'] button").click()
    page.wait_for_url("**/finance/payouts/*")
    return STARTS


@pytest.fixture
def class_room(visit: Visit) -> tuple[str, ...]:
    """With a project that asks newcomers to learn first: its course, and a round that she has begun."""
    manager = visit(MANAGER)
    manager.goto("/projects")
    opened = manager.locator("a[href^='/projects/']").evaluate_all("(all) => all.map((a) => a.pathname)")
    numbers = sorted({path.split("/")[2] for path in opened if path.split("/")[2].isdecimal()}, key=int)
    for number in numbers:
        manager.goto(f"/projects/{number}/golds")
        if manager.locator("button", has_text="用作检查图").count() >= 5:
            break
    for _ in range(5):
        manager.locator("button", has_text="用作检查图").first.click()
        manager.wait_for_load_state()
    manager.goto(f"/projects/{number}/training")
    manager.check("[name=needs_training]")
    manager.locator("main form .button-main").first.click()
    mei = visit(ANNOTATOR)
    mei.goto(f"/learn/{number}")
    token = mei.locator("meta[name=csrf-token]").get_attribute("content") or ""
    begun = mei.request.post(f"/learn/{number}/rounds", form={"kind": "practice", "csrf_token": token})
    assert begun.ok, begun.status
    return (f"/learn/{number}", f"/learn/{number}/course/1", f"{begun.url}/result", "/device", *STARTS)


@pytest.fixture
def draft(site: Site, visit: Visit) -> tuple[str, ...]:
    """With a project that the manager has still to finish, which alone can be changed, the demo's first upload, its
    figures, and a check picture."""
    page = visit(MANAGER)
    page.goto("/projects/1/golds")
    page.locator("button", has_text="用作检查图").first.click()
    page.wait_for_load_state()
    project = Manager(site.instance, MANAGER).draft_project(PLAIN_ONTOLOGY)
    figures = ("/projects/1/quality", "/projects/1/progress", "/projects/1/webhooks")
    return (f"/projects/{project}/edit", "/imports/1", "/projects/1/golds", *figures, *STARTS)


@pytest.fixture
def books() -> tuple[str, ...]:
    """With the books, which an administrator may read though her menu does not name them."""
    return (*STARTS, "/finance")


# What leads to pages that no link alone leads to.
MADE_FIRST: dict[Role | None, str] = {
    None: "certificate",
    Role.ANNOTATOR: "class_room",
    Role.FINANCE: "batch",
    Role.MANAGER: "draft",
    Role.ADMIN: "books",
}


def _links(page: Page) -> list[str]:
    found = page.evaluate(
        "() => [...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href'))"
    )
    return [urldefrag(link)[0] for link in found if link.startswith("/")]


class Walk:
    """One person goes wherever a link leads, once to each page."""

    def __init__(self, site: Site, visit: Visit, who: str | None) -> None:
        self._map, self._page = site.map, visit(who)
        self._small = visit(who, dark=True, phone=True)
        self._matters: list[str] = []
        self.seen: set[str] = set()
        self.wrong: list[str] = []

    def go(self, *starts: str) -> None:
        ahead = list(starts)
        while ahead:
            address = ahead.pop(0)
            name = self._map.page_at(address)
            if name is None or name in self.seen or name in LABELLING:
                continue
            answer = self._page.goto(address)
            assert answer, address
            assert answer.ok, f"{address} answers {answer.status}"
            # Where it led: her own home instead of the start page.
            there = self._map.page_at(self._page.url) or name
            if there not in self.seen:
                self._look(there, address)
            self.seen |= {name, there}
            ahead += _links(self._page)

    def _look(self, name: str, address: str) -> None:
        self.wrong += [f"{address} {fault}" for fault in faults(self._page)]
        if name in MATTERS_MOST:
            self._matters.append(address)
            self._small.goto(address)
            self.wrong += [f"{address} (phone, dark) {fault}" for fault in faults(self._small)]

    def go_in_english(self) -> None:
        """Once more to what matters most; her language is set back, for the others of this demo."""
        self._page.goto("/")
        self._change_language("en")
        for address in self._matters:
            self._page.goto(address)
            self.wrong += [f"{address} (English) {fault}" for fault in faults(self._page)]
        self._page.goto("/")
        self._change_language("zh-Hans")

    def _change_language(self, lang: str) -> None:
        self._page.locator("form[action='/locale'] button").locator("visible=true").first.click()
        expect(self._page.locator("html")).to_have_attribute("lang", lang)


@pytest.mark.parametrize("role", PEOPLE, ids=lambda role: role or "nobody")
def test_every_page_can_be_read_by_everybody(
    site: Site, visit: Visit, request: pytest.FixtureRequest, role: Role | None
) -> None:
    starts = request.getfixturevalue(MADE_FIRST[role]) if role in MADE_FIRST else STARTS
    walks = [Walk(site, visit, who) for who in PEOPLE[role]]
    for walk in walks:
        walk.go(*starts)
        walk.go_in_english()

    assert [fault for walk in walks for fault in walk.wrong] == []
    seen = {name for walk in walks for name in walk.seen}
    assert site.map.pages_of(role) - seen - LABELLING == set(), "no link led there"


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
    page, wrong = visit(ANNOTATOR, dark=dark, phone=phone), []
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
