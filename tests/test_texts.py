"""Every text that a person may read exists in Chinese and in English, with the same blanks to fill."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None}
BLANK = re.compile(r"%\((\w+)\)[sd]")


def texts_in_code() -> dict[str, str]:
    """msgid -> a place where it stands."""
    found: dict[str, str] = {}
    sources = (
        ("annotate", [("**.py", "python")]),
        ("worker_tasks", [("**.py", "python")]),
        ("templates", [("**.html", "jinja2.ext.babel_extract")]),
    )
    for folder, methods in sources:
        # trimmed as the app trims, or the msgids of blocks would differ
        options = {"**.html": {"trimmed": "true", "silent": "false"}}
        for name, line, message, _, _ in extract_from_dir(
            str(ROOT / folder), method_map=methods, options_map=options, keywords=KEYWORDS
        ):
            for text in (message,) if isinstance(message, str) else message:
                if text:
                    found[text] = f"{folder}/{name}:{line}"
    return found


def texts_in_chinese() -> dict[str, str]:
    found: dict[str, str] = {}
    for catalogue in sorted((ROOT / "annotate" / "translations" / "zh_CN" / "LC_MESSAGES").glob("*.po")):
        with catalogue.open("rb") as file:
            for message in read_po(file, locale="zh_CN"):
                ids = (message.id,) if isinstance(message.id, str) else message.id
                words = (message.string,) if isinstance(message.string, str) else message.string
                for one in ids:
                    if one and words and words[0]:
                        found[one] = words[0]
    return found


def test_every_text_has_its_chinese() -> None:
    chinese = texts_in_chinese()

    missing = sorted(f"{place}: {text}" for text, place in texts_in_code().items() if text not in chinese)

    assert missing == []


def test_one_english_text_has_one_chinese_in_all_rooms() -> None:
    # All rooms are merged into one book when a page is made: the last one would win without a word.
    meanings: dict[str, set[str]] = {}
    for catalogue in sorted((ROOT / "annotate" / "translations" / "zh_CN" / "LC_MESSAGES").glob("*.po")):
        with catalogue.open("rb") as file:
            for message in read_po(file, locale="zh_CN"):
                if message.id:
                    meanings.setdefault(str(message.id), set()).add(str(message.string))

    assert {text: words for text, words in meanings.items() if len(words) > 1} == {}


def test_chinese_fills_the_same_blanks_as_english() -> None:
    wrong = [
        english
        for english, words in texts_in_chinese().items()
        if not set(BLANK.findall(words)) <= set(BLANK.findall(english))
    ]

    assert wrong == []


@pytest.mark.parametrize("word", ["！", "脱贫"])
def test_chinese_neither_shouts_nor_claims_what_only_officials_may(word: str) -> None:
    assert [text for text in texts_in_chinese().values() if word in text] == []
