"""Refusals around a question, each with what to do."""

from annotate.core.errors import N_, AnnotateError


class AnsweredBefore(AnnotateError):
    code = "answered_before"
    status = 409
    message = N_("Somebody answered this question in the meantime. She has read that answer already.")


class AnswerMissing(AnnotateError):
    code = "answer_missing"
    status = 422
    message = N_("Write the answer in words. One plain sentence is enough.")


class TooManyQuestions(AnnotateError):
    code = "too_many_questions"
    status = 409
    message = N_(
        "%(most)s of your questions still wait for an answer. Ask the next one when one is answered."
    )


class NotAnswered(AnnotateError):
    code = "not_answered"
    status = 409
    message = N_("Answer the question first; the note is made of both.")
