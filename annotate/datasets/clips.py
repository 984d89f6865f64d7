"""How a video is cut into clips, the portions that are handed out, priced and paid. Pure."""

from itertools import pairwise

MOST_FRAMES = 200


def clips_of(frames: int, most: int = MOST_FRAMES) -> list[tuple[int, int]]:
    """(first frame, number of frames) of each clip, as equal as can be: nobody gets a rest of three frames."""
    count = clip_count(frames, most)
    cuts = [frames * place // count for place in range(count + 1)] if count else []
    return [(start, end - start) for start, end in pairwise(cuts)]


def clip_count(frames: int, most: int = MOST_FRAMES) -> int:
    return -(-frames // most)
