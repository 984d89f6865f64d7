"""What stays in clear of somebody whose account was closed for good, column by column and with the reason. Pure.

A test walks every text column of every table with people in it (own_data.HERS): it stands here, is sealed under her key, is
emptied, or its row is deleted. Nothing can be forgotten to be forgotten.
"""

_WORK = "what she drew is part of the client's data, under a number"
_MONEY = "the books are kept by law, under a number"
_MADE = "made by the program: codes and figures, no words of anybody"
_RECEIPT = "the proof that her wish was asked and done"

# Rows that are deleted whole.
DELETED = frozenset(
    {
        "web_session",
        "api_token",
        "known_device",
        "device_check",
        "identity_number",
        "quick_pin",
        "message",
        "message_address",
        "message_choice",
        "message_push",
        "draft",
        "no_work_call",
        "gentle_pace",
        "editor_settings",
    }
)

# Words about her, or of hers: emptied where the row has to stay.
EMPTIED = frozenset(
    {
        "account.phone_index",
        "account.phone_sealed",
        "account.name_sealed",
        "account.password_hash",
        "account.alias",
        "account.county_code",
        "household_member.name_sealed",
        "payee_account.last_4",
        "judgement.note",
        "appeal.text",
        "appeal.note",
        "held_decision.note",
        "rework_look.note",
        "ban_decision.reason",
        "quality_flag.note",
        "question.text",
        "assignment.release_reason",
        "mending.note",
        "mending.comments",
        "work_standing.shown",
        "work_standing.reason",
    }
)

STAYS: dict[str, str] = {
    "account.uuid": _MADE,
    "account.locale": _MADE,
    "consent.text_version": _RECEIPT,
    "consent.text_hash": _RECEIPT,
    "erasure_request.held_by": _RECEIPT,
    "invitation.code_index": _MADE,
    "invitation.county_code": _MADE,
    "invitation.purpose": _MADE,
    "assignment.currency": _MONEY,
    "submission.id": _MADE,
    "submission.annotations": _WORK,
    "submission.body_sha256": _WORK,
    "submission.currency": _MONEY,
    "submission_proposals.submission_id": _MADE,
    "submission_proposals.entries": _WORK,
    "mending.submission_id": _MADE,
    "mending.version_id": _MADE,
    "mending.annotations": _WORK,
    "mending.body_sha256": _WORK,
    "rework.submission_id": _MADE,
    "rework.version_id": _MADE,
    "rework.annotations": _WORK,
    "rework.body_sha256": _WORK,
    "rework.currency": _MONEY,
    "claim_cursor.apart": _MADE,
    "month_income.month": _MONEY,
    "gold_result.submission_id": _MADE,
    "rework_result.submission_id": _MADE,
    "rework_result.reason": _MADE,
    "rework_look.fault": _MADE,
    "annotator_draft.statistics": _MADE,
    "annotator_quality.statistics": _MADE,
    "quality_flag.evidence": _MADE,
    "judgement.submission_id": _MADE,
    "judgement.reason": _MADE,
    "question.key": _MADE,
    "question.mark": _WORK,
    "question.answer": "the answer of the project, not of hers",
    "question.region": _MADE,
    "training_round.cause": _MADE,
    "training_round.currency": _MONEY,
    "round_task.draft": _WORK,
    "round_task.submission_id": _MADE,
    "round_task.body_sha256": _WORK,
    "round_task.annotations": _WORK,
    "round_task.reason": _MADE,
    "ledger_account.code": _MONEY,
    "ledger_account.currency": _MONEY,
    "posting.currency": _MONEY,
    "earning.submission_id": _MONEY,
    "earning.currency": _MONEY,
    "earning.month": _MONEY,
    "tax_withheld.currency": _MONEY,
    "payout_line.number": _MONEY,
    "payout_line.currency": _MONEY,
    "payout_line.told": _MONEY,
    "certificate.code_index": _MADE,
    "enrolment.county_code": "a report of a closed quarter has to be made again exactly",
    "enrolment.cohort": "a report of a closed quarter has to be made again exactly",
    "support_paid.month": _MONEY,
    "care_case.county_code": _MADE,
    "care_case.signs": _MADE,
    "month_work.month": _MADE,
    "monthly_pay.month": _MONEY,
    "monthly_pay.county_code": _MONEY,
}
