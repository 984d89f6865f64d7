"""The report in a few sentences, in Chinese and in English. Pure. Words of change only, never of cause."""

from collections.abc import Callable, Sequence

from annotate.reports.figures.facts import Figure, FigureState, Table

Find = Callable[[Table, str, str], str | None]


def number(text: str) -> str:
    """'12840' -> '12,840'."""
    whole, _, rest = text.partition(".")
    return f"{int(whole):,}" + (f".{rest}" if rest else "")


def _finder(figures: Sequence[Figure]) -> Find:
    """The shown value of a figure over all counties, or None."""
    known = {
        (f.table, f.metric, f.month): f.value
        for f in figures
        if f.county_code == "" and f.state is FigureState.SHOWN
    }

    def find(table: Table, metric: str, month: str) -> str | None:
        value = known.get((table, metric, month))
        return number(value) if value is not None else None

    return find


def quarter_words(quarter: str) -> tuple[str, str]:
    year, part = quarter.split("-Q")
    return f"{year} 年第{'一二三四'[int(part) - 1]}季度", f"quarter {part} of {year}"


def month_words(month: str) -> tuple[str, str]:
    year, part = month.split("-")
    return f"{year} 年 {int(part)} 月", month


def summary(
    figures: Sequence[Figure], quarter: str, panel_month: str, line: tuple[str, str] | None
) -> dict[str, str]:
    """line: the chosen line in words, or None. A figure that is hidden is left out; nothing shown is said plainly."""
    find = _finder(figures)
    zh, en = _pay(find, quarter)
    more_zh, more_en = _households(find, panel_month, line)
    sentences_zh, sentences_en = zh + more_zh, en + more_en
    if not sentences_zh:
        return {
            "zh": "这一期人数太少，为了保护每个人，不公布数字。",
            "en": "Too few women took part in this period; to protect each of them no figure is shown.",
        }
    return {"zh": "".join(sentences_zh), "en": " ".join(sentences_en)}


def _pay(find: Find, quarter: str) -> tuple[list[str], list[str]]:
    when_zh, when_en = quarter_words(quarter)
    women, pay = find(Table.PERIOD, "active_annotators", ""), find(Table.PERIOD, "median_pay", "")
    if women is None or pay is None:
        return [], []
    return (
        [f"{when_zh}，约 {women} 位女性在家做标注并拿到报酬；一半的人每月收入在 {pay} 元或以上。"],
        [
            f"In {when_en}, about {women} women had paid work at home; half of them had {pay} yuan a month or more."
        ],
    )


def _households(find: Find, month: str, line: tuple[str, str] | None) -> tuple[list[str], list[str]]:
    zh, en = [], []
    when_zh, when_en = month_words(month)
    share = find(Table.MONTHS, "platform_share", month)
    if share is not None:
        zh.append(
            f"截至 {when_zh}的 12 个月里，平台收入占家庭净收入的中位数是 {share}%（参考线：三分之二）。"
        )
        en.append(
            f"In the 12 months to {when_en}, platform pay was {share}% of household net income at the median "
            "(reference: two thirds)."
        )
    before, now = (find(Table.BEFORE_NOW, metric, month) for metric in ("above_baseline", "above_now"))
    if line and before is not None and now is not None:
        zh.append(
            f"前后收入都知道的家庭里，参加前约 {before} 户达到{line[0]}，现在约 {now} 户。"
            "这是前后变化，原因可能有很多；是否达到标准也不是官方认定。"
        )
        en.append(
            f"Of the households known at both times, about {before} were at or above {line[1]} at baseline and about "
            f"{now} are now. This is a change over time with many possible reasons, and not an official finding."
        )
    return zh, en
