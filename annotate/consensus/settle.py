"""Settle one picture: merge its answers, score each of them, and say whether to ask again."""

from annotate.consensus.crowd import Crowd
from annotate.consensus.scene import Scene
from annotate.consensus.settlement import Policy, Settlement

NEW_CROWD = Crowd()


def settle_scene(scene: Scene, crowd: Crowd = NEW_CROWD, policy: Policy = Policy()) -> Settlement:
    """The consensus of all answers to one picture; the same whatever their order.

    crowd: what `fit_crowd` learnt; without it everybody is an average annotator.
    Raises ValueError for a scene with two answers of one annotator.
    """
    raise ValueError("no kind of shape is merged yet")
