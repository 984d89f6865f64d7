"""Cells of a table that a spreadsheet opens without running anything. Pure."""

# Spreadsheets take a cell that begins with one of these for a formula, in half and in full width.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
# A cell that begins with one of these is cut in two by some programs, and its rest begins anew.
_BREAKS = ("\t", "\r", "\n")


def defused(text: str) -> str:
    """The text with an apostrophe before it where a sheet program would take it for a formula.

    Blanks before the sign do not help: some programs drop them first.
    """
    risky = text.startswith(_BREAKS) or text.lstrip().startswith(_FORMULA)
    return f"'{text}" if risky else text
