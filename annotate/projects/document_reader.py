"""Walks a document that somebody wrote and notes every fault with its path. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotate.core.errors import N_, Fault


@dataclass(frozen=True)
class Title:
    """A name for the eye, in both languages."""

    zh: str
    en: str


class DocumentReader:
    """What every reader needs: names, titles, lists, objects and flags."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, path: str, code: str, detail: str, **params: Any) -> None:
        self.faults.append(Fault(path, code, detail, params))

    def name(self, value: Any, path: str) -> str:
        if not isinstance(value, str) or not 1 <= len(value.strip()) <= 64 or not value.strip().isprintable():
            self.fault(path, "name", N_("must be a name of 1 to 64 letters"))
            return ""
        return value.strip()

    def title(self, value: Any, fallback: str, path: str) -> Title:
        if value is None:
            return Title(fallback, fallback)
        if isinstance(value, str):
            value = {"zh_CN": value, "en": value}
        if not isinstance(value, Mapping) or not all(
            key in ("zh_CN", "en") and isinstance(text, str) and len(text) <= 200
            for key, text in value.items()
        ):
            self.fault(path, "title", N_("must hold texts under zh_CN and en"))
            return Title(fallback, fallback)
        zh, en = str(value.get("zh_CN", "")).strip(), str(value.get("en", "")).strip()
        return Title(zh or en or fallback, en or zh or fallback)

    def items(self, value: Any, path: str, most: int) -> Sequence[Any]:
        if value is None:
            return ()
        if not isinstance(value, list):
            self.fault(path, "list", N_("must be a list"))
            return ()
        if len(value) > most:
            self.fault(path, "too_many", N_("has more than %(most)s entries"), most=most)
            return ()
        return value

    def fields(self, value: Any, allowed: frozenset[str], path: str) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            self.fault(path, "object", N_("must be an object"))
            return {}
        for name in value:
            if name not in allowed:
                self.fault(f"{path}.{name}", "unknown_field", N_("is not a field that is known here"))
        return value

    def no_twins(self, names: Sequence[str], path: str) -> None:
        seen: set[str] = set()
        for index, name in enumerate(names):
            if name and name in seen:
                self.fault(f"{path}[{index}].name", "twice", N_("the name stands twice"))
            seen.add(name)

    def flag(self, document: Mapping[str, Any], name: str, default: bool, path: str) -> bool:
        value = document.get(name, default)
        if not isinstance(value, bool):
            self.fault(f"{path}.{name}", "flag", N_("must be true or false"))
            return default
        return value
