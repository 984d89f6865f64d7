"""XML label files, one fault each where they are broken or want more than to be read. Pure."""

from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from annotate.core.errors import N_
from annotate.core.strict_xml import BadXml, parse_xml
from annotate.datasets.formats.reading import Reading

_REASONS = {
    "entities": N_("declares a document type or entities; such files are never opened"),
    "encoding": N_("is not UTF-8"),
    "too_large": N_("is too large"),
    "broken": N_("is not readable XML from line %(line)s on"),
}


def xml_files(files: Mapping[str, bytes], reading: Reading) -> Iterator[tuple[str, ElementTree.Element]]:
    """The root of every XML file by its path; a bad one is refused by name."""
    for path, text in files.items():
        if not path.lower().endswith(".xml"):
            continue
        try:
            yield path, parse_xml(text)
        except BadXml as error:
            reading.refuse(path, "broken_xml", _REASONS[error.reason], line=error.line)
