"""The new-project form: its four steps, what was typed in each, and what that means. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from annotate.core.errors import N_, Fault
from annotate.core.money import major, parse_major
from annotate.projects.driving import driving_ontology
from annotate.projects.new_project import NewProject
from annotate.projects.ontology import COLOURS, parse_ontology
from annotate.projects.scene_guidelines import GUIDELINES
from annotate.projects.scene_templates import TEMPLATES

STEPS = ("labels", "price", "guideline", "check")
ROWS = 14
_YES_NO = ("occluded", "truncated")
_FIELDS_OF = {
    "labels": (
        "name",
        "template",
        *(f"label-{row}-{part}" for row in range(ROWS) for part in ("on", "name", "zh", "color")),
        *(f"attribute-{name}" for name in _YES_NO),
    ),
    "price": ("rate", "redundancy_min", "redundancy_max", "right", "lease_minutes", "needs_training"),
    "guideline": ("guideline_zh", "guideline_en"),
}
# Which step a fault belongs to, by how its path begins.
_STEP_OF_PATH = {
    "name": "labels",
    "ontology": "labels",
    "rate": "price",
    "redundancy": "price",
    "lease": "price",
    "guideline": "guideline",
}

Values = dict[str, str]
USUAL_TEMPLATE = "objects"


def fields_of(step: str) -> tuple[str, ...]:
    """Names of a step's fields."""
    return _FIELDS_OF.get(step, ())


def template_of(values: Mapping[str, str]) -> str:
    """The ready set that was chosen; objects where none was."""
    chosen = values.get("template", "")
    return chosen if chosen in TEMPLATES else USUAL_TEMPLATE


def ready_labels(values: Mapping[str, str]) -> dict[str, Any] | None:
    """Of a chosen set whose labels say more than rows of boxes can."""
    chosen = template_of(values)
    return None if chosen == USUAL_TEMPLATE else TEMPLATES[chosen].document()


def starting_values(template: str = "") -> Values:
    """A ready set for driving scenes, objects unless another is named, ready to be changed."""
    chosen = template_of({"template": template})
    guideline_zh, guideline_en = GUIDELINES[chosen]
    values = {
        "name": "",
        "template": chosen,
        "rate": "0.42",
        "redundancy_min": "2",
        "redundancy_max": "4",
        "right": "95",
        "lease_minutes": "60",
        "guideline_zh": guideline_zh,
        "guideline_en": guideline_en,
        **{f"attribute-{name}": "1" for name in _YES_NO},
    }
    labels = driving_ontology()["labels"]
    for row in range(ROWS):
        label = labels[row] if row < len(labels) else None
        values[f"label-{row}-name"] = label["name"] if label else ""
        values[f"label-{row}-zh"] = label["title"]["zh_CN"] if label else ""
        values[f"label-{row}-color"] = label["color"] if label else COLOURS[row % len(COLOURS)]
        if label:
            values[f"label-{row}-on"] = "1"
    return values


def _label_values(ontology: Mapping[str, Any]) -> Values:
    values = {
        name: value if name.endswith("-color") else ""
        for name, value in starting_values().items()
        if name.startswith("label-") and not name.endswith("-on")
    }
    for row, label in enumerate(ontology["labels"]):
        values[f"label-{row}-on"] = "1"
        values[f"label-{row}-name"] = label["name"]
        values[f"label-{row}-zh"] = label["title"]["zh_CN"]
        values[f"label-{row}-color"] = label["color"]
        values |= {f"attribute-{attribute['name']}": "1" for attribute in label["attributes"]}
    return values


def can_say(ontology: Mapping[str, Any]) -> bool:
    """Whether these labels come back from the form as they went in; what programs make may say more."""
    back = {"labels": _labels(_label_values(ontology))}
    return len(ontology["labels"]) <= ROWS and parse_ontology(back) == parse_ontology(ontology)


