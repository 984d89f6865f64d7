"""How often somebody leaves out small, usual and large things, out of the model's state. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotate.consensus.model import presence

# Octaves of size from the picture's usual one: a quarter and four times as large.
SMALL, USUAL, LARGE = -2.0, 0.0, 2.0


@dataclass(frozen=True)
class MissRates:
    """Shares, 0 ... 1."""

    small: float
    usual: float
    large: float


def miss_rates_of(pooled: Mapping[str, Any], state: Mapping[str, Any]) -> MissRates | None:
    """pooled: of the crowd; state: of the annotator, both as the fit writes them. None for another model's state."""
    mean, hit = pooled.get("mean"), state.get("hit")
    if mean is None or hit is None:
        return None
    return MissRates(*(_miss_rate(mean, hit, size) for size in (SMALL, USUAL, LARGE)))


def _miss_rate(mean: Sequence[float], hit: Sequence[float], size: float) -> float:
    """Averaged over what is hard and what is easy for everyone."""
    logit = mean[0] + hit[0] + (mean[1] + hit[1]) * size + mean[2] * presence.NODES
    return float(1 - np.exp(presence.LOG_WEIGHTS) @ presence.sigmoid(logit))
