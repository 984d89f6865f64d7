"""Which tables hold what about a person, and how her rows are found: no table with people can be forgotten. Pure.

A test walks all tables: every column that points at an account stands here, as hers or with the reason why it is not.
"""

# Table -> the column that says whose row it is; or (column, table) when the row hangs on another one of hers.
HERS: dict[str, str | tuple[str, str]] = {
    "account": "id",
    "consent": "account_id",
    "identity_number": "account_id",
    "erasure_request": "account_id",
    "reveal": "account_id",
    "correction_request": "account_id",
    "quick_pin": "account_id",
    "web_session": "account_id",
    "known_device": "account_id",
    "device_check": "account_id",
    "api_token": "account_id",
    "invitation": "account_id",
    "editor_settings": "account_id",
    "message": "account_id",
    "message_address": "account_id",
    "message_choice": "account_id",
    "message_push": "account_id",
    "project_member": "account_id",
    "no_work_call": "account_id",
    "bag": "annotator_id",
    "assignment": "annotator_id",
    "draft": ("assignment_id", "assignment"),
    "submission": "annotator_id",
    "submission_proposals": ("submission_id", "submission"),
    "mending": "annotator_id",
    "rework": "annotator_id",
    "claim_cursor": "annotator_id",
    "work_standing": "annotator_id",
    "month_income": "annotator_id",
    "gold_seen": "annotator_id",
    "gold_result": "annotator_id",
    "rework_result": "annotator_id",
    "rework_look": "annotator_id",
    "annotator_draft": "annotator_id",
    "annotator_quality": "annotator_id",
    "quality_stage": "annotator_id",
    "quality_flag": "annotator_id",
    "judgement": "annotator_id",
    "appeal": "annotator_id",
    "held_decision": "annotator_id",
    "ban_decision": "annotator_id",
    "question": "annotator_id",
    "learning_path": "annotator_id",
    "training_round": "annotator_id",
    "round_task": ("round_id", "training_round"),
    "ledger_account": "owner_account_id",
    "posting": ("account_id", "ledger_account"),
    "earning": "annotator_id",
    "tax_withheld": "annotator_id",
    "payee_account": "annotator_id",
    "payout_line": "annotator_id",
    "certificate": "annotator_id",
    "household_member": "account_id",
    "enrolment": "account_id",
    "support_paid": "account_id",
    "centre_member": "account_id",
    "care_case": "account_id",
    "transition": "account_id",
    "gentle_pace": "account_id",
    "care_contact": ("case_id", "care_case"),
    "day_work": "account_id",
    "month_work": "account_id",
    "monthly_pay": "account_id",
}

# Columns of other tables that hang on hers, and who tells them.
HANGING: dict[str, str] = {
    "household_key.household_id": "the key itself",
    "household_survey.household_id": "told in family_income, month by month",
    "income_record.household_id": "told in family_income, in clear",
    "account_balance.account_id": "the sum of her postings, which are told",
}

_STAFF = "who did it in her office, not about her"
# Columns that point at an account and are nobody's own data.
NOT_HERS: dict[str, str] = {
    "account_balance.account_id": "an account of the ledger; her postings are told",
    "ban_decision.asked_by": _STAFF,
    "ban_decision.confirmed_by": _STAFF,
    "appeal.decided_by": _STAFF,
    "care_case.owner_id": _STAFF,
    "care_case.closed_by": _STAFF,
    "care_contact.by_id": _STAFF,
    "centre.coordinator_id": _STAFF,
    "transition.mentor_id": _STAFF,
    "centre_member.placed_by": _STAFF,
    "consensus_round.adjudicated_by": _STAFF,
    "course_version.created_by": _STAFF,
    "export.created_by": _STAFF,
    "funding.created_by": _STAFF,
    "gold.made_by": _STAFF,
    "gold.withdrawn_by": _STAFF,
    "guide_picture.created_by": _STAFF,
    "held_decision.reviewer_id": _STAFF,
    "held_decision.decided_by": _STAFF,
    "hook.created_by": _STAFF,
    "household_survey.entered_by": _STAFF,
    "impact_assessment.made_by": _STAFF,
    "impact_assessment.approved_by": _STAFF,
    "import_run.created_by": _STAFF,
    "income_record.entered_by": _STAFF,
    "invitation.created_by": _STAFF,
    "journal_entry.actor_id": _STAFF,
    "judgement.judged_by": _STAFF,
    "payout_batch.made_by": _STAFF,
    "payout_batch.first_signed_by": _STAFF,
    "payout_batch.second_signed_by": _STAFF,
    "payout_batch.sent_by": _STAFF,
    "payout_result.taken_by": _STAFF,
    "person_key.account_id": "the key itself; what it opens is told",
    "prelabel_import.undone_by": _STAFF,
    "project.owner_id": "belongs to the client",
    "rework_look.first_by": _STAFF,
    "rework_look.decided_by": _STAFF,
    "quality_flag.other_id": "another person's part of a likeness",
    "quality_flag.decided_by": _STAFF,
    "question.answered_by": _STAFF,
    "reveal.by_id": _STAFF,
    "correction_request.decided_by": _STAFF,
    "county_list.imported_by": _STAFF,
    "watch_list.entered_by": _STAFF,
    "watch_list.approved_by": _STAFF,
    "report_target.set_by": _STAFF,
    "grant_claim.entered_by": _STAFF,
    "county_proposal.entered_by": _STAFF,
    "county_proposal.approved_by": _STAFF,
    "report_run.asked_by": _STAFF,
    "report_snapshot.frozen_by": _STAFF,
    "sign_threshold.set_by": _STAFF,
    "standard.entered_by": _STAFF,
    "standard.approved_by": _STAFF,
    "standard.refused_by": _STAFF,
    "support_rule.entered_by": _STAFF,
    "support_rule.approved_by": _STAFF,
    "tax_choice.entered_by": _STAFF,
    "verify_task.created_by": _STAFF,
}

# Fingerprints and secrets: they say nothing to her, and somebody else who got hold of the file could use them.
SECRET_COLUMNS = frozenset(
    {"password_hash", "pin_hash", "token_hash", "secret_hash", "wrapped", "body_sha256", "device_hash"}
)
# Who else was compared or decided: their rows are their own.
OF_OTHERS = frozenset(name for name, why in NOT_HERS.items() if why != _STAFF) | {"quality_flag.evidence"}

# Sealed column -> the field under which her key sealed it; each is told in clear under the name without "_sealed".
SEALED: dict[str, str] = {
    "account.phone_sealed": "account.phone",
    "account.name_sealed": "account.name",
    "identity_number.number_sealed": "identity_number.number",
    "correction_request.told_sealed": "correction_request.told",
    "correction_request.answer_sealed": "correction_request.answer",
    "message_address.mail_sealed": "message_address.mail",
    "payee_account.number_sealed": "payee_account.number",
    "payout_line.name_sealed": "payout_line.name",
    "certificate.code_sealed": "certificate.code",
    "certificate.shown_sealed": "certificate.shown",
    "transition.review_sealed": "transition.review",
    # Sealed without the word in their names.
    "care_contact.note": "care_contact.note",
    "care_case.reason": "care_case.reason",
}
# Sealed under the family's key: told by the room that keeps families.
SEALED_ELSEWHERE = frozenset({"household_member.name_sealed"})


def is_told(table: str, column: str) -> bool:
    """Whether a column goes into her file as it is."""
    if column in SECRET_COLUMNS or column.endswith(("_hash", "_index", "_sealed")):
        return False
    return f"{table}.{column}" not in OF_OTHERS
