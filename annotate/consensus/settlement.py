"""What a consensus says about one picture and about each submission to it."""

from dataclasses import dataclass
from enum import StrEnum

from annotate.consensus.scene import Shape

MODEL_VERSION = "joint-3"
# Of rounds that nobody here settled: the work came finished from elsewhere.
IMPORTED = "imported"


class Decision(StrEnum):
    """What happens to a picture next."""

    AGREED = "agreed"
    ONE_MORE = "one_more"
    TO_REVIEWER = "to_reviewer"


class Fault(StrEnum):
    """How a submission differs from the consensus."""

    MISSED = "missed"
    EXTRA = "extra"
    MISNAMED = "misnamed"
    LOOSE = "loose"


@dataclass(frozen=True)
class Policy:
    """The manager's wishes for when to stop asking.

    answers_min, answers_max: how many people look at each picture.
    risk_target: settle once the expected errors per object are at most this.
    loose_iou: a matched shape that overlaps the merged one less than this is reported as loose.
    """

    answers_min: int = 2
    answers_max: int = 5
    risk_target: float = 0.07
    loose_iou: float = 0.7


def policy_for(answers_min: int, answers_max: int, confidence: float) -> Policy:
    """confidence: the share of objects that shall be right, as the manager says it ("97 of 100").

    An object missed or wrong counts once in the risk and half in F1, hence the factor of two.
    """
    return Policy(answers_min, max(answers_max, answers_min), max(2 * (1 - confidence), 0.005))


@dataclass(frozen=True)
class SettledObject:
    """One thing on the picture as the crowd sees it.

    shape: merged geometry, most probable label and attributes; its id is made of the content.
    label_probabilities: (label, probability) pairs, most probable first, sum 1.
    edge_spread_px: standard error of x_min, y_min, x_max, y_max (the middle of the shape for other kinds).
    confidence: probability that the object is real, 0 ... 1.
    supporters: annotators who drew it, sorted.
    looks: how many annotators could have drawn it.
    """

    shape: Shape
    label_probabilities: tuple[tuple[str, float], ...]
    edge_spread_px: tuple[float, float, float, float]
    confidence: float
    supporters: tuple[str, ...]
    looks: int


class Question(StrEnum):
    """What a quick look at one object can settle, without drawing the picture anew."""

    PRESENT = "present"
    NAME = "name"


@dataclass(frozen=True)
class Doubt:
    """One object worth a quick look. chance: probability that what is now believed of it is wrong."""

    thing: SettledObject
    question: Question
    chance: float


@dataclass(frozen=True)
class Difference:
    """One thing to tell an annotator about her submission.

    hers: her shape (none when she missed it). expected: the merged shape (none when hers is extra).
    iou: overlap of the two, 0 when one is missing. certainty: how sure the crowd is, 0 ... 1.
    """

    fault: Fault
    hers: Shape | None
    expected: Shape | None
    iou: float
    certainty: float


@dataclass(frozen=True)
class SubmissionScore:
    """Expected worth of one submission.

    expected_f1: class-aware F1 at IoU .5 against the truth as the others see it; low, high: its
    80 % interval. copy_of: the submission it repeats too closely to be independent, if any.
    """

    submission_id: str
    annotator: str
    expected_f1: float
    low: float
    high: float
    differences: tuple[Difference, ...]
    copy_of: str | None = None


@dataclass(frozen=True)
class Settlement:
    """The consensus on one picture.

    objects: what is on it, in reading order. disputed: drawn by somebody but not believed (yet).
    agreement: mean pairwise class-aware F1 of the answers, 0 ... 1 (1 for a single answer).
    expected_errors: objects expected wrong, missing, loose or misnamed. risk: the same per object;
    risk_after_looks: what would be left of it once its doubts are looked at.
    doubts: what a task of checking may ask, gravest first.
    """

    picture: str
    objects: tuple[SettledObject, ...]
    disputed: tuple[SettledObject, ...]
    submissions: tuple[SubmissionScore, ...]
    agreement: float
    expected_errors: float
    risk: float
    decision: Decision
    doubts: tuple[Doubt, ...] = ()
    risk_after_looks: float = 0.0
    model_version: str = MODEL_VERSION

    @property
    def needs_another(self) -> bool:
        """Whether one more person should look at the picture."""
        return self.decision is Decision.ONE_MORE
