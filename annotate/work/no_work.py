"""Why a bag came back empty, and what she can do: in words. Pure."""

from annotate.core.errors import N_
from annotate.work.states import NoWorkReason

NO_WORK_WORDS = {
    NoWorkReason.NOT_OPEN: N_(
        "This project is not open now, and not because of you. What you did is paid as always."
    ),
    NoWorkReason.ALL_TAKEN: N_(
        "Others are working on what is left. Some may come back later; see other work at home."
    ),
    NoWorkReason.ALL_DONE: N_("You have done all this project has for you. See other work at home."),
    NoWorkReason.FINISHED: N_("This project is all done. See other work at home."),
    NoWorkReason.HER_TURN: N_(
        "There is little work, so what is new goes first to those who have earned less this month. Look again at %(until)s, or see other work at home."
    ),
    NoWorkReason.PILOT_SHARE: N_(
        "This is a short trial that many people are to take part in, and you have done your part of it. Thank you; all the rest opens when its price is settled. See other work at home."
    ),
    NoWorkReason.TRAINING: N_(
        "This project begins with practice, and practice is paid. Open it from your home page."
    ),
    NoWorkReason.EXAM: N_(
        "Before the first pictures of this project comes a short test, and it is paid. Open it from your home page."
    ),
    NoWorkReason.PAUSED: N_(
        "You have a break in this project until %(until)s. What you did is paid. Your home page says why and what helps; other projects are open to you."
    ),
    NoWorkReason.BANNED: N_(
        "You get no more pictures of this project. What you did is paid. If you think this is wrong, ask your coordinator to look at it again."
    ),
}
"""By reason; PAUSED and HER_TURN want `until`, the moment in her words."""
