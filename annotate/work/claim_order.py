"""The four rows that open tasks stand in, and which of them is looked at first. Pure.

Each row has a partial index of its own, so a claim reads a few entries of each and never what is done. The
conditions are written as text because both engines use a partial index only for the very same words.
"""

_OPEN = "state = 'open' AND taken < target AND kept_for IS NULL"
# Consensus wants one more answer, or somebody set them first: the most helpful one first.
FIRST = f"{_OPEN} AND priority > 0"
# Others have begun them: a task nearly finished is finished before a new one is begun.
BEGUN = f"{_OPEN} AND priority = 0 AND taken > 0"
FRESH = f"{_OPEN} AND priority = 0 AND taken = 0"
# Reserved for women of a county.
KEPT = "state = 'open' AND taken < target AND kept_for IS NOT NULL"

CLAIM_INDEXES = (
    ("ix_task_first", ("project_id", "rank", "id"), FIRST),
    ("ix_task_begun", ("project_id", "id"), BEGUN),
    ("ix_task_claim", ("project_id", "id"), FRESH),
    ("ix_task_kept", ("project_id", "kept_for", "id"), KEPT),
)

# So many entries of a row are looked at for a claim; of those she has had herself none can be given to her.
WINDOW = 64
# In a project with fewer fresh tasks than this everybody meets everybody anyway: there nothing goes out by chance.
FEWEST_FOR_CHANCE = 40
# When that brought too little: so many entries, and so many times, before she is told that there is nothing.
WIDE_WINDOW = 1000
MOST_LOOKS = 6


def rank_of(priority: int, gain: float) -> int:
    """Place among the tasks with a priority, the lowest first: by priority, then by what one more answer settles.

    gain: 0 ... 1, such as the risk that the answer of today is wrong.
    """
    return -(1001 * priority + round(1000 * max(0.0, min(1.0, gain))))
