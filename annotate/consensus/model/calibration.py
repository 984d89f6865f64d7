"""Does "sure to .9" mean right nine times in ten? Learnt from pictures whose truth is known.

log odds told = a + b * log odds of the model, a near 0 and b near 1 until gold says otherwise. Mean and
information (inverse covariance) are kept, so that each chunk of pictures goes on where the last one stopped.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotate.consensus.model.overlap import Array
from annotate.consensus.model.presence import sigmoid

MEAN = np.array([0.0, 1.0])
SPREAD = np.array([0.7, 0.3])
LIMIT = 6.0
ROUNDS = 12


@dataclass(frozen=True)
class Calibration:
    """mean: (2,) a and b. info: (2, 2) how well they are known."""

    mean: Array
    info: Array

    @classmethod
    def of(cls, document: Mapping[str, Any] | None) -> "Calibration":
        """From `document()`; of nothing, the model is taken at its word."""
        if document is None:
            return cls(MEAN, np.diag(1 / SPREAD**2))
        return cls(np.array(document["mean"]), np.array(document["info"]))

    def document(self) -> dict[str, Any]:
        """JSON-ready."""
        return {"mean": self.mean.tolist(), "info": self.info.tolist()}

    def correct(self, chance: Array) -> Array:
        """Probabilities as they should have been told."""
        if np.array_equal(self.mean, MEAN):
            return chance
        return sigmoid(self.mean[0] + self.mean[1] * _log_odds(chance))

    def learn(self, chance: Array, real: Array) -> "Calibration":
        """With more cases: what the model said (n,) and whether it was so (n,), 0 or 1."""
        if not len(chance):
            return self
        features = np.stack([np.ones(len(chance)), _log_odds(chance)], axis=1)
        mean = self.mean
        for _ in range(ROUNDS):
            told = sigmoid(features @ mean)
            bend = self.info + (features * (told * (1 - told))[:, None]).T @ features
            lift = features.T @ (real - told) + self.info @ (self.mean - mean)
            mean = mean + np.clip(np.linalg.solve(bend, lift), -1, 1)
        return Calibration(mean, bend)


def _log_odds(chance: Array) -> Array:
    held = np.clip(chance, 1e-9, 1 - 1e-9)
    return np.asarray(np.clip(np.log(held / (1 - held)), -LIMIT, LIMIT))
