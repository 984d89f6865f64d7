"""Names of label files beside pictures, and text files in parts. Pure."""

from collections.abc import Iterable
from pathlib import PurePosixPath


class Stems:
    """The picture's path without its extension; a.jpg and a.png in one folder get two names."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, name: str) -> str:
        path = PurePosixPath(name)
        stem = str(path.with_suffix("")) if path.suffix else str(path)
        if stem in self._taken:
            stem = f"{stem}_{path.suffix.lstrip('.')}"
        while stem in self._taken:
            stem += "_"
        self._taken.add(stem)
        return stem


def text_file(lines: Iterable[str]) -> list[bytes]:
    """Lines as one part, each ended; no lines give an empty file."""
    return ["".join(f"{line}\n" for line in lines).encode()]


def short(value: float, decimals: int) -> str:
    """12.5 -> '12.5', 12.0 -> '12': no needless zeros, no exponent, no '-0'."""
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