def values_of(facts: Mapping[str, Any], ontology: Mapping[str, Any], text_zh: str, text_en: str) -> Values:
    """What the form shows of a project. facts: as `queries.facts_of` gives them."""
    return {
        **_label_values(ontology),
        "name": facts["name"],
        "rate": f"{major(facts['rate_e4']).normalize():f}",
        "redundancy_min": str(facts["redundancy"]["min"]),
        "redundancy_max": str(facts["redundancy"]["max"]),
        "right": f"{100 * facts['redundancy']['confidence']:.6g}",
        "lease_minutes": str(facts["lease_minutes"]),
        **({"needs_training": "1"} if facts.get("needs_training") else {}),
        "guideline_zh": text_zh,
        "guideline_en": text_en,
    }


def read_values(form: Mapping[str, str]) -> Values:
    """What was typed, of the fields that the form has; boxes that are not ticked are absent."""
    known = [name for names in _FIELDS_OF.values() for name in names]
    return {name: form[name].replace("\r\n", "\n") for name in known if name in form}


def _title_en(name: str) -> str:
    ready: dict[str, str] = {label["name"]: label["title"]["en"] for label in driving_ontology()["labels"]}
    return ready.get(name, name)


def _labels(values: Values) -> list[dict[str, Any]]:
    attributes = [
        attribute
        for attribute in driving_ontology()["labels"][0]["attributes"]
        if values.get(f"attribute-{attribute['name']}")
    ]
    found = []
    for row in range(ROWS):
        name = values.get(f"label-{row}-name", "").strip()
        if name and values.get(f"label-{row}-on"):
            title = {"zh_CN": values.get(f"label-{row}-zh", "").strip() or name, "en": _title_en(name)}
            color = values.get(f"label-{row}-color", "")
            found.append({"name": name, "title": title, "color": color, "attributes": attributes})
    return found


def _whole(values: Values, name: str, faults: list[Fault]) -> int:
    text = values.get(name, "").strip()
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        faults.append(Fault(name, "number", N_("must be a whole number")))
        return 1
    return int(text)


def _rate_e4(values: Values, faults: list[Fault]) -> int:
    try:
        return parse_major(values.get("rate", ""))
    except ValueError:
        faults.append(
            Fault("rate_e4", "rate", N_("must be an amount such as 0.42, with at most four places"))
        )
        return 1


def _confidence(values: Values, faults: list[Fault]) -> float:
    try:
        return round(float(values.get("right", "")) / 100, 6)
    except ValueError:
        faults.append(
            Fault(
                "redundancy.confidence",
                "confidence",
                N_("say how many of 100 objects shall be right, from 50 to 99.9"),
            )
        )
        return 0.95


def project_of(
    values: Values, currency: str, own_labels: Mapping[str, Any] | None = None
) -> tuple[NewProject, list[Fault]]:
    """The project that the values describe, and what could not even be read.

    own_labels: those that say more than this form can; they stay as they are.
    """
    faults: list[Fault] = []
    new = NewProject(
        name=values.get("name", ""),
        ontology=dict(own_labels) if own_labels else {"labels": _labels(values)},
        rate_e4=_rate_e4(values, faults),
        currency=currency,
        redundancy_min=_whole(values, "redundancy_min", faults),
        redundancy_max=_whole(values, "redundancy_max", faults),
        confidence=_confidence(values, faults),
        lease_minutes=_whole(values, "lease_minutes", faults),
        guideline_zh=values.get("guideline_zh", ""),
        guideline_en=values.get("guideline_en", ""),
        needs_training=bool(values.get("needs_training")),
    )
    return new, faults


def step_of(fault: Fault) -> str:
    """The step where a fault is mended."""
    start = fault.path.replace("_", ".").partition(".")[0].partition("[")[0]
    return _STEP_OF_PATH.get(start, "labels")


def first_wrong_step(faults: Iterable[Fault], up_to: str) -> str | None:
    """The earliest step, not after `up_to`, with a fault; None when the way is free."""
    wrong = {step_of(fault) for fault in faults}
    return next((step for step in STEPS[: STEPS.index(up_to) + 1] if step in wrong), None)
