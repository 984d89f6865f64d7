"""Templates keep the house's rules: nothing inline, and every icon and drawing they name is drawn."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
JINJA_COMMENT = re.compile(r"\{#.*?#\}", re.S)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT / "templates").as_posix()


def source(path: Path) -> str:
    return JINJA_COMMENT.sub("", path.read_text(encoding="utf-8"))


def drawn_in(sprite: str) -> set[str]:
    text = (ROOT / "static" / "img" / sprite).read_text(encoding="utf-8")
    return set(re.findall(r'<symbol id="([\w-]+)"', text))


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
@pytest.mark.parametrize(
    "forbidden",
    [
        pytest.param(r"\sstyle\s*=", id="style_attribute"),
        pytest.param(r"<style\b", id="style_element"),
        # But for the one that its page allows by hash: tests/work/test_editor_page.py.
        pytest.param(
            r"<script\b(?![^>]*\bsrc=)[^>]*>(?!\{\{ ahead \}\}</script>)", id="script_without_source"
        ),
        pytest.param(r"<[a-z][^>]*\son[a-z]+\s*=", id="event_attribute"),
        pytest.param(r"javascript:", id="script_address"),
        pytest.param(r"https?://(?!www\.w3\.org/)", id="foreign_address"),
    ],
)
def test_nothing_that_the_content_security_policy_would_refuse(template: Path, forbidden: str):
    assert re.findall(forbidden, source(template)) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_every_icon_is_in_the_sprite(template: Path):
    named = set(re.findall(r"\bicon(?:_name)?(?:\(|=)\s*'([\w-]+)'", source(template)))

    assert named <= drawn_in("icons.svg")


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_every_empty_page_has_its_drawing(template: Path):
    text = source(template)
    named = set(re.findall(r"\bdrawing\(\s*'([\w-]+)'", text))
    calls = re.findall(r"ui\.empty\(((?:(?!\}\}|%\}).)*)\)\s*(?:\}\}|%\})", text)
    named |= {found[1] for call in calls if (found := re.search(r",\s*'([\w-]+)'$", call))}

    assert named <= drawn_in("drawings.svg")


def test_every_icon_of_the_navigation_is_in_the_sprite():
    source = (ROOT / "annotate" / "web" / "nav.py").read_text(encoding="utf-8")
    named = set(re.findall(r'Entry\("[\w.]+", N_\("[^"]+"\), "([\w-]+)"\)', source))

    assert named
    assert named <= drawn_in("icons.svg")
