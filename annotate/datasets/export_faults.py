"""Why an export failed, and what to do, in words for the manager. Pure."""

from annotate.core.errors import N_
from annotate.datasets.states import ExportFault

WORDS: dict[str, str] = {
    ExportFault.STOPPED: N_(
        "The program was stopped each time before the file was done. Try again; if that fails too, ask the operator whether there is enough memory."
    ),
    ExportFault.TOO_LONG: N_(
        "It took longer than an hour. Try again at a quieter time, or take only what people agree on."
    ),
    ExportFault.STORAGE: N_(
        "The file could not be put away: no room on the disk, or the store does not answer. Ask the operator, then try again."
    ),
    ExportFault.BROKEN: N_(
        "A fault of the program. The operator sees the details; try again when it is mended, or take another format."
    ),
}


def said(error: str | None) -> str:
    """A msgid; of exports that gave up before reasons were kept, the most general."""
    return WORDS.get(error or "", WORDS[ExportFault.BROKEN])
