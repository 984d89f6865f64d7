"""Who can sign in to the demo, and the names of the synthetic women."""

import random
from dataclasses import dataclass

from annotate.people.roles import OrganisationKind, Role

# Known to everybody who reads this: the demo is for one's own machine.
DEMO_PASSWORD = "sprout-demo-2026"  # noqa: S105


@dataclass(frozen=True, slots=True)
class House:
    """One organisation of the demo."""

    key: str
    name: str
    kind: OrganisationKind


HOUSES = (
    House("operator", "豆芽运营（演示）", OrganisationKind.OPERATOR),
    House("client", "晨光驾驶数据（演示）", OrganisationKind.CLIENT),
    House("foundation", "春苗妇女发展基金会（演示）", OrganisationKind.FOUNDATION),
)


@dataclass(frozen=True, slots=True)
class LogIn:
    """One person of the demo who can sign in; what: what to look at with it, in English."""

    key: str
    phone: str
    name: str
    role: Role
    house: str | None
    what: str


# 思南县: where the demo's coordinator works.
COORDINATED_COUNTY = "520624"

# The first two of the synthetic women; their two years of work can be looked at from inside.
ANNOTATORS = (
    LogIn("mei", "13800000001", "梅小雨", Role.ANNOTATOR, None, "labels pictures, sees her two years of pay"),
    LogIn("an", "13800000002", "安秀兰", Role.ANNOTATOR, None, "labels pictures too"),
)
STAFF = (
    LogIn("manager", "13800000003", "赵明", Role.MANAGER, "client", "runs the project, exports labels"),
    LogIn("reviewer", "13800000004", "林静", Role.REVIEWER, "client", "decides where answers differ"),
    LogIn(
        "coordinator",
        "13800000005",
        "吴桂芳",
        Role.COORDINATOR,
        "operator",
        "enrols women, keeps their files",
    ),
    LogIn("foundation", "13800000006", "周岚", Role.REVIEWER, "foundation", "reads the income report"),
    LogIn(
        "finance", "13800000007", "钱丽", Role.FINANCE, "operator", "sees the books, lists and signs payouts"
    ),
    LogIn("admin", "13800000008", "孙强", Role.ADMIN, "operator", "looks after people and the machine"),
    LogIn(
        "second_finance",
        "13800000009",
        "郑秋月",
        Role.FINANCE,
        "operator",
        "gives payouts the second signature",
    ),
)

_FAMILY_NAMES = "杨田张安冉罗陈王李刘黄吴周石龙何马蒋谢邓"
_GIVEN = [
    "秀英",
    "桂花",
    "春梅",
    "小燕",
    "丽华",
    "玉兰",
    "红霞",
    "冬梅",
    "金凤",
    "晓芳",
    "翠萍",
    "艳红",
    "素珍",
    "慧敏",
    "雪梅",
    "彩云",
    "美玲",
    "月娥",
    "海燕",
    "小琴",
    "仕群",
    "朝霞",
    "国香",
    "玉珍",
    "桂英",
    "建芬",
    "小翠",
    "文秀",
    "兴菊",
    "永芳",
    "树芬",
    "元香",
    "光艳",
    "正美",
    "明珍",
    "世兰",
    "顺英",
    "代芬",
    "庭芳",
    "胜兰",
]


def woman_name(number: int, rng: random.Random) -> str:
    """A made-up name; the first two are those who can sign in."""
    if number < len(ANNOTATORS):
        return ANNOTATORS[number].name
    return rng.choice(_FAMILY_NAMES) + rng.choice(_GIVEN)


def woman_phone(number: int) -> str:
    """A number that no exchange gives out: every digit behind 1380000 is the demo's own."""
    return ANNOTATORS[number].phone if number < len(ANNOTATORS) else f"1380000{1000 + number:04d}"


def log_in_text() -> str:
    """What the console shows: phone, role, name, and what there is to see."""
    lines = [
        f"Sign in with one of these phones; the password is {DEMO_PASSWORD} for all. Everybody here is made up."
    ]
    lines += [f"  {one.phone}  {one.role:<12}{one.name}  {one.what}" for one in (*ANNOTATORS, *STAFF)]
    return "\n".join(lines)
