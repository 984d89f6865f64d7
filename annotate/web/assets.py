"""Static files: an address carries the hash of the content, so browsers may keep it for ever."""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import brotli
from flask import Flask, Response, abort, current_app, request
from markupsafe import Markup

from annotate.web.access import public
from annotate.web.linker import link_scripts

EDITOR = "js/editor/main.js"


@dataclass(frozen=True)
class Entry:
    """A script with all it imports; what lies below the folder `without` goes out empty."""

    path: str
    without: str = ""


# Joined at the first use; everything else goes out as it lies in the folder. Each language has an editor of its own:
# the words of the other one are a tenth of a second on a slow line.
ENTRIES = {
    EDITOR: Entry(EDITOR),
    "js/editor/main.zh_CN.js": Entry(EDITOR, without="js/i18n/en/"),
    "js/editor/main.en.js": Entry(EDITOR, without="js/i18n/zh_CN/"),
    "js/editor/trial.js": Entry("js/editor/trial.js"),
    "js/editor/decide.js": Entry("js/editor/decide.js"),
    "js/site/main.js": Entry("js/site/main.js"),
}
# One request instead of four for the page that is opened on the slowest lines.
SHEETS = {
    "css/window.css": (
        "css/tokens.css",
        "css/base.css",
        "css/components.css",
        "css/editor.css",
        "css/timeline.css",
        "css/questions.css",
    )
}
_TEXT = ("text/", "application/json", "image/svg+xml")


@dataclass(frozen=True)
class Asset:
    """One file as it travels. A page asks for addresses only: packing waits until a browser asks for the file."""

    digest: str
    media_type: str
    plain: bytes

    @property
    def is_packed(self) -> bool:
        """Whether packing gains anything."""
        return self.media_type.startswith(_TEXT) and len(self.plain) > 256

    @cached_property
    def brotli(self) -> bytes:
        packed: bytes = brotli.compress(self.plain, quality=11)
        return packed

    @cached_property
    def gzip(self) -> bytes:
        return gzip.compress(self.plain, 9, mtime=0)


class Assets:
    """All files below static/, read and linked once per process, packed when first asked for."""

    def __init__(self, folder: Path, links: bool) -> None:
        self._folder = folder.resolve()
        self.links = links
        self._known: dict[str, Asset] = {}
        self._joined: dict[str, str] = {}

    def get(self, path: str) -> Asset | None:
        """None when there is no such file below static/."""
        if path not in self._known:
            place = (self._folder / path).resolve()
            is_there = place.is_relative_to(self._folder) and place.is_file()
            if not is_there and path not in SHEETS and not (self.links and path in ENTRIES):
                return None
            self._known[path] = self._read(path, place)
        return self._known[path]

    def linked(self, path: str) -> str:
        """A script with all it imports, for whoever puts something in front of it."""
        if path not in self._joined:
            entry = ENTRIES.get(path, Entry(path))
            self._joined[path] = link_scripts(self._folder, entry.path, entry.without)
        return self._joined[path]

    def forget(self) -> None:
        self._joined.clear()
        self._known.clear()

    def _read(self, path: str, place: Path) -> Asset:
        plain = self._made_of_several(path) or place.read_bytes()
        kind = "text/javascript" if path.endswith(".js") else mimetypes.guess_type(path)[0]
        media_type = kind or "application/octet-stream"
        return Asset(
            digest=hashlib.sha256(plain).hexdigest()[:12],
            media_type=media_type + ("; charset=utf-8" if media_type.startswith("text/") else ""),
            plain=plain,
        )

    def _made_of_several(self, path: str) -> bytes:
        """What is made of several files; empty for a file that goes out as it lies in the folder."""
        if path in SHEETS:
            return join_sheets([(self._folder / sheet).read_text("utf-8") for sheet in SHEETS[path]]).encode()
        return self.linked(path).encode() if self.links and path in ENTRIES else b""


def join_sheets(sheets: Iterable[str]) -> str:
    """Style sheets one after another, without comments and indentation."""
    return re.sub(r"\n\s+", "\n", re.sub(r"/\*.*?\*/", "", "\n".join(sheets), flags=re.DOTALL)).strip()


def packed_for(asset: Asset, accepted: str) -> tuple[bytes, str]:
    """The smallest body this browser reads, and its Content-Encoding."""
    offers = {
        part.split(";")[0].strip() for part in accepted.split(",") if "q=0" not in part.replace(" ", "")
    }
    if asset.is_packed and "br" in offers:
        return asset.brotli, "br"
    if asset.is_packed and "gzip" in offers:
        return asset.gzip, "gzip"
    return asset.plain, ""


def asset_url(path: str) -> str:
    """Address of a file below static/, such as 'css/tokens.css'."""
    assets: Assets = current_app.extensions["assets"]
    if current_app.testing:
        assets.forget()
    asset = assets.get(path)
    if asset is None:
        raise FileNotFoundError(f"no static file {path}")
    return f"/static/{asset.digest}/{path}"


def editor_script(locale: str) -> str:
    """The editor in one language; tests get the modules as they lie in the folder, with every language."""
    assets: Assets = current_app.extensions["assets"]
    return f"js/editor/main.{locale}.js" if assets.links else EDITOR


def script_in_page(path: str) -> Markup:
    """A script with all it imports, for a page that cannot wait for another request; `headers.allow_script` lets it run."""
    assets: Assets = current_app.extensions["assets"]
    script = assets.linked(path)
    if "</" in script:
        raise ValueError(f"{path}: a page would end the script at '</'")
    return Markup(script)  # noqa: S704 - our own file


@public
def _send(digest: str, path: str) -> Response:
    assets: Assets = current_app.extensions["assets"]
    asset = assets.get(path)
    if asset is None:
        abort(404)
    body, encoding = packed_for(asset, request.headers.get("Accept-Encoding", ""))
    response = Response(body, content_type=asset.media_type)
    # An address of yesterday still answers, but nobody may keep the answer under it.
    is_exact = digest == asset.digest
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_exact else "no-cache"
    response.headers["Vary"] = "Accept-Encoding"
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


def install(app: Flask, folder: Path) -> None:
    """Tests get each module as it lies in the folder, so that a fault names its file."""
    app.extensions["assets"] = Assets(folder, links=not app.testing)
    app.add_url_rule("/static/<digest>/<path:path>", "static", _send)
