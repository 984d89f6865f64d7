"""What is known of a crowd: pooled habits and one profile per annotator."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class AnnotatorProfile:
    """How one annotator works, shrunk toward the crowd while little is known.

    quality: expected class-aware F1 of a submission of hers, 0 ... 1; low, high: its 90 % interval.
    miss_rate: share of real objects of middle size that she does not draw. false_rate: share of her
    shapes that show nothing. label_accuracy: share of her labels that are right. sigma: usual error
    of an edge as a share of the object's size. judged: pictures that the figures stand on.
    copies: her submissions that repeat somebody else's. state: the model's own numbers, JSON-ready.
    """

    annotator: str
    quality: float
    low: float
    high: float
    miss_rate: float
    false_rate: float
    label_accuracy: float
    sigma: float
    judged: int
    copies: int = 0
    state: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Crowd:
    """A fitted crowd. An empty one is what is believed of people never seen before.

    pooled: habits common to all, JSON-ready; profiles: by annotator.
    """

    pooled: Mapping[str, Any] = field(default_factory=dict)
    profiles: Mapping[str, AnnotatorProfile] = field(default_factory=dict)
