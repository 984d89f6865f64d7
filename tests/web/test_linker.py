"""Joining the browser's modules into one script."""

import re
from pathlib import Path

import pytest

from annotate.web.assets import Assets, packed_for
from annotate.web.linker import LinkError, link_scripts

STATIC = Path(__file__).parents[2] / "static"


def _write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        place = folder / (name.replace("__", "/") + ".js")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    return folder


def test_a_module_comes_after_all_it_imports(tmp_path: Path) -> None:
    _write(
        tmp_path,
        main='import { double } from "./deep/math.js";\nexport const four = double(2);\n',
        deep__math='import { two as second } from "../two.js";\nexport function double(n) { return n * second; }\n',
        two="export const two = 2;\n",
    )

    linked = link_scripts(tmp_path, "main.js")

    assert linked.index("two=2") < linked.index("function double") < linked.index("double(2)")
    assert "import" not in linked
    assert "export" not in linked
    assert "two:second" in linked.replace(" ", "")


def test_a_module_used_twice_is_joined_once(tmp_path: Path) -> None:
    _write(
        tmp_path,
        main='import { a } from "./a.js";\nimport { b } from "./b.js";\nexport const c = a + b;\n',
        a='import { one } from "./one.js";\nexport const a = one;\n',
        b='import { one } from "./one.js";\nexport const b = one;\n',
        one="export const one = 12345;\n",
    )

    assert link_scripts(tmp_path, "main.js").count("12345") == 1


def test_a_list_of_modules_is_passed_on_and_taken_whole(tmp_path: Path) -> None:
    _write(
        tmp_path,
        main='import * as all from "./all.js";\nexport const count = Object.values(all).length;\n',
        all='export { a } from "./a.js";\nexport { b } from "./b.js";\n',
        a="export const a = 11;\n",
        b='import { c } from "./c.js";\nexport const b = 22;\nexport { c };\n',
        c="export const c = 33;\n",
    )

    linked = re.sub(r"\s", "", link_scripts(tmp_path, "main.js"))

    assert "constall=m" in linked
    assert "return{a,b}" in linked
    assert "return{b,c}" in linked


def test_comments_stay_at_home(tmp_path: Path) -> None:
    _write(tmp_path, main='/** @import { A } from "./types.js" */\n// why\nexport const a = 1; /* no */\n')

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


def test_the_editor_is_linked_and_light() -> None:
    asset = Assets(STATIC, links=True).get("js/editor/main.js")

    assert asset is not None
    assert not re.search(rb"^import ", asset.plain, re.MULTILINE)
    # Of the 150 kB that the page may weigh; clips, proposals, questions and lessons brought it here.
    assert len(asset.brotli) < 90_000


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
