"""`consensus labels` and `consensus shapes` on files, good and bad."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from annotate.consensus.cli import consensus
from annotate.consensus.files import CHUNK, fit_in_chunks
from annotate.consensus.settle import settle_scene
from tests.consensus.crowd import make_scenes


def run(*words: Any) -> Result:
    return CliRunner().invoke(consensus, [str(word) for word in words])


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def label_file(path: Path, text: str) -> Path:
    file = path / "in.csv"
    file.write_text(text, encoding="utf-8")
    return file


GOOD = "worker,task,label\n" + "".join(
    f"{w},t{t},{'cat' if t % 2 or w == 'liar' else 'dog'}\n" for t in range(20) for w in ("mei", "an", "liar")
)


def test_labels_get_their_truth_and_people_their_quality(tmp_path: Path) -> None:
    source = label_file(tmp_path, GOOD)

    done = run("labels", source, "--out", tmp_path / "truth.csv", "--annotators", tmp_path / "quality.csv")

    assert done.exit_code == 0, done.output
    truth = {row["task"]: row for row in rows(tmp_path / "truth.csv")}
    assert list(truth["t0"]) == ["task", "label", "confidence"]
    assert all(truth[f"t{t}"]["label"] == ("cat" if t % 2 else "dog") for t in range(20))
    quality = {row["worker"]: float(row["quality"]) for row in rows(tmp_path / "quality.csv")}
    assert quality["liar"] < quality["mei"]


def test_the_order_of_rows_changes_nothing(tmp_path: Path) -> None:
    head, *lines = GOOD.splitlines()
    for name, order in (("a", lines), ("b", lines[::-1] + lines[:3])):
        run("labels", label_file(tmp_path, "\n".join([head, *order])), "--out", tmp_path / name)

    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_gold_is_held(tmp_path: Path) -> None:
    gold = tmp_path / "gold.csv"
    gold.write_text("task,label\nt0,cat\n", encoding="utf-8")

    run("labels", label_file(tmp_path, GOOD), "--out", tmp_path / "truth.csv", "--gold", gold)

    assert rows(tmp_path / "truth.csv")[0] == {"task": "t0", "label": "cat", "confidence": "1.000000"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("task,label\nt,a\n", "no column worker"),
        ("task,worker,label\nt,w\n", "line 2: has 2 columns"),
        ("task,worker,label\nt,w,\n", "line 2: task, worker and label must not be empty"),
        ("task,worker,label\n", "there are no answers"),
        ("", "no column task"),
    ],
    ids=["column missing", "short row", "empty label", "no rows", "empty file"],
)
def test_a_bad_label_file_is_one_clear_line(tmp_path: Path, text: str, said: str) -> None:
    done = run("labels", label_file(tmp_path, text), "--out", tmp_path / "truth.csv")

    assert done.exit_code == 1
    assert said in done.output
    assert not (tmp_path / "truth.csv").exists()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"task,worker,label\nt,w,a\nt,v,\xff\n", "not UTF-8"),
        (b'task,worker,label\nt,w,a\nt,v,"a\n', "line 3"),
        (b'task,worker,label\nt,w,"a"b\n', "line 2"),
    ],
    ids=["bytes", "quote left open", "letters after a quote"],
)
def test_a_label_file_that_is_no_table_is_one_clear_line(tmp_path: Path, raw: bytes, said: str) -> None:
    (tmp_path / "in.csv").write_bytes(raw)

    done = run("labels", tmp_path / "in.csv", "--out", tmp_path / "truth.csv")

    assert done.exit_code == 1
    assert said in done.output
    assert not (tmp_path / "truth.csv").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("task\nt0\n", "columns task and label"),
        ("task,label\nt0,cat\nt0,dog\n", "line 3: t0 is dog here and cat before"),
        ("task,label\nt0\n", "line 2: task and label must not be empty"),
    ],
    ids=["column missing", "contradiction", "short row"],
)
def test_bad_gold_is_one_clear_line(tmp_path: Path, text: str, said: str) -> None:
    gold = tmp_path / "gold.csv"
    gold.write_text(text, encoding="utf-8")

    done = run("labels", label_file(tmp_path, GOOD), "--out", tmp_path / "truth.csv", "--gold", gold)

    assert done.exit_code == 1
    assert said in done.output


def test_gold_may_be_what_nobody_said(tmp_path: Path) -> None:
    gold = tmp_path / "gold.csv"
    gold.write_text("task,label\nt0,fox\n", encoding="utf-8")

    run("labels", label_file(tmp_path, GOOD), "--out", tmp_path / "truth.csv", "--gold", gold)

    assert rows(tmp_path / "truth.csv")[0]["label"] == "fox"


def shapes_document() -> dict[str, Any]:
    scenes = make_scenes(8)
    return {
        "ontology": {"labels": [{"name": "car"}]},
        "images": [{"id": s.picture, "width": s.width_px, "height": s.height_px} for s in scenes],
        "submissions": [
            {
                "image_id": s.picture,
                "annotator": a.annotator,
                "annotations": [
                    {
                        "id": "x",
                        "kind": "box",
                        "label": "car",
                        "box": [x0, y0, x1 - x0, y1 - y0],
                        "attributes": {},
                    }
                    for x0, y0, x1, y1 in (shape.box for shape in a.shapes)
                ],
            }
            for s in scenes
            for a in s.answers
        ],
    }


def test_shapes_are_merged_as_the_service_merges_them(tmp_path: Path) -> None:
    source = tmp_path / "in.json"
    source.write_text(json.dumps(shapes_document()), encoding="utf-8")

    done = run("shapes", source, "--out", tmp_path / "out.json")

    assert done.exit_code == 0, done.output
    result = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    scenes = make_scenes(8)
    crowd = fit_in_chunks(scenes, lambda _: None, CHUNK)
    for image, scene in zip(result["images"], scenes, strict=True):
        settled = settle_scene(scene, crowd)
        assert image["image_id"] == scene.picture
        assert len(image["annotations"]) == len(settled.objects)
        assert image["risk"] == pytest.approx(settled.risk)
        assert set(image) >= {"annotations", "agreement", "needs_another", "risk"}
    figures = {"quality", "miss_rate", "false_rate", "label_accuracy", "sigma"}
    assert figures <= set(result["annotators"]["mei"])
    assert result["annotators"]["mei"]["quality"] > result["annotators"]["spam"]["quality"]


def broken(change: str) -> dict[str, Any]:
    document = shapes_document()
    first = document["submissions"][0]
    if change == "unknown image":
        first["image_id"] = "none"
    elif change == "annotator twice":
        document["submissions"].append(first)
    elif change == "negative width":
        first["annotations"][0]["box"][2] = -1
    elif change == "unknown label":
        first["annotations"][0]["label"] = "ship"
    elif change == "no images":
        del document["images"]
    elif change == "image without width":
        del document["images"][0]["width"]
    return document


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("unknown image", "submissions[0].image_id: no image has the id none"),
        ("annotator twice", "has answered image p000 before"),
        ("negative width", "submissions[0].annotations[0].box: width and height must be above 0"),
        ("unknown label", "submissions[0].annotations[0].label: ship is not in the ontology"),
        ("no images", "images: must be a list"),
        ("image without width", "images[0].width: must be a number above 0"),
    ],
)
def test_a_bad_shapes_file_is_one_clear_line(tmp_path: Path, change: str, said: str) -> None:
    source = tmp_path / "in.json"
    source.write_text(json.dumps(broken(change)), encoding="utf-8")

    done = run("shapes", source, "--out", tmp_path / "out.json")

    assert done.exit_code == 1
    assert said in done.output
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize(
    "text", ['{\n"images": [', '{\n"images": [{"id": 1, "width": NaN, "height": 3}]}'], ids=["cut off", "NaN"]
)
def test_a_file_that_is_no_json_is_told_with_its_line(tmp_path: Path, text: str) -> None:
    source = tmp_path / "in.json"
    source.write_text(text, encoding="utf-8")

    done = run("shapes", source, "--out", tmp_path / "out.json")

    assert done.exit_code == 1
    assert "not valid JSON" in done.output
    assert "line 2" in done.output
