"""States of this room."""

from enum import StrEnum


class ImageState(StrEnum):
    ADDED = "added"  # stored; its preview is being made
    READY = "ready"
    FAILED = "failed"
    LEFT_OUT = "left_out"  # by a manager, before anybody worked on it


class RunState(StrEnum):
    """Of an import or an export. A receiving import has not all its bytes yet."""

    RECEIVING = "receiving"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ExportScope(StrEnum):
    CONSENSUS = "consensus"  # only what people agree on
    ALL = "all"  # every picture, with what is known so far
