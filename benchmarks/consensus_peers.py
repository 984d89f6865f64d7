"""Peers of our consensus on boxes, each as its users run it, and the ruler that measures all."""

import numpy as np
from consensus_crowd import LABELS, World
from scipy.optimize import linear_sum_assignment

Merged = tuple[np.ndarray, list[str]]


def iou_matrix(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """IoU of each of a with each of b, boxes as (x_min, y_min, x_max, y_max)."""
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    inner = np.clip(high - low, 0, None).prod(axis=2)
    area_a, area_b = (np.prod(v[:, 2:] - v[:, :2], axis=1) for v in (a, b))
    return inner / (area_a[:, None] + area_b[None, :] - inner)


def hits(merged: Merged, truth: tuple[np.ndarray, np.ndarray], named: bool = True) -> tuple[int, int, int]:
    """(right, drawn, true): best one-to-one matching at IoU .5, labels too when `named`."""
    boxes, names = merged
    if not len(boxes) or not len(truth[0]):
        return 0, len(boxes), len(truth[0])
    iou = iou_matrix(np.asarray(boxes, float), truth[0])
    fits = iou >= 0.5
    if named:
        fits &= np.array([[n == LABELS[c] for c in truth[1]] for n in names])
    rows, columns = linear_sum_assignment(-np.where(fits, 1 + iou, 0))
    return int(fits[rows, columns].sum()), len(boxes), len(truth[0])


def f1(merged: list[Merged], world: World, named: bool = True) -> float:
    """F1 over all pictures together."""
    right, drawn, true = np.sum([hits(m, t, named) for m, t in zip(merged, world.truth, strict=True)], axis=0)
    return float(2 * right / (drawn + true))


def _boxes_of(answer) -> np.ndarray:
    return np.array([s.box for s in answer.shapes], dtype=float).reshape(-1, 4)


def greedy_majority(world: World, least: float = 0.5, link: float = 0.5) -> list[Merged]:
    """Greedy class-blind clusters at IoU `link`, kept with more than `least` of the votes, mean box."""
    out: list[Merged] = []
    for scene in world.scenes:
        clusters: list[list[tuple[str, np.ndarray, str]]] = []
        for answer in scene.answers:
            for box, shape in zip(_boxes_of(answer), answer.shapes, strict=True):
                best, chosen = link, None
                for cluster in clusters:
                    if any(a == answer.annotator for a, _, _ in cluster):
                        continue
                    mean = np.mean([b for _, b, _ in cluster], axis=0)
                    iou = float(iou_matrix(mean[None], box[None])[0, 0])
                    if iou >= best:
                        best, chosen = iou, cluster
                if chosen is None:
                    clusters.append([])
                    chosen = clusters[-1]
                chosen.append((answer.annotator, box, shape.label))
        kept = [c for c in clusters if len(c) > least * len(scene.answers)]
        names = []
        for cluster in kept:
            votes = [n for _, _, n in cluster]
            names.append(max(sorted(set(votes)), key=votes.count))
        boxes = np.array([np.mean([b for _, b, _ in c], axis=0) for c in kept]).reshape(-1, 4)
        out.append((boxes, names))
    return out


def weighted_boxes_fusion(world: World, least: float = 0.5) -> list[Merged]:
    """ensemble-boxes, every person a model of confidence 1, kept above `least`."""
    from ensemble_boxes import weighted_boxes_fusion as fuse

    out: list[Merged] = []
    for scene in world.scenes:
        size = np.array([scene.width_px, scene.height_px] * 2)
        boxes = [(_boxes_of(a) / size).tolist() for a in scene.answers]
        labels = [[LABELS.index(s.label) for s in a.shapes] for a in scene.answers]
        scores = [[1.0] * len(b) for b in boxes]
        merged, score, label = fuse(boxes, scores, labels, iou_thr=0.5, skip_box_thr=0.0)
        keep = score > least
        out.append((merged[keep] * size, [LABELS[int(c)] for c in label[keep]]))
    return out


def intersect_merge(world: World, quorum: float = 0.0) -> list[Merged]:
    """datumaro's IntersectMerge, the rule of CVAT: clusters of one label, the member nearest the mean.

    quorum: least share of the answers that a cluster needs.
    """
    import datumaro as dm
    from datumaro.components.merge.intersect_merge import IntersectMerge

    looks = max(len(scene.answers) for scene in world.scenes)
    sets = [
        dm.Dataset.from_iterable(
            [
                dm.DatasetItem(id=scene.picture, annotations=_datumaro_boxes(dm, scene.answers[k]))
                for scene in world.scenes
            ],
            categories=list(LABELS),
        )
        for k in range(looks)
    ]
    conf = IntersectMerge.Conf(pairwise_dist=0.5, quorum=int(np.ceil(quorum * looks)))
    merged = {item.id: item for item in IntersectMerge(conf=conf)(*sets)}
    out: list[Merged] = []
    for scene in world.scenes:
        found = merged.get(scene.picture)
        kept = [a for a in (found.annotations if found else []) if a.label is not None]
        boxes = np.array([a.points for a in kept], dtype=float).reshape(-1, 4)
        out.append((boxes, [LABELS[a.label] for a in kept]))
    return out


def _datumaro_boxes(dm, answer) -> list:
    return [
        dm.Bbox(x0, y0, x1 - x0, y1 - y0, label=LABELS.index(s.label), id=k)
        for k, ((x0, y0, x1, y1), s) in enumerate(zip(_boxes_of(answer), answer.shapes, strict=True))
    ]
