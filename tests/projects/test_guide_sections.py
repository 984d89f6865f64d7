"""A guideline falls into parts, each for its labels, with good and bad pictures side by side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.projects.driving import driving_ontology
from annotate.projects.guide_sections import (
    Example,
    Side,
    picture_urls,
    sections_of,
    template_for,
    unknown_labels,
    with_pair,
)
from annotate.projects.guideline import guideline_html
from annotate.projects.guideline_diff import Change, changes_between
from annotate.projects.ontology import parse_ontology

TEXT = """# 怎么框

一个都不漏。

## {#car} {#traffic light} 车和灯

框要贴边。

![good: 贴着边](/media/guides/1)
![错：太大了](/media/guides/2)
![good: 也对](/media/guides/3)

### 小标题留在里面

```
## {#person} 不是标题
![good: 不是例子](/media/guides/9)
```

## 其他

![good: 别人的图](https://example.org/1.png)
"""


def test_parts_carry_their_labels_words_and_examples() -> None:
    start, cars, rest = sections_of(TEXT)

    assert (start.title, start.labels) == ("", ())
    assert (cars.title, cars.labels, cars.key) == ("车和灯", ("car", "traffic light"), "car, traffic light")
    assert [(one.side, one.words) for one in cars.examples] == [
        (Side.GOOD, "贴着边"),
        (Side.BAD, "太大了"),
        (Side.GOOD, "也对"),
    ]
    assert [(good and good.url, bad and bad.url) for good, bad in cars.pairs] == [
        ("/media/guides/1", "/media/guides/2"),
        ("/media/guides/3", None),
    ]
    assert "小标题留在里面" in cars.text
    assert "不是例子" in cars.text
    assert (rest.title, rest.examples) == ("其他", ())
    assert picture_urls(TEXT, TEXT) == ("/media/guides/1", "/media/guides/2", "/media/guides/3")


def test_what_a_heading_says_about_labels_is_not_shown() -> None:
    html = guideline_html("## {#car} {#truck} Cars\n\n{#car} stays in the text")

    assert "<h2>Cars</h2>" in html
    assert "{#car} stays" in html


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_a_template_has_a_part_for_every_label(locale: str) -> None:
    ontology = parse_ontology(driving_ontology())

    sections = sections_of(template_for(ontology, locale))

    assert [name for one in sections for name in one.labels] == list(ontology.names)
    assert unknown_labels(sections, ontology) == ()
    assert unknown_labels(sections_of("## {#tram} Trams"), ontology) == ("tram",)


PAIR = (Example(Side.GOOD, "/media/guides/5", "对"), Example(Side.BAD, "/media/guides/6", "错"))


@pytest.mark.parametrize("label", ["car", "traffic light", "person", ""])
def test_a_pair_is_put_into_the_part_of_its_label(label: str) -> None:
    text = with_pair(TEXT, label, "新的一段", PAIR)

    (found,) = [one for one in sections_of(text) if PAIR[0] in one.examples]
    assert found.examples[-2:] == PAIR
    assert label in (found.labels or ("",))
    # Nothing that was there is lost.
    assert all(line in text.split("\n") for line in TEXT.split("\n"))


@given(text=st.text(alphabet="#{}ab \n!`[]()=:", max_size=200), label=st.sampled_from(["a", ""]))
def test_a_pair_finds_its_place_in_any_text(text: str, label: str) -> None:
    before = [line.strip() for line in text.split("\n") if line.strip()]

    after = with_pair(text, label, "T", PAIR)

    kept = [line.strip() for line in after.split("\n") if line.strip()]
    added = [line for line in kept if "/media/guides/" in line or line == "## {#a} T"]
    assert [line for line in kept if line not in added or line in before] == before
    is_open_code = sum(line.startswith("```") for line in before) % 2
    if not is_open_code:
        assert picture_urls(after)[-2:] == ("/media/guides/5", "/media/guides/6")


def test_a_diff_names_the_parts_that_changed_and_their_lines() -> None:
    new = TEXT.replace("框要贴边。", "框要贴紧边。").replace(
        "## 其他", "## {#bus} 公交车\n\n坐很多人的。\n\n## 别的"
    )

    changes = changes_between(TEXT, new)

    assert [(one.key, one.change) for one in changes] == [
        ("car, traffic light", Change.CHANGED),
        ("bus", Change.ADDED),
        ("别的", Change.ADDED),
        ("其他", Change.REMOVED),
    ]
    assert [(line.sign, line.text) for line in changes[0].lines if line.sign != " "] == [
        ("-", "框要贴边。"),
        ("+", "框要贴紧边。"),
    ]
    assert changes_between(TEXT, TEXT) == ()


def test_twin_parts_are_compared_in_their_order() -> None:
    old, new = "## A\n\neins\n\n## A\n\nzwei", "## A\n\neins\n\n## A\n\ndrei"

    (change,) = changes_between(old, new)

    assert [(line.sign, line.text) for line in change.lines if line.sign in "+-"] == [
        ("-", "zwei"),
        ("+", "drei"),
    ]
