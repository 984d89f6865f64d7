"""Sheets of paper as PDF: a head, figures, tables, a foot with the page; Chinese letters travel inside the file."""

import io
from collections.abc import Sequence, Set
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.graphics.shapes import Drawing
from reportlab.graphics.shapes import Path as DrawnPath
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

# Outlines that can be put into a PDF (TrueType), as Debian, Windows and macOS keep them.
_FONTS = (
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
)
_INK, _FAINT, _RULE = colors.HexColor("#1f2a24"), colors.HexColor("#5d665f"), colors.HexColor("#c9c5b8")
_MARGIN = 18 * mm


@cache
def font_name() -> str:
    """A font for Chinese: one of this machine's, put into the file; else the reader's own by its name."""
    for path in _FONTS:
        if Path(path).exists():
            try:
                pdfmetrics.registerFont(TTFont("Paper", path))
            except TTFError:
                continue
            return "Paper"
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return "STSong-Light"


def _style(size: float, colour: colors.Color = _INK, space: float = 0, align: int = 0) -> ParagraphStyle:
    return ParagraphStyle(
        f"{size}-{align}",
        fontName=font_name(),
        fontSize=size,
        leading=size * 1.5,
        textColor=colour,
        spaceAfter=space,
        alignment=align,
        # Chinese has no blanks to break a line at.
        wordWrap="CJK",
    )


class Sheet:
    """Collects what stands on it from top to bottom, then makes the file. The same content gives the same bytes."""

    def __init__(self, title: str, foot: str) -> None:
        self._title, self._foot = title, foot
        self._parts: list[Flowable] = []

    def head(self, title: str, lead: str = "") -> None:
        self._parts.append(Paragraph(escape(title), _style(19, space=3)))
        if lead:
            self._parts.append(Paragraph(escape(lead), _style(10.5, _FAINT, space=8)))

    def section(self, title: str) -> None:
        self._parts += [Spacer(1, 9), Paragraph(escape(title), _style(13, space=4))]

    def text(self, words: str, faint: bool = False) -> None:
        self._parts.append(Spacer(1, 5))
        self._parts.append(Paragraph(escape(words), _style(10, _FAINT if faint else _INK, space=5)))

    def pairs(self, pairs: Sequence[tuple[str, str]], is_sum: bool = False) -> None:
        """Name on the left, value on the right; is_sum: the last one is the total."""
        rows = [
            [Paragraph(escape(name), _style(10.5)), Paragraph(escape(value), _style(10.5, align=2))]
            for name, value in pairs
        ]
        rules = [("LINEBELOW", (0, 0), (-1, -1), 0.4, _RULE), ("LEFTPADDING", (0, 0), (-1, -1), 0)]
        if is_sum:
            rules.append(("LINEABOVE", (0, -1), (-1, -1), 1.1, _INK))
        self._parts.append(Table(rows, colWidths=[110 * mm, 64 * mm], style=TableStyle(rules)))

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths_mm: Sequence[float],
        numbers: Set[int] | None = None,
    ) -> None:
        """numbers: columns on the right, all but the first when None. The head is repeated on each page."""
        on_the_right = set(range(1, len(head))) if numbers is None else numbers
        cells = [
            [
                Paragraph(escape(cell), _style(9.5, colour, align=2 if at in on_the_right else 0))
                for at, cell in enumerate(row)
            ]
            for colour, row in ((_FAINT, head), *((_INK, row) for row in rows))
        ]
        rules = [
            ("LINEBELOW", (0, 0), (-1, 0), 0.9, _INK),
            ("LINEBELOW", (0, 1), (-1, -1), 0.3, _RULE),
            ("LEFTPADDING", (0, 0), (0, -1), 0),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 1.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
        ]
        widths = [width * mm for width in widths_mm]
        self._parts.append(Table(cells, colWidths=widths, repeatRows=1, style=TableStyle(rules)))

    def squares(self, rows: Sequence[Sequence[bool]], side_mm: float) -> None:
        """A pattern of dark squares, such as a QR code, with the quiet rim it needs."""
        count = len(rows)
        unit = side_mm * mm / (count + 8)
        drawn = DrawnPath(fillColor=colors.black, strokeColor=None)
        for down, row in enumerate(rows):
            for along, is_dark in enumerate(row):
                if is_dark:
                    x, y = (along + 4) * unit, (count + 3 - down) * unit
                    drawn.moveTo(x, y)
                    for px, py in ((x + unit, y), (x + unit, y + unit), (x, y + unit)):
                        drawn.lineTo(px, py)
                    drawn.closePath()
        drawing = Drawing(side_mm * mm, side_mm * mm)
        drawing.add(drawn)
        self._parts.append(drawing)

    def pdf(self) -> bytes:
        out = io.BytesIO()
        document = SimpleDocTemplate(
            out,
            pagesize=A4,
            title=self._title,
            author="豆芽",
            invariant=True,
            # The frame adds 6 points of its own on each side.
            leftMargin=_MARGIN - 6,
            rightMargin=_MARGIN - 6,
            topMargin=_MARGIN,
            bottomMargin=_MARGIN + 6 * mm,
        )
        document.build(self._parts, onFirstPage=self._page, onLaterPages=self._page)
        return out.getvalue()

    def _page(self, canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont(font_name(), 8)
        canvas.setFillColor(_FAINT)
        canvas.drawString(_MARGIN, 12 * mm, self._foot)
        canvas.drawRightString(A4[0] - _MARGIN, 12 * mm, str(document.page))
