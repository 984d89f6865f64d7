"""Every kind of message: its topic and its words in both languages, written when it is read. Pure.

Blanks are named by what fills them, unit last: `..._e4` an amount, `..._at` an instant (ISO text), `..._day`, `..._month` a
calendar day or month (ISO text), `names` a list; everything else stands as it is. No name, phone or number of a person may
fill a blank: messages are kept in clear and may leave the house.
"""

from annotate.messages.kind_words import TOPIC_TITLES, Kind, Topic, Words
from annotate.messages.staff_kinds import STAFF_KINDS

__all__ = ["KINDS", "TOPIC_TITLES", "Kind", "Topic", "UnknownKind", "Words", "WrongBlanks", "kind_of"]

KINDS: dict[str, Kind] = STAFF_KINDS | {
    # Levels and gates
    "level.raised": Kind(
        Topic.LEARNING,
        Words("你升了一级", "“%(project)s”：你的框越来越准。从下一批图起，每张多付 %(bonus)s%%。"),
        Words(
            "You moved up a level",
            '"%(project)s": your boxes have become more exact. From your next bag on, each picture pays %(bonus)s%% more.',
        ),
    ),
    "level.lowered": Kind(
        Topic.LEARNING,
        Words(
            "你的级别降了一级",
            "“%(project)s”：最近有几张图没对上。从下一批图起，每张多付 %(bonus)s%%。已经挣到的不变。",
        ),
        Words(
            "You moved down a level",
            '"%(project)s": some of your last pictures differed. From your next bag on, each picture pays %(bonus)s%% more. What you earned stays.',
        ),
    ),
    "quality.hint": Kind(
        Topic.LEARNING,
        Words(
            "“%(project)s”：看一眼哪里不一样",
            "最近有些图和大家的不一样。点开看一张就明白了。想先练几张也可以，练习按时付钱。",
        ),
        Words(
            '"%(project)s": see what differs',
            "Some of your last pictures differ from those of the others. One picture shows how. You may practise first; practice is paid.",
        ),
    ),
    "gate.practice": Kind(
        Topic.LEARNING,
        Words(
            "先练几张，练习也付钱",
            "“%(project)s”：最近的图错得多了一些。练几张就回到原来的活，练习按时付钱。",
        ),
        Words(
            "A little practice first, it is paid",
            '"%(project)s": more of your last pictures were wrong than usual. A few practice pictures bring you back; practice is paid.',
        ),
    ),
    "gate.paused": Kind(
        Topic.LEARNING,
        Words("“%(project)s”停一停", "到 %(until_at)s 再接着做。已经挣到的都会付。别的项目照常可以做。"),
        Words(
            'A pause in "%(project)s"',
            "It goes on at %(until_at)s. All you earned is paid. Other projects stay open for you.",
        ),
    ),
    "gate.opened": Kind(
        Topic.LEARNING,
        Words("“%(project)s”又可以做了", "图已经在等你。"),
        Words('"%(project)s" is open for you again', "Pictures are waiting for you."),
    ),
    "gate.closed": Kind(
        Topic.LEARNING,
        Words(
            "“%(project)s”不再给你派图",
            "这是两个人看过后写明原因的决定。已经挣到的都会付。想问原因，请找服务专员。",
        ),
        Words(
            '"%(project)s" has no more pictures for you',
            "Two people looked and wrote down why. All you earned is paid. Your coordinator tells you the reason.",
        ),
    ),
    "exam.passed": Kind(
        Topic.LEARNING,
        Words("考试通过了", "“%(project)s”：现在可以开始做了。考试的钱已经记上。"),
        Words("You passed the exam", '"%(project)s": you can start now. The exam is paid.'),
    ),
    "exam.failed": Kind(
        Topic.LEARNING,
        Words(
            "这次考试还差一点", "“%(project)s”：%(again_at)s 以后可以再考。先看看哪里不一样。考试照样付钱。"
        ),
        Words(
            "The exam was not quite there yet",
            '"%(project)s": you can try again from %(again_at)s. Look first at what differed. The exam is paid all the same.',
        ),
    ),
    # Pay
    "payout.sent": Kind(
        Topic.PAY,
        Words("%(amount_e4)s 元已经发出", "钱在路上，通常一两天内到账。"),
        Words("%(amount_e4)s yuan are on their way", "They usually arrive within a day or two."),
    ),
    "payout.paid": Kind(
        Topic.PAY,
        Words("%(amount_e4)s 元已经到账", "请到你的收款账户里看一看。"),
        Words("%(amount_e4)s yuan have arrived", "Look into the account where you are paid."),
    ),
    "payout.failed": Kind(
        Topic.PAY,
        Words(
            "%(amount_e4)s 元没有付成",
            "钱没有丢，已经回到你的余额。请检查收款账户，改好后下次一起付。",
        ),
        Words(
            "%(amount_e4)s yuan could not be paid",
            "Nothing is lost: they are back in your balance. Check the account where you are paid; they come with the next payment.",
        ),
    ),
    "statement.ready": Kind(
        Topic.PAY,
        Words("%(of_month)s 的工资单好了", "打开看看：每一笔从哪里来，扣了什么，实发多少。"),
        Words(
            "Your statement of %(of_month)s is ready",
            "Open it: where each amount comes from, what was withheld, what is paid.",
        ),
    ),
    "topup.booked": Kind(
        Topic.PAY,
        Words(
            "补了 %(amount_e4)s 元",
            "“%(project)s”上一周的时薪低于最低标准，差的部分补给你，已经记在收入里。",
        ),
        Words(
            "%(amount_e4)s yuan were added",
            '"%(project)s" paid less an hour last week than the floor. The difference is yours and stands in your income.',
        ),
    ),
    "support.subsidy": Kind(
        Topic.PAY,
        Words("补贴 %(amount_e4)s 元到了", "%(of_month)s 的工龄补贴已经记在收入里，不扣税。"),
        Words(
            "Your subsidy: %(amount_e4)s yuan",
            "For %(of_month)s, because you have worked long enough. It stands in your income; no tax is kept from it.",
        ),
    ),
    "support.income_floor": Kind(
        Topic.PAY,
        Words("补了 %(amount_e4)s 元", "%(of_month)s 的收入没到约定的数，差的部分补给你，已经记在收入里。"),
        Words(
            "%(amount_e4)s yuan were added",
            "Your income of %(of_month)s was below what was promised. The difference is yours and stands in your income.",
        ),
    ),
    # Her work
    "fix.asked": Kind(
        Topic.WORK,
        Words(
            "有一张图请你改一改",
            "“%(project)s”：%(until_at)s 前改好，付全款；过了时间付 70%%。哪里要改，图上写着。",
        ),
        Words(
            "One picture to mend",
            '"%(project)s": mended by %(until_at)s it is paid in full, otherwise 70%%. What to mend stands on the picture.',
        ),
    ),
    "appeal.upheld": Kind(
        Topic.WORK,
        Words("再看一次的结果：你是对的", "“%(project)s”：那张图按全款付，分数也还给你。"),
        Words(
            "Looked at again: you were right",
            '"%(project)s": the picture is paid in full and your score is put right.',
        ),
    ),
    "appeal.refused": Kind(
        Topic.WORK,
        Words("再看一次的结果：维持原来的决定", "“%(project)s”：另一个人看过了，原因写在图旁边。"),
        Words(
            "Looked at again: the first decision stands",
            '"%(project)s": another person looked; the reason stands beside the picture.',
        ),
    ),
    "guideline.changed": Kind(
        Topic.WORK,
        Words("“%(project)s”的规则有变化", "从下一批图起按新规则画。开工前看一眼哪里变了。"),
        Words(
            'The rules of "%(project)s" have changed',
            "They count from your next bag on. Have a look at what is new before you start.",
        ),
    ),
    "guideline.grace": Kind(
        Topic.WORK,
        Words(
            "“%(project)s”改了画法",
            "从下一批图起按新规则画。%(until_at)s 前，照旧规则画的图不会因为新规则扣分、扣钱。开工前看一眼哪里变了。",
        ),
        Words(
            'What is right has changed in "%(project)s"',
            "It counts from your next bag on. Until %(until_at)s nothing drawn by the old rules is held against you or paid less because of the new ones. Have a look at what is new before you start.",
        ),
    ),
    "guideline.rework": Kind(
        Topic.WORK,
        Words(
            "“%(project)s”有些图请你按新规则再画一遍",
            "再画一遍按原价再付一次全款，以前付的还是你的。%(until_at)s 前都可以；不画也不扣什么。",
        ),
        Words(
            'Some of your pictures in "%(project)s" are to be drawn again by the new rules',
            "They are paid anew in full, and what you got before stays yours. There is time until %(until_at)s; leaving them costs you nothing.",
        ),
    ),
    "rework.unfit": Kind(
        Topic.WORK,
        Words(
            "“%(project)s”里你再画的一张图，有人看过了",
            "有一处和新规则不一样，原因写在图旁边，下次就知道了。这张图的钱已经付了，还是你的。",
        ),
        Words(
            'Somebody looked at a picture in "%(project)s" that you drew again',
            "Something is not as the new rules say; the reason stands beside the picture. Its pay was booked and stays yours.",
        ),
    ),
    "rework.part": Kind(
        Topic.WORK,
        Words(
            "“%(project)s”里你再画的一张图，付了一部分",
            "这张图上什么都没画，两个人都看过了，付七成。原因写在图旁边。看法不一样，可以找服务专员。",
        ),
        Words(
            'A part is paid for a picture in "%(project)s" that you drew again',
            "Nothing was drawn on it; two people looked, and seven tenths are paid. The reason stands beside the picture. Your coordinator helps if you see it differently.",
        ),
    ),
    "project.ending": Kind(
        Topic.WORK,
        Words("“%(project)s”快做完了", "接下来你可以做：%(names)s。手里的图照常交，照常付。"),
        Words(
            '"%(project)s" is coming to its end',
            "Next for you: %(names)s. What you hold may be handed in and is paid.",
        ),
    ),
    "project.ending_alone": Kind(
        Topic.WORK,
        Words("“%(project)s”快做完了", "手里的图照常交，照常付。有了新的活会告诉你，也可以问服务专员。"),
        Words(
            '"%(project)s" is coming to its end',
            "What you hold may be handed in and is paid. New work is told to you here; your coordinator helps too.",
        ),
    ),
    "question.answered": Kind(
        Topic.QUESTIONS,
        Words("你的问题有回答了", "“%(project)s”：点开看回答，旁边就是那张图。"),
        Words("Your question is answered", '"%(project)s": open it to read the answer beside the picture.'),
    ),
    # Those who run projects
    "question.asked": Kind(
        Topic.QUESTIONS,
        Words("有人问了一个问题", "“%(project)s”：请在 24 小时内回答，她边等边做。"),
        Words(
            "Somebody asks a question",
            '"%(project)s": please answer within 24 hours; she works on meanwhile.',
        ),
    ),
    "question.overdue": Kind(
        Topic.QUESTIONS,
        Words("有问题等了超过 24 小时", "“%(project)s”：%(count)s 个问题还没有回答。"),
        Words(
            "Questions have waited for more than 24 hours",
            '"%(project)s": %(count)s without an answer.',
        ),
    ),
    "project.offered": Kind(
        Topic.WORK,
        Words("服务专员给你找了新的活：“%(project)s”", "打开“工作”就能看到，先看要求再决定做不做。"),
        Words(
            'Your coordinator found work for you: "%(project)s"',
            "It stands under Work. Look at what it asks, then decide.",
        ),
    ),
    "correction.done": Kind(
        Topic.PAY,
        Words("你的档案改好了", "你说的那一处已经改过来。"),
        Words("Your file was put right", "What you asked for is changed."),
    ),
    "correction.refused": Kind(
        Topic.PAY,
        Words("你的档案这次没有改", "点开可以看到原因。不同意就再写一次，或者找服务专员。"),
        Words(
            "Your file was not changed",
            "Open this to read why. If you do not agree, write again or ask your coordinator.",
        ),
    ),
    "erasure.held": Kind(
        Topic.PAY,
        Words("你的账号还没有注销", "还有一件事要先办好，点开就能看到是什么。办好以后会自动注销。"),
        Words(
            "Your account is not closed yet",
            "One thing has to be settled first; open this to see what it is. Then it is closed by itself.",
        ),
    ),
}


class UnknownKind(ValueError):
    """No such kind of message."""


class WrongBlanks(ValueError):
    """What was given does not fill this kind's blanks."""


def kind_of(code: str, given: frozenset[str]) -> Kind:
    """The kind of a code whose blanks are exactly those given. Raises UnknownKind, WrongBlanks."""
    kind = KINDS.get(code)
    if kind is None:
        raise UnknownKind(code)
    if kind.blanks != given:
        raise WrongBlanks(f"{code} wants {sorted(kind.blanks)}, was given {sorted(given)}")
    return kind
