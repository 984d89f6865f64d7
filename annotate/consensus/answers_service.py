"""Her answer as it stands: what was mended takes the place of what came first."""

from collections.abc import Iterable, Mapping
from typing import Any

from annotate.consensus.models import ConsensusRound
from annotate.work.mend_service import Version
from annotate.work.models import Submission

Versions = Mapping[str, Version]
"""Mended versions by submission id, as `work.mend_service.mended_versions` gives them."""


def drawn_last(submission: Submission, mended: Versions) -> list[Any]:
    """The mended annotations, or those that came first."""
    version = mended.get(submission.id)
    return submission.annotations if version is None else version.annotations


def named_versions(mended: Versions) -> dict[str, Any]:
    """What a round writes among its parameters, so that its inputs can be found again; nothing when none was mended."""
    return {"mended": {one: mended[one].id for one in sorted(mended)}} if mended else {}


def is_settled_by(last: ConsensusRound, submissions: Iterable[Submission], mended: Versions) -> bool:
    """Whether this round stands on the same answers, in the same versions."""
    known = {"mended": last.parameters["mended"]} if "mended" in last.parameters else {}
    return last.submission_ids == [one.id for one in submissions] and known == named_versions(mended)
