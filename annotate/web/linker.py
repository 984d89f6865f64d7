"""Joins ES modules into one small script, so that a page asks once instead of 140 times. Pure but for reading files.

Modules stand one after another in one scope, as each asks only for those before it; a module with a name that another
has too gets a scope of its own. So an import costs nothing, neither bytes nor time.

Our modules keep to what this needs: named imports and exports of things never reassigned, lists of them that are
passed on, one name for all that a module exports, no cycles; no top-level name that the browser knows
(tests/browser/test_light_window.py looks).
"""

import posixpath
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import rjsmin

_IMPORT = re.compile(r'^import\s*\{([^}]*)\}\s*from\s*"([^"]+)";?[ \t]*$', re.MULTILINE)
_ALL = re.compile(r'^import\s*\*\s*as\s+([A-Za-z_$][\w$]*)\s+from\s*"([^"]+)";?[ \t]*$', re.MULTILINE)
_LISTED = re.compile(r'^export\s*\{([^}]*)\}(?:\s*from\s*"([^"]+)")?;?[ \t]*$', re.MULTILINE)
_EXPORT = re.compile(r"^export\s+(?=(?:async\s+)?(?:function|const|class)\b)", re.MULTILINE)
_DECLARED = re.compile(
    r"^(export\s+)?(?:async\s+)?(?:function\s*\*?|const|let|class)\s+([A-Za-z_$][\w$]*)", re.MULTILINE
)
_UNNAMED = re.compile(r"^(?:export\s+)?(?:var\b|(?:const|let)\s*[\[{]).*$", re.MULTILINE)
_OTHER_MODULE_SYNTAX = re.compile(r"^(?:import\b|export\b).*$", re.MULTILINE)
_DYNAMIC_IMPORT = re.compile(r"(?<![\w$.])import\s*[(.]")


class LinkError(ValueError):
    """A module uses what the linker does not join; the message names the file and the line."""


@dataclass(frozen=True)
class _Module:
    """One file: its code without imports and exports, and who knows what under which name."""

    path: str
    code: str
    # Of names declared here: local name of each.
    declared: tuple[str, ...]
    # Of names taken from elsewhere: local name -> (path, its name there).
    taken: Mapping[str, tuple[str, str]]
    # Local name for all exports of a path.
    wholes: Mapping[str, str]
    # Exported names; of those passed on, from where.
    exports: tuple[str, ...]
    passed_on: Mapping[str, str]


def _target(importer: str, address: str) -> str:
    if not address.startswith("."):
        raise LinkError(f"{importer}: '{address}' is not a path of our own")
    return posixpath.normpath(posixpath.join(posixpath.dirname(importer), address))


def _names(listed: str) -> list[tuple[str, str]]:
    """Name there and name here of each: "a, b as c" is [("a", "a"), ("b", "c")]."""
    pairs = (re.split(r"\s+as\s+", name.strip()) for name in listed.split(",") if name.strip())
    return [(pair[0], pair[-1]) for pair in pairs]


def _read(path: str, source: str) -> _Module:
    taken: dict[str, tuple[str, str]] = {}
    for found in _IMPORT.finditer(source):
        taken.update({here: (_target(path, found[2]), there) for there, here in _names(found[1])})
    declared = _DECLARED.findall(source)
    exports = [name for exported, name in declared if exported]
    passed_on: dict[str, str] = {}
    for found in _LISTED.finditer(source):
        for there, here in _names(found[1]):
            if there != here:
                raise LinkError(f"{path}: cannot link '{found[0]}'")
            exports.append(here)
            if found[2]:
                passed_on[here] = _target(path, found[2])
    code = _EXPORT.sub("", _LISTED.sub("", _ALL.sub("", _IMPORT.sub("", source))))
    if other := _OTHER_MODULE_SYNTAX.search(code) or _UNNAMED.search(code):
        raise LinkError(f"{path}: cannot link '{other[0]}'")
    return _Module(
        path=path,
        code=code,
        declared=tuple(name for _, name in declared),
        taken=taken,
        wholes={found[1]: _target(path, found[2]) for found in _ALL.finditer(source)},
        exports=tuple(exports),
        passed_on=passed_on,
    )


