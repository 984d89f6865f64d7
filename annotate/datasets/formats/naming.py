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


class Partners:
    """The picture that a label file beside pictures means: by its path, else by its name where only one has it.

    folders: where data sets of the format keep pictures; images/train/a.jpg belongs to labels/train/a.txt.
    """

    def __init__(self, names: Iterable[str], folders: Iterable[str]) -> None:
        self._by_path: dict[str, list[str]] = {}
        self._by_name: dict[str, list[str]] = {}
        stems, known = Stems(), frozenset(folders)
        for name in names:
            path = PurePosixPath(name)
            inside = next((at for at, part in enumerate(path.parts[:-1], 1) if part in known), 0)
            # a.jpg and a.png share one file's name, and have another as written by us.
            paths = {str(path.with_suffix("")), stems.of(name)}
            paths.add(str(PurePosixPath(*path.parts[inside:]).with_suffix("")))
            for stem in paths:
                self._by_path.setdefault(stem, []).append(name)
            self._by_name.setdefault(path.stem, []).append(name)

    def of(self, stem: str) -> list[str]:
        """None: it is not here. Several: nobody can say which one is meant."""
        return self._by_path.get(stem) or self._by_name.get(PurePosixPath(stem).name, [])


def text_file(lines: Iterable[str]) -> list[bytes]:
    """Lines as one part, each ended; no lines give an empty file."""
    return ["".join(f"{line}\n" for line in lines).encode()]


def short(value: float, decimals: int) -> str:
    """12.5 -> '12.5', 12.0 -> '12': no needless zeros, no exponent, no '-0'."""
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
