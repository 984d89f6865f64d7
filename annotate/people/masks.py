"""How identity is shown where it is not needed in full. Pure."""


def masked_name(name: str) -> str:
    """'张金红' -> '张**': enough to greet, not enough to search for."""
    return name[:1] + "*" * min(len(name) - 1, 3) if name else ""