def _order(folder: Path, entry: str, emptied: str) -> dict[str, _Module]:
    """Modules by path, each after all it imports."""
    modules: dict[str, _Module] = {}
    under_way: list[str] = []

    def visit(path: str) -> None:
        if path in modules:
            return
        if path in under_way:
            raise LinkError("modules import each other in a circle: " + " -> ".join([*under_way, path]))
        under_way.append(path)
        source = (folder / path).read_text("utf-8")
        if emptied and path.startswith(emptied):
            source = "".join(
                f"export const {name} = {{}};\n" for exported, name in _DECLARED.findall(source) if exported
            )
        module = _read(path, source)
        for target in [there for there, _ in module.taken.values()] + [
            *module.wholes.values(),
            *module.passed_on.values(),
        ]:
            visit(target)
        under_way.pop()
        modules[path] = module

    visit(entry)
    return modules


class _Scope:
    """The one scope: under which name each export of each module stands there."""

    def __init__(self, modules: Mapping[str, _Module]) -> None:
        self._modules = modules
        self._numbers = {path: number for number, path in enumerate(modules)}
        self._held = Counter(
            name for module in modules.values() for name in (*module.declared, *module.wholes)
        )

    def name(self, path: str, export: str) -> str:
        module = self._modules[path]
        if export in module.passed_on:
            return self.name(module.passed_on[export], export)
        if export in module.taken:
            return self.name(*module.taken[export])
        if export not in module.exports:
            raise LinkError(f"{path} does not export '{export}'")
        return export if self._held[export] == 1 else f"{export}${self._numbers[path]}"

    def body(self, module: _Module) -> str:
        """The module's code: bare when no name of it means another thing outside, else in a scope of its own."""
        heads = [
            f"const {here} = {self.name(*there)};"
            for here, there in module.taken.items()
            if here != self.name(*there)
        ]
        heads += [f"const {here} = {self._whole(target)};" for here, target in module.wholes.items()]
        own = (*module.declared, *module.wholes)
        if len(heads) == len(module.wholes) and all(self._held[name] == 1 for name in own):
            return "\n".join([*heads, module.code])
        told = [name for name in module.exports if name in module.declared]
        names = ", ".join(f"{name}: {self.name(module.path, name)}" for name in told)
        inner = "\n".join([*heads, module.code])
        return f"const {{ {names} }} = (() => {{\n{inner}\nreturn {{ {', '.join(told)} }};\n}})();"

    def _whole(self, path: str) -> str:
        return (
            "{ "
            + ", ".join(f"{name}: {self.name(path, name)}" for name in self._modules[path].exports)
            + " }"
        )


def top_level_names(folder: Path, entry: str) -> frozenset[str]:
    """What the joined script declares: none may be a name that the browser knows."""
    modules = _order(folder, entry, "")
    return frozenset(name for module in modules.values() for name in (*module.declared, *module.wholes))


def link_scripts(folder: Path, entry: str, emptied: str = "") -> str:
    """The entry module and all it imports as one strict script without comments.

    What modules below the folder `emptied` export is an empty object: words of a language that nobody reads here.
    Raises LinkError for default and dynamic imports, exports under another name, circles, and exports that could be reassigned.
    """
    modules = _order(folder, entry, emptied)
    scope = _Scope(modules)
    bodies = "\n".join(scope.body(module) for module in modules.values())
    linked = str(rjsmin.jsmin(f'(() => {{\n"use strict";\n{bodies}\n}})();\n'))
    if _DYNAMIC_IMPORT.search(linked):
        raise LinkError(f"{entry}: dynamic imports cannot be linked")
    return linked
