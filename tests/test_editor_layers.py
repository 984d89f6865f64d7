"""The labelling editor's layers: model <- store <- commands <- tools <- view, sync <- main, kept by reading imports."""

import re
from pathlib import Path

import pytest

# The editor: each layer and the layers it may import.
LAYERS = {
    "model": {"model"},
    "store": {"model", "store"},
    "commands": {"model", "store", "commands"},
    "tools": {"model", "store", "commands", "tools"},
    "view": {"model", "store", "commands", "tools", "view"},
    "sync": {"model", "store", "commands", "tools", "sync"},
}
EDITOR = Path(__file__).parent.parent / "static" / "js" / "editor"
_IMPORT = re.compile(r"""(?:^|\n)\s*(?:import|export)\b[^;"']*?["'](\.[^"']+)["']""")
_BROWSER = re.compile(
    r"(?<![.\w])(?:window|fetch|localStorage|sessionStorage|indexedDB|navigator)\s*[.(\[]"
    # The drawing is a document too: only the page's own abilities tell them apart.
    r"|(?<![.\w])document\.(?:create|query|getElement|addEvent|body|head|cookie|documentElement|location)\w*"
)
_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)


def _editor_files(layer: str) -> list[Path]:
    return sorted((EDITOR / layer).glob("**/*.js"))


def _layer_of(file: Path) -> str:
    """The layer of a file of the editor; 'texts' for the translations that all pages share."""
    if file.is_relative_to(EDITOR):
        return file.relative_to(EDITOR).parts[0]
    return "texts" if "i18n" in file.parts else str(file)


@pytest.mark.parametrize("layer", LAYERS)
def test_the_editors_layers_import_only_those_below(layer: str) -> None:
    wrong = [
        f"{file.relative_to(EDITOR)} imports {target}"
        for file in _editor_files(layer)
        for target in _IMPORT.findall(_COMMENT.sub("", file.read_text()))
        if _layer_of((file.parent / target).resolve()) not in LAYERS[layer] | {"texts"}
    ]

    assert wrong == []


@pytest.mark.parametrize("layer", ["model", "store", "commands"])
def test_what_runs_without_a_browser_names_none(layer: str) -> None:
    wrong = [
        f"{file.relative_to(EDITOR)}: {match.group()}"
        for file in _editor_files(layer)
        for match in _BROWSER.finditer(_COMMENT.sub("", file.read_text()))
    ]

    assert wrong == []
