"""Which job does what: one table from the kind of an event to its queue and its work."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from worker_tasks.once import Work


class Queue(StrEnum):
    """One worker process each, so that a large upload never stands before a wage."""

    ANSWERS = "answers"  # settle, judge, pay: somebody waits for it
    PICTURES = "pictures"  # unpack uploads, look at each picture
    REPORTS = "reports"  # exports, nightly figures: long, and large in memory


@dataclass(frozen=True)
class Route:
    """Where one kind of event goes. work: 'module:function', called with the claimed Work."""

    queue: Queue
    work: str
    # Stopped after this long; half-done parts are done again.
    limit_seconds: int = 120
    # 'module:function', called as (session, ref, error) where the last try failed; error: None when it was killed.
    gave_up: str = ""


ROUTES: dict[str, Route] = {
    "submission.received": Route(Queue.ANSWERS, "worker_tasks.consensus:settle_task"),
    "task.agreed": Route(Queue.ANSWERS, "worker_tasks.quality:judge_task"),
    "task.to_reviewer": Route(Queue.ANSWERS, "worker_tasks.quality:judge_task"),
    "submission.accepted": Route(Queue.ANSWERS, "worker_tasks.pay:book_acceptance"),
    "submission.accepted_part": Route(Queue.ANSWERS, "worker_tasks.pay:book_acceptance"),
    "rework.offer": Route(Queue.REPORTS, "worker_tasks.quality:offer_rework", 3600),
    "rework.done": Route(Queue.ANSWERS, "worker_tasks.pay:book_rework"),
    "submission.mended": Route(Queue.ANSWERS, "worker_tasks.quality:judge_mended"),
    "gold.received": Route(Queue.ANSWERS, "worker_tasks.quality:score_gold"),
    "gold.withdrawn": Route(Queue.ANSWERS, "worker_tasks.training:count_anew"),
    "practice.offered": Route(Queue.ANSWERS, "worker_tasks.training:offer_practice"),
    "training.paid": Route(Queue.ANSWERS, "worker_tasks.programmes:book_training"),
    "golds.review": Route(Queue.REPORTS, "worker_tasks.quality:review_golds", 3600),
    "standing.due": Route(Queue.REPORTS, "worker_tasks.standing:look"),
    "standings.nightly": Route(Queue.REPORTS, "worker_tasks.standing:look_at_all", 3600),
    "flags.find": Route(Queue.REPORTS, "worker_tasks.standing:find_flags", 3600),
    "pauses.over": Route(Queue.ANSWERS, "worker_tasks.standing:open_after_pauses"),
    "level.changed": Route(Queue.REPORTS, "worker_tasks.core:note"),
    "gate.paused": Route(Queue.REPORTS, "worker_tasks.core:note"),
    "gate.opened": Route(Queue.REPORTS, "worker_tasks.core:note"),
    "insights.renew": Route(Queue.REPORTS, "worker_tasks.insight:renew", 3600),
    "gallery.mark": Route(Queue.REPORTS, "worker_tasks.gallery:mark", 3600),
    "gate.closed": Route(Queue.REPORTS, "worker_tasks.core:note"),
    "fixes.overdue": Route(Queue.ANSWERS, "worker_tasks.quality:close_overdue_fixes"),
    "account.registered": Route(Queue.ANSWERS, "worker_tasks.programmes:enrol_invited"),
    "import.received": Route(Queue.PICTURES, "worker_tasks.datasets:unpack_import", 3600),
    "prelabels.received": Route(Queue.PICTURES, "worker_tasks.datasets:read_prelabels", 3600),
    "blur.received": Route(Queue.PICTURES, "worker_tasks.datasets:blur_pictures", 3600),
    "guideline.changed": Route(Queue.REPORTS, "worker_tasks.messages:tell_guideline_changed", 3600),
    "project.closed": Route(Queue.REPORTS, "worker_tasks.messages:tell_project_ends", 3600),
    "invitation.used": Route(Queue.ANSWERS, "worker_tasks.messages:tell_invitation_used"),
    "statements.tell": Route(Queue.REPORTS, "worker_tasks.messages:tell_statements", 3600),
    "questions.watch": Route(Queue.ANSWERS, "worker_tasks.messages:watch_questions"),
    "messages.push": Route(Queue.REPORTS, "worker_tasks.messages:push_due", 600),
    "message.push": Route(Queue.REPORTS, "worker_tasks.messages:push"),
    "budgets.watch": Route(Queue.REPORTS, "worker_tasks.messages:watch_budgets"),
    "image.added": Route(Queue.ANSWERS, "worker_tasks.work:add_task"),
    "sequence.added": Route(Queue.ANSWERS, "worker_tasks.work:add_clips"),
    "funds.changed": Route(Queue.ANSWERS, "worker_tasks.work:open_covered"),
    "funds.look": Route(Queue.REPORTS, "worker_tasks.work:open_covered_everywhere", 3600),
    "pictures.waiting": Route(Queue.REPORTS, "worker_tasks.core:note"),
    "export.requested": Route(
        Queue.REPORTS, "worker_tasks.datasets:write_export", 3600, "worker_tasks.datasets:export_failed"
    ),
    "leases.expire": Route(Queue.ANSWERS, "worker_tasks.work:expire_leases"),
    "pace.count": Route(Queue.REPORTS, "worker_tasks.work:count_pace", 600),
    "reviews.overdue": Route(Queue.ANSWERS, "worker_tasks.quality:accept_overdue"),
    "consensus.refit": Route(Queue.REPORTS, "worker_tasks.consensus:refit_projects", 3600),
    "floors.keep": Route(Queue.REPORTS, "worker_tasks.programmes:keep_the_floor", 3600),
    "support.pay": Route(Queue.REPORTS, "worker_tasks.programmes:pay_support", 3600),
    "payouts.prepare": Route(Queue.REPORTS, "worker_tasks.pay:prepare_payday", 3600),
    "income.enter": Route(Queue.REPORTS, "worker_tasks.programmes:enter_platform_pay", 3600),
    "signs.look": Route(Queue.REPORTS, "worker_tasks.care:look_for_signs", 3600),
    "cases.overdue": Route(Queue.REPORTS, "worker_tasks.care:escalate_cases"),
    "rollup.rebuild": Route(Queue.REPORTS, "worker_tasks.reports:rebuild_rollup", 3600),
    "report.run": Route(Queue.REPORTS, "worker_tasks.reports:run_report", 3600),
    "reports.quarterly": Route(Queue.REPORTS, "worker_tasks.reports:freeze_quarters"),
    "reports.draft": Route(Queue.REPORTS, "worker_tasks.reports:draft_quarters"),
    "audit.seal": Route(Queue.REPORTS, "worker_tasks.core:seal_audit"),
    "correction.asked": Route(Queue.ANSWERS, "worker_tasks.messages:tell_correction_asked"),
    "correction.decided": Route(Queue.ANSWERS, "worker_tasks.messages:tell_correction_decided"),
    "transitions.watch": Route(Queue.REPORTS, "worker_tasks.care:watch_transitions"),
    "retention.keep": Route(Queue.REPORTS, "worker_tasks.oversight:keep_retention", 3600),
    "audit.digest": Route(Queue.REPORTS, "worker_tasks.oversight:make_digest", 3600),
    "erasure.held": Route(Queue.REPORTS, "worker_tasks.messages:tell_erasure_held"),
    "erasures.do": Route(Queue.REPORTS, "worker_tasks.people:erase_due", 600),
    "outbox.forget": Route(Queue.REPORTS, "worker_tasks.core:forget_done"),
    "report.frozen": Route(Queue.REPORTS, "worker_tasks.core:note"),
    "import.finished": Route(Queue.REPORTS, "worker_tasks.core:note"),
    "export.finished": Route(Queue.REPORTS, "worker_tasks.core:note"),
    "export.failed": Route(Queue.REPORTS, "worker_tasks.core:note"),
    "hook.spread": Route(Queue.REPORTS, "worker_tasks.hooks:spread"),
    "hook.send": Route(Queue.REPORTS, "worker_tasks.hooks:send"),
    "hooks.ring": Route(Queue.REPORTS, "worker_tasks.hooks:ring_forgotten"),
    "ledger.chain": Route(Queue.REPORTS, "worker_tasks.ledger:chain_entries"),
    "ledger.prove": Route(Queue.REPORTS, "worker_tasks.ledger:prove", 3600),
}


def resolve(kind: str) -> Callable[["Work"], Any]:
    """The function that does a kind's work. Raises KeyError for a kind that nobody does."""
    return _named(ROUTES[kind].work)


def resolve_gave_up(kind: str) -> Callable[["Session", str, Exception | None], None] | None:
    """Who is to hear that a kind's work failed for good; None where nobody asked for it."""
    return _named(ROUTES[kind].gave_up) if ROUTES[kind].gave_up else None


def _named(place: str) -> Callable[..., Any]:
    module, _, name = place.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def kinds_of(queue: Queue) -> tuple[str, ...]:
    return tuple(kind for kind, route in ROUTES.items() if route.queue == queue)
