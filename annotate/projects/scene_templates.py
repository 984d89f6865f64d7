"""Sets of labels for the usual tasks on driving scenes, to start from. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from annotate.core.errors import N_
from annotate.projects.driving import driving_label, driving_ontology

Label = dict[str, Any]


def _title(zh: str, en: str) -> dict[str, str]:
    return {"zh_CN": zh, "en": en}


def _choice(value: str, zh: str, en: str) -> dict[str, Any]:
    return {"value": value, "title": _title(zh, en)}


def _asked(name: str, zh: str, en: str, kind: str, *values: dict[str, Any], **more: Any) -> dict[str, Any]:
    listed = {"values": list(values)} if values else {}
    return {"name": name, "title": _title(zh, en), "type": kind, **listed, **more}


def _label(
    name: str, zh: str, en: str, color: str, kinds: list[str], *asked: dict[str, Any], **more: Any
) -> Label:
    return {
        "name": name,
        "title": _title(zh, en),
        "color": color,
        "kinds": kinds,
        "attributes": list(asked),
        **more,
    }


_STYLE = _asked(
    "style",
    "线型",
    "Style",
    "radio",
    _choice("solid", "实线", "solid"),
    _choice("dashed", "虚线", "dashed"),
    _choice("double", "双线", "double"),
    required=True,
)
_PAINT = _asked(
    "paint",
    "颜色",
    "Paint",
    "radio",
    _choice("white", "白", "white"),
    _choice("yellow", "黄", "yellow"),
    _choice("other", "其他", "other"),
    required=True,
)


def lanes() -> list[Label]:
    """Lines on the road, from near to far, as polylines (as in TuSimple, CULane, BDD100K)."""
    return [
        _label("lane line", "车道线", "Lane line", "#0072B2", ["polyline"], _STYLE, _PAINT),
        _label("road edge", "路沿", "Road edge", "#E69F00", ["polyline"]),
        _label("stop line", "停止线", "Stop line", "#D55E00", ["polyline"]),
        _label("crosswalk", "斑马线", "Crosswalk", "#009E73", ["polygon"]),
    ]


def drivable_area() -> list[Label]:
    """Where the car may drive (as in BDD100K: its own lane, and lanes that it could change to)."""
    return [
        _label("own lane", "本车道", "Own lane", "#009E73", ["polygon", "mask"]),
        _label("other lane", "可换的车道", "Lane to change to", "#56B4E9", ["polygon", "mask"]),
        _label("unclear", "看不清的区域", "Unclear area", "#999999", ["polygon"], ignore=True),
    ]


def traffic_lights() -> list[Label]:
    """Each light with what it shows, for whom."""
    shows = _asked(
        "state",
        "灯的颜色",
        "State",
        "radio",
        _choice("red", "红", "red"),
        _choice("yellow", "黄", "yellow"),
        _choice("green", "绿", "green"),
        _choice("off", "不亮", "off"),
        _choice("unknown", "看不清", "cannot be seen"),
        required=True,
        per_frame=True,
    )
    shape = _asked(
        "shape",
        "灯的样子",
        "Shape",
        "select",
        _choice("round", "圆灯", "round"),
        _choice("left", "左转箭头", "arrow left"),
        _choice("straight", "直行箭头", "arrow straight"),
        _choice("right", "右转箭头", "arrow right"),
        _choice("pedestrian", "人行灯", "for pedestrians"),
        required=True,
    )
    for_us = _asked("relevant", "管本车", "For our lane", "checkbox", default=True)
    return [_label("traffic light", "红绿灯", "Traffic light", "#CC79A7", ["box"], shows, shape, for_us)]


def tracks() -> list[Label]:
    """What moves in a video: the same thing keeps its track from frame to frame."""
    per_frame = [
        _asked("occluded", "被挡住", "Occluded", "checkbox", default=False, per_frame=True),
        _asked("truncated", "出了画面", "Cut off by the edge", "checkbox", default=False, per_frame=True),
    ]
    parked = _asked("parked", "停着", "Parked", "checkbox", default=False)
    moving = (
        ("person", "行人", "Person", "#D55E00", False),
        ("rider", "骑车的人", "Rider", "#F0E442", False),
        ("car", "小汽车", "Car", "#0072B2", True),
        ("truck", "卡车", "Truck", "#56B4E9", True),
        ("bus", "公交车", "Bus", "#009E73", True),
    )
    return [
        driving_label(name, zh, en, color, (*per_frame, parked) if may_park else tuple(per_frame))
        for name, zh, en, color, may_park in moving
    ]


@dataclass(frozen=True)
class Template:
    """title: msgid; make: gives the labels."""

    title: str
    make: Callable[[], list[Label]]

    def document(self) -> dict[str, Any]:
        return {"labels": self.make()}


TEMPLATES = {
    "objects": Template(N_("Objects on the road"), lambda: list(driving_ontology()["labels"])),
    "tracks": Template(N_("Objects followed through a video"), tracks),
    "lanes": Template(N_("Lane lines"), lanes),
    "drivable": Template(N_("Drivable area"), drivable_area),
    "lights": Template(N_("Traffic lights and what they show"), traffic_lights),
}
