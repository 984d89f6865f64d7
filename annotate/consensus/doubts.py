"""Objects of a settled picture that are worth a quick look, from what its round stores. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from annotate.consensus.model.risk import DOUBTFUL
from annotate.work.verifying import NOT_THERE, RIGHT, objects_of

Document = dict[str, Any]


def doubtful(settled: Sequence[Document], disputed: Sequence[Document]) -> list[Document]:
    """Those of which it may well be wrong what is believed; where nothing stands out, all that was not believed."""
    found = [one for one in settled if _may_be_wrong(one)]
    found += [one for one in disputed if float(one.get("confidence", 1.0)) >= DOUBTFUL]
    return objects_of(found or disputed)


def _may_be_wrong(one: Mapping[str, Any]) -> bool:
    confidence = float(one.get("confidence", 1.0))
    named = max(one.get("label_probabilities", {}).values(), default=1.0)
    return max(1 - confidence, confidence * (1 - float(named))) >= DOUBTFUL


def settled_by(
    settled: Iterable[Document], disputed: Iterable[Document], verdicts: Mapping[str, str | None]
) -> list[Document] | None:
    """What is on the picture once its doubtful objects were looked at; None while one of them wants a redraw.

    verdicts: by object, what people agree on. Objects that nobody asked about stay as they were believed.
    """
    if any(verdict not in (RIGHT, NOT_THERE) for verdict in verdicts.values()):
        return None
    kept = [one for one in settled if verdicts.get(str(one["id"]), RIGHT) == RIGHT]
    return kept + [one for one in disputed if verdicts.get(str(one["id"])) == RIGHT]
