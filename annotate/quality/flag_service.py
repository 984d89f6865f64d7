"""Finding answers that are too alike, by night, and a person's word on them. Nothing else follows from a flag."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus.models import ConsensusRound
from annotate.consensus.settlement import IMPORTED, Decision
from annotate.consensus.verifying import MODEL_VERSION as VERIFY_VERSION
from annotate.core import audit, clock
from annotate.core.errors import NotFound
from annotate.quality.errors import AlreadyDecided
from annotate.quality.flags import (
    LEAST_COPIES,
    FlagKind,
    FlagState,
    Meeting,
    share_a_mistake,
    suspicions_of,
)
from annotate.quality.models import QualityFlag
from annotate.quality.service import check_reviewer

# Pictures settled last in a project; older ones were looked at in earlier nights.
NEWEST = 3000
CHUNK = 200
MOST_SHOWN = 12
# A pair that a person cleared comes back only when twice as much speaks against it.
COMES_BACK = 2

Pair = tuple[int, int]
Pictures = list[list[Any]]


def find_flags(session: Session, project_id: int) -> int:
    """Write down what is too alike for chance; how many stand open. Harmless when repeated."""
    copies: dict[Pair, Pictures] = {}
    meetings: list[Meeting] = []
    met: dict[Pair, int] = {}
    for task_id, scores in _settled(session, project_id):
        by_id = {name: int(score["annotator_id"]) for name, score in scores.items()}
        for one, other in combinations(sorted(scores, key=lambda name: (by_id[name], name)), 2):
            pair = (by_id[one], by_id[other])
            met[pair] = met.get(pair, 0) + 1
            alike = share_a_mistake(scores[one]["differences"], scores[other]["differences"])
            meetings.append(Meeting(task_id, *pair, one, other, alike and len(scores) > 2))
        for name, score in scores.items():
            if score["copy_of"] in by_id:
                pair = (by_id[name], by_id[score["copy_of"]])
                copies.setdefault(pair, []).append([task_id, name, score["copy_of"]])
    for pair, pictures in copies.items():
        if len(pictures) >= LEAST_COPIES:
            facts: dict[str, Any] = {"alike": len(pictures), "met": met[min(pair), max(pair)]}
            _put(session, project_id, FlagKind.COPY, pair, facts, pictures)
    for found in suspicions_of(meetings):
        facts = {"alike": found.alike, "met": found.met, "expected": found.expected, "chance": found.chance}
        shown = [list(one) for one in found.pictures]
        _put(session, project_id, FlagKind.PAIR, (found.first, found.second), facts, shown)
    session.flush()
    query = sa.select(sa.func.count(QualityFlag.id)).where(
        QualityFlag.project_id == project_id, QualityFlag.state == FlagState.OPEN
    )
    return session.scalar(query) or 0


def _settled(session: Session, project_id: int) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """(task, scores by submission) of the newest final rounds, each task's last only."""
    seen: set[int] = set()
    before: int | None = None
    while len(seen) < NEWEST:
        query = sa.select(ConsensusRound.id, ConsensusRound.task_id, ConsensusRound.per_submission).where(
            ConsensusRound.project_id == project_id,
            ConsensusRound.decision != Decision.ONE_MORE,
            # Who looks at the same drawn objects says the same of them.
            ConsensusRound.model_version.not_in((VERIFY_VERSION, IMPORTED)),
        )
        if before is not None:
            query = query.where(ConsensusRound.id < before)
        rows = session.execute(query.order_by(ConsensusRound.id.desc()).limit(CHUNK)).all()
        if not rows:
            return
        for round_id, task_id, scores in rows:
            before = round_id
            if task_id not in seen:
                seen.add(task_id)
                yield task_id, scores


def _put(
    session: Session,
    project_id: int,
    kind: FlagKind,
    pair: Pair,
    facts: dict[str, Any],
    pictures: Pictures,
) -> None:
    key = {"project_id": project_id, "kind": kind, "annotator_id": pair[0], "other_id": pair[1]}
    evidence = {**facts, "pictures": pictures[:MOST_SHOWN]}
    flag = session.scalar(sa.select(QualityFlag).filter_by(**key).with_for_update())
    if flag is None:
        session.add(QualityFlag(**key, evidence=evidence, state=FlagState.OPEN, found_at=clock.now()))
        return
    if flag.state is FlagState.CLEARED and facts["alike"] >= COMES_BACK * flag.evidence["alike"]:
        flag.state, flag.found_at = FlagState.OPEN, clock.now()
    if flag.state is FlagState.OPEN:
        # What a person decided on stays as she saw it.
        flag.evidence = evidence


def projects_with_answers(session: Session) -> list[int]:
    """Projects in which something was settled."""
    query = sa.select(ConsensusRound.project_id).distinct().order_by(ConsensusRound.project_id)
    return list(session.scalars(query))


def flag_for(session: Session, account_id: int, flag_id: int) -> QualityFlag:
    """A flag, for the project's reviewers and managers. Raises NotFound."""
    flag = session.get(QualityFlag, flag_id)
    if flag is None:
        raise NotFound
    check_reviewer(session, account_id, flag.project_id)
    return flag


def decide_flag(session: Session, account_id: int, flag_id: int, confirmed: bool, note: str) -> QualityFlag:
    """A person has looked. It is noted, and nothing happens to anybody. Raises NotFound, AlreadyDecided."""
    flag_for(session, account_id, flag_id)
    flag = session.get_one(QualityFlag, flag_id, with_for_update=True, populate_existing=True)
    if flag.state is not FlagState.OPEN:
        raise AlreadyDecided
    flag.state = FlagState.CONFIRMED if confirmed else FlagState.CLEARED
    flag.decided_by, flag.decided_at, flag.note = account_id, clock.now(), note.strip()[:1000]
    audit.record(
        session, account_id, f"flag.{flag.state.value}", "project", flag.project_id, {"flag": flag.id}
    )
    return flag
