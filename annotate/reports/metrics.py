"""The metric book: what every figure means, how it is computed, of whom, and what may be claimed with it. Pure.

Texts are kept here in both languages, not in the catalogue of translations: they are frozen into each report.
"""

from dataclasses import asdict

from annotate.reports.course_metrics import COURSE_METRICS
from annotate.reports.metric_parts import CLAIM_WORDS, UNIT_WORDS, Claim, Metric, Unit

_ENROLLED = (
    "本项目登记在册、当月有已验收付款工作的女性",
    "Enrolled women with accepted and paid work in the month",
)
_IN_PERIOD = (
    "本项目登记在册、本期有已验收付款工作的女性",
    "Enrolled women with accepted and paid work in the period",
)
_PANEL = (
    "参加前和现在的收入都知道的登记家庭",
    "Enrolled households whose income is known both at baseline and now",
)

METRICS: dict[str, Metric] = {
    metric.id: metric
    for metric in (
        Metric(
            "active_annotators",
            Unit.PEOPLE,
            Claim.OUTPUT,
            "有收入的女性",
            "Women with pay",
            "这段时间里至少有一份工作被验收并付款的人数；每人只数一次",
            "Number of women with at least one accepted and paid answer; each counted once",
            *_IN_PERIOD,
        ),
        Metric(
            "active_vs_last_year",
            Unit.PERCENT,
            Claim.OUTPUT,
            "与去年同期相比的人数",
            "Women with pay, against the same quarter of last year",
            "本期人数 ÷ 去年同期人数 × 100，用公布的取整数计算",
            "This period / same period of last year x 100, from the rounded figures that are shown",
            *_IN_PERIOD,
        ),
        Metric(
            "median_pay",
            Unit.YUAN,
            Claim.OUTPUT,
            "每月收入中位数",
            "Median monthly pay",
            "每人每个有收入月份的平台收入（计件、培训、补足、补贴，税前），取人的中位数；整期先求每人的月平均",
            "Platform pay in a month with pay (piece, training, top-up, subsidy, before tax), median over women; for a period her mean month first",
            *_ENROLLED,
        ),
        Metric(
            "p10_pay",
            Unit.YUAN,
            Claim.OUTPUT,
            "每月收入：低的一成",
            "Monthly pay, P10",
            "一成的人不超过这个数；不足 100 人不公布",
            "One in ten women has at most this; not shown for fewer than 100 women",
            *_IN_PERIOD,
        ),
        Metric(
            "p90_pay",
            Unit.YUAN,
            Claim.OUTPUT,
            "每月收入：高的一成",
            "Monthly pay, P90",
            "九成的人不超过这个数；不足 100 人不公布",
            "Nine in ten women have at most this; not shown for fewer than 100 women",
            *_IN_PERIOD,
        ),
        Metric(
            "total_pay",
            Unit.YUAN,
            Claim.OUTPUT,
            "平台收入合计",
            "Platform pay, sum",
            "计件、培训、补足、补贴的总和，税前，取自账本；当月未结束时不公布",
            "Sum of piece pay, training pay, top-ups and subsidies before tax, from the ledger; not shown while the month runs",
            *_ENROLLED,
        ),
        Metric(
            "total_top_up",
            Unit.YUAN,
            Claim.OUTPUT,
            "其中：补足",
            "Of which top-ups",
            "因时薪不到最低标准而补的钱，单独列出，不掩盖单价偏低",
            "Paid because an hourly pay fell under the floor; shown apart so that low rates are not hidden",
            "当月拿到补足的登记女性",
            "Enrolled women who got a top-up in the month",
        ),
        Metric(
            "median_hourly",
            Unit.YUAN_HOUR,
            Claim.OUTPUT,
            "每小时收入中位数",
            "Median pay per hour",
            "平台收入 ÷ 实际操作时间（停顿超过 90 秒不算），取人的中位数",
            "Platform pay / active time (pauses over 90 seconds do not count), median over women",
            *_ENROLLED,
        ),
        Metric(
            "platform_share",
            Unit.PERCENT,
            Claim.OUTPUT,
            "平台收入占家庭收入",
            "Platform pay in household income",
            "最近 12 个月：税后平台收入 ÷ 家庭净收入，取家庭的中位数；参考线三分之二",
            "Last 12 months: platform pay after tax / household net income, median over households; reference two thirds",
            *_PANEL,
        ),
        Metric(
            "per_capita_baseline",
            Unit.YUAN,
            Claim.CHANGE,
            "参加前人均年纯收入中位数",
            "Net income per person and year, median, at baseline",
            "（工资 + 经营 + 财产 + 转移 − 生产费用）÷ 家庭人口，参加前最近一次调查的 12 个月",
            "(wage + business + property + transfer income - production costs) / members, 12 months of the last survey before enrolment",
            *_PANEL,
        ),
        Metric(
            "per_capita_now",
            Unit.YUAN,
            Claim.CHANGE,
            "现在人均年纯收入中位数",
            "Net income per person and year, median, now",
            "最近 12 个月税后平台收入 + 18 个月内最近一次调查的其他净收入，÷ 家庭人口",
            "Platform pay after tax of the last 12 months + other net income of the last survey within 18 months, / members",
            *_PANEL,
        ),
        Metric(
            "below_baseline",
            Unit.HOUSEHOLDS,
            Claim.CHANGE,
            "参加前在线下的家庭",
            "Households below the line at baseline",
            "参加前人均年纯收入低于所选标准的家庭数",
            "Households whose net income per person at baseline was under the chosen line",
            *_PANEL,
        ),
        Metric(
            "above_baseline",
            Unit.HOUSEHOLDS,
            Claim.CHANGE,
            "参加前达到标准的家庭",
            "Households at or above the line at baseline",
            "参加前人均年纯收入达到或高于所选标准的家庭数",
            "Households whose net income per person at baseline was at or above the chosen line",
            *_PANEL,
        ),
        Metric(
            "below_now",
            Unit.HOUSEHOLDS,
            Claim.CHANGE,
            "现在在线下的家庭",
            "Households below the line now",
            "最近 12 个月人均年纯收入低于所选标准的家庭数",
            "Households whose net income per person of the last 12 months is under the chosen line",
            *_PANEL,
        ),
        Metric(
            "above_now",
            Unit.HOUSEHOLDS,
            Claim.CHANGE,
            "现在达到标准的家庭",
            "Households at or above the line now",
            "最近 12 个月人均年纯收入达到或高于所选标准的家庭数；不是官方的认定",
            "Households whose net income per person of the last 12 months is at or above the chosen line; not an official finding",
            *_PANEL,
        ),
        Metric(
            "below_to_above",
            Unit.HOUSEHOLDS,
            Claim.CHANGE,
            "参加前在线下、现在达到标准",
            "Below at baseline, at or above now",
            "前后两次都知道收入的家庭数",
            "Households known at both times",
            *_PANEL,
        ),
        Metric(
            "above_to_below",
            Unit.HOUSEHOLDS,
            Claim.CHANGE,
            "参加前达到标准、现在在线下",
            "At or above at baseline, below now",
            "前后两次都知道收入的家庭数",
            "Households known at both times",
            *_PANEL,
        ),
        Metric(
            "stayed_below",
            Unit.HOUSEHOLDS,
            Claim.CHANGE,
            "前后都在线下",
            "Below both times",
            "前后两次都知道收入的家庭数",
            "Households known at both times",
            *_PANEL,
        ),
        Metric(
            "stayed_above",
            Unit.HOUSEHOLDS,
            Claim.CHANGE,
            "前后都达到标准",
            "At or above both times",
            "前后两次都知道收入的家庭数",
            "Households known at both times",
            *_PANEL,
        ),
    )
} | {metric.id: metric for metric in COURSE_METRICS}


def described(metric_id: str) -> dict[str, str]:
    """The metric as it is frozen into a report."""
    metric = METRICS[metric_id]
    unit_zh, unit_en = UNIT_WORDS[metric.unit]
    claim_zh, claim_en = CLAIM_WORDS[metric.claim]
    words = {"unit_zh": unit_zh, "unit_en": unit_en, "claim_zh": claim_zh, "claim_en": claim_en}
    return {key: str(value) for key, value in asdict(metric).items()} | words
