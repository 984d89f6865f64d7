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


class ExportFault(StrEnum):
    """Why an export failed at every try."""

    STOPPED = "stopped"  # its worker was killed each time: most often too little memory
    TOO_LONG = "too_long"
    STORAGE = "storage"  # no room, or the object store is away
    BROKEN = "broken"  # a fault of the program


class LabelPurpose(StrEnum):
    """What an upload of labels is for."""

    PRELABELS = "prelabels"  # proposals that people accept or mend
    GOLD = "gold"  # the known answers of check pictures
    FINISHED = "finished"  # work that was done elsewhere and needs no answers here


class ExportScope(StrEnum):
    CONSENSUS = "consensus"  # only what people agree on
    ALL = "all"  # every picture, with what is known so far
