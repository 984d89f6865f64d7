"""How tries and states are called. Pure."""

from annotate.core.errors import N_
from annotate.hooks.states import DeliveryState, OffReason

FAULTS: dict[str, str] = {
    "not_allowed": N_("the address leads into a private network"),
    "name_unknown": N_("nobody knows this host's name"),
    "certificate": N_("its certificate is not valid"),
    "too_slow": N_("no answer in time"),
    "not_reached": N_("nobody listens there"),
    "broken_off": N_("the talk was broken off"),
}
STATES: dict[DeliveryState, str] = {
    DeliveryState.WAITING: N_("on its way"),
    DeliveryState.TAKEN: N_("taken"),
    DeliveryState.GIVEN_UP: N_("given up"),
}
TONES: dict[DeliveryState, str] = {
    DeliveryState.WAITING: "info",
    DeliveryState.TAKEN: "good",
    DeliveryState.GIVEN_UP: "bad",
}
OFF: dict[OffReason, str] = {
    OffReason.BY_HAND: N_("switched off by hand"),
    OffReason.NO_ANSWER: N_("switched off: no answer for five days"),
}
