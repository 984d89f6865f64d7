"""A row of the registry in the words of a report. Pure."""

from collections.abc import Sequence

from annotate.registry.standards import LINE_A_DAY, StandardRow, year_line_e4
from annotate.registry.words import StandardKind
from annotate.reports.figures.document import ChosenStandard


def row_document(row: StandardRow) -> dict[str, str]:
    """Every field as text, as it is frozen into a report."""
    return {
        "kind": row.kind.value,
        "region_code": row.region_code,
        "scope": row.scope,
        "value": str(row.value),
        "unit": row.unit,
        "price_year": str(row.price_year or ""),
        "valid_from": row.valid_from.isoformat() if row.valid_from else "",
        "valid_to": row.valid_to.isoformat() if row.valid_to else "",
        "source_title": row.source_title,
        "document_number": row.document_number,
        "note": row.note,
    }


def chosen_standard(line: StandardRow, rows: Sequence[StandardRow]) -> ChosenStandard:
    """The programme's line, converted where the registry can, with the factor that was used."""
    zh, en = _words(line)
    document = row_document(line)
    if line.unit == LINE_A_DAY:
        factors = [row for row in rows if row.kind is StandardKind.PPP and row.price_year == line.price_year]
        rural = [row for row in factors if row.scope == "rural"]
        document |= {f"factor_{key}": value for row in rural[:1] for key, value in row_document(row).items()}
    return ChosenStandard(year_line_e4(line, rows), zh, en, document)


def _words(line: StandardRow) -> tuple[str, str]:
    prices_zh = f"（{line.price_year} 年价格）" if line.price_year else ""
    prices_en = f" ({line.price_year} prices)" if line.price_year else ""
    if line.unit == LINE_A_DAY:
        return (
            f"每人每天 {line.value} 国际元的标准{prices_zh}",
            f"the line of {line.value} international dollars a day{prices_en}",
        )
    return (
        f"每人每年 {line.value:,} 元的标准{prices_zh}",
        f"the line of {line.value:,} yuan per person and year{prices_en}",
    )
