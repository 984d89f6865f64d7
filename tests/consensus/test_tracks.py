"""Identity over time is voted: one person's switch does not cut a track."""

from dataclasses import replace

from annotate.consensus.scene import Answer, Shape
from annotate.consensus.settle import settle_scene
from tests.consensus.crowd import box, scene


def walk(frame: int, left: float, track: str) -> Shape:
    shape = box(left + 5 * frame, 100, left + 5 * frame + 80, 180)
    return replace(shape, track=track, frame=frame)


def answer(name: str, tracks: tuple[str, str], switch_at: int = 99) -> Answer:
    """Two cars over six frames; from `switch_at` on their names are swapped."""
    shapes = []
    for frame in range(6):
        one, other = tracks if frame < switch_at else tracks[::-1]
        shapes += [walk(frame, 100, one), walk(frame, 600, other)]
    return Answer(name, tuple(shapes))


def tracks_of(*answers: Answer) -> list[set[str | None]]:
    """Names that the left and the right car bear over all frames."""
    found = settle_scene(scene(*answers))
    assert len(found.objects) == 12
    left = {o.shape.track for o in found.objects if o.shape.box[0] < 400}
    right = {o.shape.track for o in found.objects if o.shape.box[0] >= 400}
    return [left, right]


def test_people_name_their_tracks_as_they_like() -> None:
    left, right = tracks_of(answer("mei", ("a", "b")), answer("an", ("2", "1")))

    assert len(left) == len(right) == 1
    assert left != right


def test_a_switch_by_one_is_outvoted() -> None:
    left, right = tracks_of(
        answer("mei", ("a", "b")), answer("an", ("2", "1")), answer("lin", ("x", "y"), switch_at=3)
    )

    assert len(left) == len(right) == 1
    assert left != right


def test_pictures_outside_a_sequence_have_no_track() -> None:
    found = settle_scene(scene(Answer("mei", (box(10, 10, 90, 90),)), Answer("an", (box(10, 10, 90, 90),))))

    assert found.objects[0].shape.track is None
