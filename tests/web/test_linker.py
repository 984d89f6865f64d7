"""Joining the browser's modules into one script."""

import re
import subprocess
from pathlib import Path

import pytest

from annotate.core.settings import LOCALES
from annotate.web.assets import Assets, packed_for
from annotate.web.linker import LinkError, link_scripts

STATIC = Path(__file__).parents[2] / "static"
NODE = STATIC.parent / "scripts" / "node"


def _write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        place = folder / (name.replace("__", "/") + ".js")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    return folder


def _said(folder: Path, entry: str = "main.js", emptied: str = "") -> list[str]:
    """What the joined script writes, line by line, when it is run."""
    script = link_scripts(folder, entry, emptied)
    assert not re.search(r"\b(?:import|export)\b", script)
    node = subprocess.run([NODE, "-e", script], capture_output=True, text=True, check=True, cwd=STATIC.parent)
    return node.stdout.splitlines()


def test_a_module_comes_after_all_it_imports(tmp_path: Path) -> None:
    _write(
        tmp_path,
        main='import { double } from "./deep/math.js";\nconsole.log(double(2));\n',
        deep__math='import { two as second } from "../two.js";\nconst factor = second;\nexport function double(n) { return n * factor; }\n',
        two="export const two = 2;\n",
    )

    assert _said(tmp_path) == ["4"]


def test_a_module_used_twice_is_joined_once(tmp_path: Path) -> None:
    _write(
        tmp_path,
        main='import { a } from "./a.js";\nimport { b } from "./b.js";\nconsole.log(a + b);\n',
        a='import { one } from "./one.js";\nexport const a = one;\n',
        b='import { one } from "./one.js";\nexport const b = one;\n',
        one='console.log("once");\nexport const one = 12345;\n',
    )

    assert _said(tmp_path) == ["once", "24690"]


def test_a_list_of_modules_is_passed_on_and_taken_whole(tmp_path: Path) -> None:
    _write(
        tmp_path,
        main='import * as all from "./all.js";\nconsole.log(JSON.stringify(all));\n',
        all='export { a } from "./a.js";\nexport { b, c } from "./b.js";\n',
        a="export const a = 11;\n",
        b='import { c } from "./c.js";\nexport const b = 22;\nexport { c };\n',
        c="export const c = 33;\n",
    )

    assert _said(tmp_path) == ['{"a":11,"b":22,"c":33}']


def test_modules_may_use_the_same_names_for_different_things(tmp_path: Path) -> None:
    _write(
        tmp_path,
        main='import { area } from "./box.js";\nimport { area as round } from "./circle.js";\n'
        'import { say } from "./say.js";\nconst size = 9;\nsay(area, round, size);\n',
        box="const size = 2;\nfunction sized() { return size * size; }\nexport const area = sized();\n",
        circle='import { area as square } from "./box.js";\nconst size = 3;\n'
        "function sized() { return size * square; }\nexport const area = sized();\n",
        say='import { area } from "./circle.js";\nexport function say(...told) { console.log(...told, area); }\n',
    )

    assert _said(tmp_path) == ["4 12 9 12"]


def test_a_name_inside_a_function_hides_what_another_module_calls_so(tmp_path: Path) -> None:
    _write(
        tmp_path,
        main='import { count } from "./count.js";\nimport { first } from "./first.js";\nconsole.log(count, first([7, 8]));\n',
        count="export const count = 1;\n",
        first="export function first(list) { const count = list[0]; return count; }\n",
    )

    assert _said(tmp_path) == ["1 7"]


def test_words_of_another_language_stay_at_home(tmp_path: Path) -> None:
    _write(
        tmp_path,
        main='import { en } from "./words/en/all.js";\nimport { zh } from "./words/zh/all.js";\nconsole.log(en.home, zh.home);\n',
        words__en__all='import { more } from "./more.js";\nexport const en = { home: "Home", ...more };\n',
        words__en__more='export const more = { close: "Close" };\n',
        words__zh__all='export const zh = { home: "回首页" };\n',
    )

    assert _said(tmp_path, emptied="words/en/") == ["undefined 回首页"]
    assert "Close" not in link_scripts(tmp_path, "main.js", "words/en/")
    assert _said(tmp_path) == ["Home 回首页"]


def test_comments_stay_at_home(tmp_path: Path) -> None:
    _write(
        tmp_path,
        main='/** @import { A } from "./types.js" */\n// why\nexport const a = 1; /* no */\nconsole.log(a);\n',
    )

    linked = link_scripts(tmp_path, "main.js")

    assert "why" not in linked
    assert "types" not in linked


@pytest.mark.parametrize(
    "source",
    [
        pytest.param('import a from "./a.js";\n', id="default import"),
        pytest.param('export { a as b } from "./a.js";\n', id="export under another name"),
        pytest.param("export default function () {}\n", id="default export"),
        pytest.param("export let a = 1;\n", id="export that may change"),
        pytest.param('export * from "./a.js";\n', id="star export"),
        pytest.param('const a = import("./a.js");\n', id="dynamic import"),
        pytest.param('import { a } from "somewhere";\n', id="foreign package"),
        pytest.param('import { a } from "./b.js";\n', id="circle"),
        pytest.param('import { z } from "./a.js";\nz();\n', id="a name that is not there"),
        pytest.param("const { a } = window;\n", id="names taken apart at the top"),
    ],
)
def test_what_cannot_be_joined_is_refused(tmp_path: Path, source: str) -> None:
    _write(
        tmp_path,
        main=source,
        a="export const a = 1;\n",
        b='import { a } from "./main.js";\nexport const a = 1;\n',
    )

    with pytest.raises(LinkError):
        link_scripts(tmp_path, "main.js")


@pytest.mark.parametrize("locale", LOCALES)
def test_the_editor_is_linked_and_light(locale: str) -> None:
    asset = Assets(STATIC, links=True).get(f"js/editor/main.{locale}.js")

    assert asset is not None
    # Of the 150 kB that the page may weigh, with one language's words.
    assert len(asset.brotli) < 78_000
    assert ("回首页".encode() in asset.plain) == (locale == "zh_CN")


def test_the_browser_gets_the_smallest_form_it_reads() -> None:
    asset = Assets(STATIC, links=True).get("css/tokens.css")

    assert asset is not None
    assert packed_for(asset, "gzip, deflate, br") == (asset.brotli, "br")
    assert packed_for(asset, "gzip, br;q=0") == (asset.gzip, "gzip")
    assert packed_for(asset, "") == (asset.plain, "")


def test_nothing_outside_the_folder_is_served() -> None:
    assets = Assets(STATIC, links=True)

    assert assets.get("../wsgi.py") is None
    assert assets.get("css") is None


def test_the_labelling_windows_sheets_come_in_one_request() -> None:
    joined = Assets(STATIC, links=True).get("css/window.css")

    assert joined is not None
    for rule in ("--target:", ".editor-body", ".object:hover"):
        assert rule.encode() in joined.plain
    assert b"/*" not in joined.plain
