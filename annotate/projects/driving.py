"""A ready set of labels and a guideline for driving scenes: what a manager starts from. Pure."""

from typing import Any

_YES_NO: tuple[dict[str, Any], ...] = (
    {
        "name": "occluded",
        "title": {"zh_CN": "被挡住", "en": "Occluded"},
        "type": "checkbox",
        "default": False,
        "per_frame": True,
    },
    {
        "name": "truncated",
        "title": {"zh_CN": "出了画面", "en": "Cut off by the edge"},
        "type": "checkbox",
        "default": False,
        "per_frame": True,
    },
)

_LABELS = (
    ("person", "行人", "Person", "#D55E00"),
    ("car", "小汽车", "Car", "#0072B2"),
    ("truck", "卡车", "Truck", "#56B4E9"),
    ("bus", "公交车", "Bus", "#009E73"),
    ("bicycle", "自行车", "Bicycle", "#F0E442"),
    ("motorcycle", "摩托车", "Motorcycle", "#E69F00"),
    ("traffic light", "红绿灯", "Traffic light", "#CC79A7"),
    ("traffic sign", "交通标志", "Traffic sign", "#999999"),
)


def driving_label(
    name: str, zh: str, en: str, color: str, attributes: tuple[dict[str, Any], ...]
) -> dict[str, Any]:
    return {
        "name": name,
        "title": {"zh_CN": zh, "en": en},
        "color": color,
        "kinds": ["box"],
        "attributes": [dict(one) for one in attributes],
    }


def driving_ontology() -> dict[str, Any]:
    """People, vehicles, lights and signs as boxes; each may be occluded or cut off."""
    return {"labels": [driving_label(*label, _YES_NO) for label in _LABELS]}


GUIDELINE_ZH = """\
# 怎么框

1. 每个看得见的行人、车、红绿灯、交通标志都要框一个框。
2. 框要贴着边：上下左右都碰到物体，不要留空，也不要切掉。
3. 被挡住的物体只框看得见的部分，再点“被挡住”。
4. 被画面边缘切掉的，框到边缘为止，再点“出了画面”。
5. 小于 12 像素、看不清是什么的，不用框。

## 分不清的时候

- 骑车的人：人框一个“行人”，车另框一个“自行车”或“摩托车”。
- 面包车、越野车、出租车都算“小汽车”；拉货的车算“卡车”。
- 海报、镜子、橱窗里的人和车不框。
"""

GUIDELINE_EN = """\
# How to draw

1. Draw one box around every person, vehicle, traffic light and traffic sign that you can see.
2. The box touches the thing on all four sides: no gap, nothing cut off.
3. Of a thing that is partly hidden, box only what you see, and tick "Occluded".
4. Where the edge of the picture cuts a thing off, draw up to the edge and tick "Cut off by the edge".
5. Leave out what is under 12 pixels or too blurred to name.

## When in doubt

- Someone on a bike: one box "Person" for the rider, another "Bicycle" or "Motorcycle" for the bike.
- Vans, SUVs and taxis are "Car"; what carries goods is "Truck".
- People and cars on posters, in mirrors and in shop windows are not boxed.
"""
