"""One scene with everything the model thinks of it."""

from dataclasses import dataclass

from annotate.consensus.model.beliefs import Beliefs
from annotate.consensus.model.evidence import Candidates, Table
from annotate.consensus.model.joint import Reading
from annotate.consensus.model.overlap import Mask
from annotate.consensus.model.scoring import Marks


@dataclass(frozen=True)
class View:
    """kept: (O,) which candidates go out. copies: {copying answer: copied answer} by number."""

    found: Candidates
    table: Table
    reading: Reading
    marks: Marks
    beliefs: Beliefs
    kept: Mask
    copies: dict[int, int]
