"""What she asked goes with her; the project's answer, and the guideline note made of it, stay."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.people import erasure_service
from annotate.questions.models import Question


def forget(session: Session, account_id: int) -> None:
    session.execute(sa.update(Question).where(Question.annotator_id == account_id).values(text=""))


erasure_service.register_forget(forget)
