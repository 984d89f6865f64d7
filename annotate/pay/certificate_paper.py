"""A certificate of work on paper, with a code to scan. Words come from the page that asks. Pure."""

from collections.abc import Callable, Mapping

import segno

from annotate.core.errors import N_
from annotate.core.money import format_e4
from annotate.core.paper import Sheet
from annotate.pay.certificates import Item, Shown

ITEM_WORDS = {
    Item.NAME: N_("Name"),
    Item.PERIOD: N_("Worked from – to"),
    Item.PICTURES: N_("Pictures paid"),
    Item.HOURS: N_("Working time in hours"),
    Item.PAY: N_("Pay for work in all"),
}


def item_text(item: Item, value: str | int) -> str:
    """A value for the eye."""
    return format_e4(int(value)) if item is Item.PAY else str(value)


def pairs_of(values: Mapping[Item, str | int], say: Callable[..., str]) -> list[tuple[str, str]]:
    return [(say(ITEM_WORDS[item]), item_text(item, value)) for item, value in values.items()]


def certificate_pdf(shown: Shown, day: str, address: str, say: Callable[..., str]) -> bytes:
    """address: where it is verified, as the QR code says it."""
    sheet = Sheet(say("Certificate of work"), f"豆芽 Douya · {shown.code}")
    sheet.head(say("Certificate of work"), say("Made on %(day)s", day=day))
    sheet.text(say("Douya certifies what its books say of this person's work in labelling pictures:"))
    sheet.pairs(pairs_of(shown.values, say))
    sheet.section(say("Is it true?"))
    sheet.text(
        say(
            "Scan the code, or open %(address)s. It shows the same, as long as she has not taken it back.",
            address=address,
        )
    )
    qr = segno.make(address, error="m", boost_error=False)
    sheet.squares([[bool(dark) for dark in row] for row in qr.matrix], 46)
    return sheet.pdf()
