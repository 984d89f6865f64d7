"""Nobody leaves before what she handed in was decided; then what was written about her work, and by her, is emptied."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.people import erasure_service
from annotate.quality.errors import AnswersUndecided
from annotate.quality.models import Appeal, BanDecision, HeldDecision, Judgement, QualityFlag, ReworkLook
from annotate.work.models import Submission


def check(session: Session, account_id: int) -> None:
    """Raises AnswersUndecided with how many."""
    decided = (
        sa.select(Judgement.id)
        .where(Judgement.submission_id == Submission.id, Judgement.is_current, Judgement.final)
        .exists()
    )
    query = (
        sa.select(sa.func.count())
        .select_from(Submission)
        .where(Submission.annotator_id == account_id, ~decided)
    )
    held = sa.select(sa.func.count()).where(
        ReworkLook.annotator_id == account_id, ReworkLook.is_held, ReworkLook.decided_at.is_(None)
    )
    count = (session.scalar(query) or 0) + (session.scalar(held) or 0)
    if count:
        raise AnswersUndecided(count=count)


def forget(session: Session, account_id: int) -> None:
    """Verdicts, shares and dates stay; the words go."""
    for table, words in (
        (Judgement, {"note": ""}),
        (Appeal, {"text": "", "note": ""}),
        (HeldDecision, {"note": ""}),
        (ReworkLook, {"note": ""}),
        (BanDecision, {"reason": ""}),
    ):
        change = sa.update(table).where(table.annotator_id == account_id).values(**words)
        session.execute(change, execution_options={"synchronize_session": False})
    of_her = sa.or_(QualityFlag.annotator_id == account_id, QualityFlag.other_id == account_id)
    session.execute(sa.update(QualityFlag).where(of_her).values(note=""))


erasure_service.register_check(check)
erasure_service.register_forget(forget)
