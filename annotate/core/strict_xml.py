"""XML from strangers: without document types, entities, or anything from elsewhere. Pure."""

import re
from xml.etree import ElementTree

LARGEST_BYTES = 200_000_000
_FORBIDDEN = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


class BadXml(ValueError):
    """Not XML, or XML that wants more than to be read.

    reason: entities, encoding, too_large or broken. line: where it breaks, from 1.
    """

    def __init__(self, reason: str, words: str, line: int = 1) -> None:
        super().__init__(words)
        self.reason, self.line = reason, line


def parse_xml(text: bytes) -> ElementTree.Element:
    """The root. Raises BadXml; entities, the means of bombs and of theft, are refused unseen."""
    if len(text) > LARGEST_BYTES:
        raise BadXml("too_large", "too large")
    # In another encoding the words of entities would go unseen.
    if text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise BadXml("encoding", "is not UTF-8")
    if _FORBIDDEN.search(text):
        raise BadXml("entities", "declares a document type or entities")
    try:
        return ElementTree.fromstring(text)  # noqa: S314 - what makes it unsafe is refused above
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        line = error.position[0] if isinstance(error, ElementTree.ParseError) else 1
        raise BadXml("broken", str(error), line) from error


def child_text(element: ElementTree.Element, path: str, default: str = "") -> str:
    return (element.findtext(path) or default).strip()
