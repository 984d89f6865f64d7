"""Two questions about objects of the demo project: one answered, one that waits."""

import uuid

import sqlalchemy as sa

from annotate.core.db import transaction
from annotate.questions import service as question_service
from annotate.questions.service import Asked
from annotate.work.models import Submission

_TEXTS = ("后面那辆只露出一点，也要框吗？", "这个人骑在车上，人和车要分开框吗？")
_ANSWER = "要框。只框看得见的部分，不用猜后面有多长。"


def load_questions(project_id: int, manager_id: int) -> None:
    """Asked by two of those who answered; nothing more when it is loaded again."""
    query = sa.select(Submission).where(Submission.project_id == project_id, Submission.shape_count > 0)
    with transaction() as session:
        answers = session.scalars(query.order_by(Submission.received_at, Submission.id).limit(len(_TEXTS)))
        for number, (text, submission) in enumerate(zip(_TEXTS, answers.all(), strict=False)):
            key = str(uuid.uuid5(uuid.NAMESPACE_URL, f"douya-demo-question-{number}"))
            drawn = submission.annotations[0]
            mark = {name: drawn[name] for name in ("kind", "label", "box", "points") if name in drawn}
            asked = Asked(key, text, mark)
            found = question_service.ask(session, submission.annotator_id, submission.assignment_id, asked)
            if number == 0 and found.answered_at is None:
                question_service.answer(session, manager_id, found.id, _ANSWER)
