"""Refusals of this room."""

from annotate.core.errors import N_, AnnotateError


class NothingToLearn(AnnotateError):
    code = "nothing_to_learn"
    status = 409
    message = N_(
        "There is nothing to practise here at the moment. Look at your home page for what to do now."
    )


class PractiseFirst(AnnotateError):
    code = "practise_first"
    status = 409
    message = N_("Practise first: it is paid, and the exam is easier then.")


class ExamTomorrow(AnnotateError):
    code = "exam_tomorrow"
    status = 409
    message = N_("You can take the exam again from %(moment)s on. Until then you can practise.")


class RoundIsOver(AnnotateError):
    code = "round_is_over"
    status = 409
    message = N_("This round is finished. Your home page says what comes next.")
