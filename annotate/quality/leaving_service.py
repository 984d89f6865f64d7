"""Nobody leaves before what she handed in was decided: it may still earn her something."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.people import erasure_service
from annotate.quality.errors import AnswersUndecided
from annotate.quality.models import Judgement
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
    count = session.scalar(query) or 0
    if count:
        raise AnswersUndecided(count=count)


erasure_service.register_check(check)
