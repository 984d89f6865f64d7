"""Kinds of messages for those who run projects, look after people, read reports or host all of it. Pure."""

from annotate.messages.kind_words import Kind, Topic, Words

STAFF_KINDS: dict[str, Kind] = {
    "rejections.frozen": Kind(
        Topic.PROJECTS,
        Words(
            "“%(project)s”：一天里不通过的太多，请你看一看",
            "一位审核员一天里让很多张图不通过，先都停住了。请你一张一张看：不同意的就全额付。三天没人看，全部算通过。",
        ),
        Words(
            '"%(project)s": many rejections in one day, please look',
            "One reviewer rejected many pictures in one day, so they wait. Look at each: what you do not agree with is paid in full. After three days without a look all are accepted.",
        ),
    ),
    "budget.low": Kind(
        Topic.PROJECTS,
        Words("“%(project)s”的钱快用完了", "还剩 %(left_e4)s 元，大约够 %(pictures)s 张图。请及时充值。"),
        Words(
            'The money of "%(project)s" is running out',
            "%(left_e4)s yuan are left, enough for about %(pictures)s pictures. Please add money in time.",
        ),
    ),
    "pictures.waiting": Kind(
        Topic.PROJECTS,
        Words(
            "“%(project)s”有新图在等钱",
            "图片已经收下，但账上的钱不够，先不发给标注员。打开看有几张、还差多少；存够了会自动开放。",
        ),
        Words(
            'New pictures of "%(project)s" wait for money',
            "They are taken in, but nobody is asked to label them before the account covers it. The page says how many and how much is missing; with the money they open by themselves.",
        ),
    ),
    "grant.short": Kind(
        Topic.PROJECTS,
        Words(
            "“%(programme)s”的补贴还没发",
            "%(of_month)s 的补贴还差 %(missing_e4)s 元。收到基金会的钱请登记，程序第二天会补发。",
        ),
        Words(
            'Support of "%(programme)s" is not paid yet',
            "For %(of_month)s %(missing_e4)s yuan are missing. Record the foundation's money; it is paid the next day.",
        ),
    ),
    "floor.alarm": Kind(
        Topic.PROJECTS,
        Words(
            "“%(project)s”的时薪低于最低标准",
            "中位数每小时 %(hourly_e4)s 元，最低标准 %(floor_e4)s 元。差额会补给她们。请看看价格和规则。",
        ),
        Words(
            '"%(project)s" pays less than the floor',
            "The median is %(hourly_e4)s yuan an hour, the floor is %(floor_e4)s. The difference is added to their pay. Look at price and rules.",
        ),
    ),
    "import.finished": Kind(
        Topic.PROJECTS,
        Words("“%(project)s”的图片传好了", "收下 %(count)s 张，有问题的 %(problems)s 张。"),
        Words(
            'The pictures of "%(project)s" are in',
            "Taken: %(count)s. With problems: %(problems)s.",
        ),
    ),
    "export.failed": Kind(
        Topic.PROJECTS,
        Words("“%(project)s”的一次导出没有成功", "打开看原因，可以再试一次。标注都还在，什么也没丢。"),
        Words(
            'An export of "%(project)s" failed',
            "The page says why, and lets you try again. The labels are all there; nothing is lost.",
        ),
    ),
    "hook.off": Kind(
        Topic.PROJECTS,
        Words(
            "“%(project)s”的一个回调地址五天没有回应",
            "先不再通知它了，没送到的都留着。请看看对方的服务器，好了再打开，会接着送。",
        ),
        Words(
            'An address of "%(project)s" has not answered for five days',
            "It is not called any more; what was not taken is kept. Look at that server, then switch the address on again and it goes on.",
        ),
    ),
    "cases.waiting": Kind(
        Topic.PROJECTS,
        Words("有 %(count)s 个人或中心等你联系", "打开“跟进”，能看到原因和最晚什么时候联系。"),
        Words(
            "People or centres that wait for you: %(count)s",
            "Cases shows why, and until when each should hear from you.",
        ),
    ),
    "cases.overdue": Kind(
        Topic.PROJECTS,
        Words("有 %(count)s 个跟进过了时间", "48 小时内还没有联系上。请今天联系，或请同事接手。"),
        Words(
            "Cases past their time: %(count)s",
            "There was no contact in time. Please make it today, or let a colleague take over.",
        ),
    ),
    "invitation.used": Kind(
        Topic.PROJECTS,
        Words("你发出的邀请有人用了", "编号 %(alias)s 的人已经注册好。"),
        Words("An invitation of yours was used", "Number %(alias)s has registered."),
    ),
    "correction.asked": Kind(
        Topic.PROJECTS,
        Words("有人说她的档案里有写错的", "请拿她的证件对一对，再改过来。"),
        Words("Somebody says her file is wrong", "Please compare it with her papers and put it right."),
    ),
    "transition.review": Kind(
        Topic.PROJECTS,
        Words("过渡期快满三个月", "请在 %(review_day)s 前和她谈一谈，把说好的写下来。"),
        Words(
            "A transition is close to three months",
            "Please talk with her by %(review_day)s and write down what was agreed.",
        ),
    ),
    "transition.ends": Kind(
        Topic.PROJECTS,
        Words("过渡期快结束了", "%(last_day)s 自动结束。请和她说好接下来怎么做。"),
        Words(
            "A transition is about to end",
            "It ends by itself on %(last_day)s. Please agree with her how she goes on.",
        ),
    ),
    "transition.ended": Kind(
        Topic.PROJECTS,
        Words("过渡期满六个月，结束了", "从下一批图起按平常的节奏。"),
        Words("A transition has ended after six months", "The usual pace holds from her next bag on."),
    ),
    "report.ready": Kind(
        Topic.PROJECTS,
        Words("%(quarter)s 的报告好了", "数字已经定稿，可以看，也可以下载。"),
        Words("The report of %(quarter)s is ready", "Its figures are frozen; it can be read and downloaded."),
    ),
    "audit.digest": Kind(
        Topic.PROJECTS,
        Words(
            "%(of_month)s 的操作记录小结",
            "共 %(count)s 条，其中看个人档案 %(looks)s 次；链条断处 %(broken)s 个。链尾 %(head)s，请抄到别处存好。",
        ),
        Words(
            "What was done in %(of_month)s",
            "%(count)s acts, %(looks)s of them looks at people's files; broken places in the chain: %(broken)s. The chain ends with %(head)s; write it down elsewhere.",
        ),
    ),
}
