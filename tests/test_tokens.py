"""The tokens file keeps its promises: readable contrast in each theme, one dark theme, one set of names."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[1] / "static" / "css" / "tokens.css"
SHEETS = sorted(TOKENS.parent.glob("*.css"))

TEXT_RATIO = 4.5
MARK_RATIO = 3.0

GROUNDS = ("paper", "surface", "sunken")
WORDS_ON_GROUNDS = (
    "ink",
    "ink-soft",
    "ink-faint",
    "sprout-ink",
    "gold-ink",
    "brick-ink",
    "water-ink",
)
TEXT_PAIRS = (
    *((word, ground) for word in WORDS_ON_GROUNDS for ground in GROUNDS),
    *((f"{hue}-ink", f"{hue}-soft") for hue in ("sprout", "gold", "brick", "water")),
    *(("ink", f"{hue}-soft") for hue in ("sprout", "gold", "brick", "water")),
    ("on-sprout", "sprout"),
    ("on-sprout", "sprout-strong"),
    ("on-brick", "brick"),
    ("on-brick", "brick-strong"),
    ("sprout", "surface"),
    ("sprout", "paper"),
    ("brick", "surface"),
    ("on-heat", "heat-3"),
    ("on-heat", "heat-4"),
    ("class-label-light", "class-blue"),
    *(
        ("class-label-dark", f"class-{hue}")
        for hue in ("orange", "sky", "green", "yellow", "vermilion", "purple")
    ),
)
MARK_PAIRS = (
    *((f"chart-{number}", "surface") for number in (1, 2, 3, 4)),
    ("chart-quiet", "surface"),
    ("line-strong", "surface"),
    ("line-strong", "paper"),
    ("focus", "paper"),
    ("gold", "surface"),
)


def blocks() -> list[tuple[str, dict[str, str]]]:
    """Each rule of the file as (selector, properties); media queries are looked through."""
    text = re.sub(r"/\*.*?\*/", "", TOKENS.read_text(encoding="utf-8"), flags=re.S)
    found = re.findall(r"([^{};]+)\{([^{}]*)\}", text)
    return [
        (" ".join(selector.split()), dict(re.findall(r"--([\w-]+):\s*([^;]+);", body)))
        for selector, body in found
    ]


def theme(name: str) -> dict[str, str]:
    rules = blocks()
    light = rules[0][1]
    overrides = {
        "light": {},
        "dark": dict(rules)[':root[data-theme="dark"]'],
        "print": rules[-1][1],
    }
    return light | overrides[name]


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb. Source: WCAG 2.2, definition of relative luminance."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio 1 ... 21. Source: WCAG 2.2, definition of contrast ratio."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)


@pytest.mark.parametrize("name", ["light", "dark", "print"])
@pytest.mark.parametrize(("word", "ground"), TEXT_PAIRS)
def test_words_can_be_read_on_their_ground(name: str, word: str, ground: str):
    colours = theme(name)

    ratio = contrast(colours[word], colours[ground])

    assert ratio >= TEXT_RATIO, f"{name}: --{word} on --{ground} is {ratio:.2f}:1"


@pytest.mark.parametrize("name", ["light", "dark", "print"])
@pytest.mark.parametrize(("mark", "ground"), MARK_PAIRS)
def test_marks_and_borders_can_be_seen(name: str, mark: str, ground: str):
    colours = theme(name)

    ratio = contrast(colours[mark], colours[ground])

    assert ratio >= MARK_RATIO, f"{name}: --{mark} on --{ground} is {ratio:.2f}:1"


def test_dark_by_system_and_dark_by_choice_are_the_same():
    rules = dict(blocks())

    by_system = rules[':root:not([data-theme="light"])']
    by_choice = rules[':root[data-theme="dark"]']

    assert by_system == by_choice


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_sheets_use_only_tokens_that_exist(sheet: Path):
    text = sheet.read_text(encoding="utf-8")
    known = {name for _, properties in blocks() for name in properties}
    known |= set(re.findall(r"--([\w-]+)\s*:", text))

    used = set(re.findall(r"var\(--([\w-]+)", text))

    assert used <= known, f"unknown tokens: {sorted(used - known)}"


@pytest.mark.parametrize("sheet", [sheet for sheet in SHEETS if sheet != TOKENS], ids=lambda path: path.name)
def test_colours_are_decided_in_the_tokens_file_alone(sheet: Path):
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.S)

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", text) == []
