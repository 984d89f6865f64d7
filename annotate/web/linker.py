"""Joins ES modules into one script, so that a page asks once instead of sixty times. Pure but for reading files.

Our modules keep to what this needs: named imports and exports of things never reassigned, lists of them that are
passed on, one name for all that a module exports, no cycles.
"""

import posixpath
import re
from pathlib import Path

import rjsmin

_IMPORT = re.compile(r'^import\s*\{([^}]*)\}\s*from\s*"([^"]+)";?[ \t]*$', re.MULTILINE)
_EXPORT = re.compile(r"^export\s+(?=(?:async\s+)?(?:function|const|class)\b)", re.MULTILINE)
_EXPORTED = re.compile(
    r"^export\s+(?:async\s+)?(?:function\s*\*?|const|class)\s+([A-Za-z_$][\w$]*)", re.MULTILINE
)
_ALL = re.compile(r'^import\s*\*\s*as\s+([A-Za-z_$][\w$]*)\s+from\s*"([^"]+)";?[ \t]*$', re.MULTILINE)
_LISTED = re.compile(r'^export\s*\{([^}]*)\}(?:\s*from\s*"([^"]+)")?;?[ \t]*$', re.MULTILINE)
_OTHER_MODULE_SYNTAX = re.compile(r"^(?:import\b|export\b).*$", re.MULTILINE)
_DYNAMIC_IMPORT = re.compile(r"(?<![\w$.])import\s*[(.]")


class LinkError(ValueError):
    """A module uses what the linker does not join; the message names the file and the line."""


def _target(importer: str, address: str) -> str:
    if not address.startswith("."):
        raise LinkError(f"{importer}: '{address}' is not a path of our own")
    return posixpath.normpath(posixpath.join(posixpath.dirname(importer), address))


def _bindings(names: str) -> str:
    pairs = [re.sub(r"\s+as\s+", ": ", name.strip()) for name in names.split(",")]
    return ", ".join(pair for pair in pairs if pair)


def _body(path: str, source: str, numbers: dict[str, int]) -> str:
    """One module as a function that returns its exports."""

    def take(found: re.Match[str]) -> str:
        return f"const {{ {_bindings(found[1])} }} = m{numbers[_target(path, found[2])]};"

    def take_all(found: re.Match[str]) -> str:
        return f"const {found[1]} = m{numbers[_target(path, found[2])]};"

    exports = _EXPORTED.findall(source)

    def pass_on(found: re.Match[str]) -> str:
        names = [name.strip() for name in found[1].split(",") if name.strip()]
        if any(" as " in name for name in names):
            raise LinkError(f"{path}: cannot link '{found[0]}'")
        exports.extend(names)
        return take(found) if found[2] else ""

    code = _EXPORT.sub("", _LISTED.sub(pass_on, _ALL.sub(take_all, _IMPORT.sub(take, source))))
    if other := _OTHER_MODULE_SYNTAX.search(code):
        raise LinkError(f"{path}: cannot link '{other[0]}'")
    return f"const m{numbers[path]} = (() => {{\n{code}\nreturn {{ {', '.join(exports)} }};\n}})();"


def _order(folder: Path, entry: str) -> dict[str, str]:
    """Sources by path, each after all it imports."""
    sources: dict[str, str] = {}
    under_way: list[str] = []

    def visit(path: str) -> None:
        if path in sources:
            return
        if path in under_way:
            raise LinkError("modules import each other in a circle: " + " -> ".join([*under_way, path]))
        under_way.append(path)
        source = (folder / path).read_text("utf-8")
        for pattern in (_IMPORT, _ALL, _LISTED):
            for _names, address in pattern.findall(source):
                if address:
                    visit(_target(path, address))
        under_way.pop()
        sources[path] = source

    visit(entry)
    return sources


def link_scripts(folder: Path, entry: str) -> str:
    """The entry module and all it imports as one strict script without comments.

    Raises LinkError for default and dynamic imports, exports under another name, circles, and exports that could be reassigned.
    """
    sources = _order(folder, entry)
    numbers = {path: number for number, path in enumerate(sources)}
    bodies = [_body(path, source, numbers) for path, source in sources.items()]
    linked = str(rjsmin.jsmin('(() => {\n"use strict";\n' + "\n".join(bodies) + "\n})();\n"))
    if _DYNAMIC_IMPORT.search(linked):
        raise LinkError(f"{entry}: dynamic imports cannot be linked")
    return linked
