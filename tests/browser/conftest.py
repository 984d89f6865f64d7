"""A real Chromium against a real, whole instance."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.line import Line
from tests.host.instance import Instance

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
PASSWORD = "bean-sprout-2026"

NewPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=1))


def chromium_path() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found is not None:
            return found
    reason = "The browser tests cannot run: no Chromium. On Debian or Ubuntu: sudo apt-get install chromium"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; each test has contexts of its own."""
    executable = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """Web, workers and queue, as `make run` starts them; shared: give what you make names of your own."""
    running = Instance(tmp_path_factory.mktemp("browser") / "var")
    yield running
    running.stop()


@pytest.fixture
def new_page(chromium: Browser, instance: Instance) -> Iterator[NewPage]:
    """Makes pages, each of another person: `new_page(phone=True, locale="en")`. An error in a script fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def make(phone: bool = False, locale: str = "zh-CN", **options: Any) -> Page:
        touch = {"has_touch": True, "is_mobile": True} if phone else {}
        size = PHONE if phone else DESKTOP
        asked = {"base_url": instance.url, "locale": locale, "viewport": size, **touch, **options}
        context = chromium.new_context(**asked)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture(scope="session")
def add_person(instance: Instance) -> Callable[..., str]:
    """Makes an account that can sign in with PASSWORD: role, phone, name, further options -> phone.

    All files share one instance, so each file has a range of phones of its own.
    """

    def add(role: str, phone: str, name: str, *options: str) -> str:
        arguments = ("user", "add", "--role", role, "--phone", phone, "--name", name, "--password-stdin")
        instance.flask(*arguments, *options, said=f"{PASSWORD}\n")
        return phone

    return add


@pytest.fixture(scope="module")
def zhao(instance: Instance, add_person: Callable[..., str]) -> Any:
    from tests.browser.labelling import Zhao, phones

    return Zhao(instance, add_person("manager", next(phones), "赵"))


@pytest.fixture
def line(instance: Instance) -> Iterator[Line]:
    made = Line(instance.port)
    yield made
    made.close()


@pytest.fixture
def mei(add_person: Callable[..., str]) -> str:
    from tests.browser.labelling import phones

    return add_person("annotator", next(phones), "梅")
