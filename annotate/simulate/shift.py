"""One annotator of the crowd at work: asks for a picture, labels it, hands it in."""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from annotate.simulate.client import ApiClient, Refused
from annotate.simulate.crowd import Annotation, Picture, TrueBox, label_picture
from annotate.simulate.scoring import Score, score
from annotate.simulate.skill import SimulatedAnnotator
from annotate.simulate.truth import TruthSource


@dataclass(slots=True)
class Record:
    """What one annotator did."""

    handed_in: int = 0
    repeated: int = 0
    without_truth: int = 0
    refused: list[str] = field(default_factory=list)
    score: Score = field(default_factory=Score)
    last_reason: str = ""


class Shift:
    """An annotator with her connection. `work_once` returns False when there was nothing for her to do."""

    def __init__(
        self,
        crowd: Sequence[SimulatedAnnotator],
        number: int,
        client: ApiClient,
        truth: TruthSource,
        seed: int,
    ) -> None:
        self._crowd, self.number, self._client = crowd, number, client
        self._truth, self._seed = truth, seed
        self._ontologies: dict[int, dict[str, frozenset[str]]] = {}
        self.record = Record()

    @property
    def annotator(self) -> SimulatedAnnotator:
        return self._crowd[self.number]

    def work_once(self, project_id: int) -> bool:
        """Take one picture of the project and finish it."""
        body = self._client.post(f"/projects/{project_id}/assignments", {"count": 1}).body
        if not body["assignments"]:
            self.record.last_reason = body.get("reason") or ""
            return False
        assignment = body["assignments"][0]
        picture = assignment["images"][0]
        # The crowd's hands only draw: questions about drawn objects go back to people.
        draws = assignment["kind"] == "label"
        truths = self._truth.truths(picture["name"]) if draws else None
        if truths is None:
            self._client.post(
                f"/assignments/{assignment['id']}/release", {"reason": "no truth is known for it"}
            )
            self.record.without_truth += 1
            return True
        self._hand_in(project_id, assignment["id"], picture, truths)
        return True

    def go_home(self) -> None:
        self._client.close()

    def _hand_in(
        self, project_id: int, assignment_id: int, picture: dict[str, Any], truths: Sequence[TrueBox]
    ) -> None:
        ontology = self._ontology(project_id)
        known = [truth for truth in truths if truth.label in ontology]
        seen = Picture(picture["name"], picture["width"], picture["height"], known, tuple(ontology))
        answer = label_picture(self._crowd, self.number, seen, self._seed)
        annotations = [_declared(one, ontology) for one in answer.annotations]
        rng = random.Random(f"{self._seed} {self.number} {assignment_id}")
        body = {
            "submission_id": str(uuid.UUID(int=rng.getrandbits(128), version=4)),
            "annotations": annotations,
            "active_ms": answer.active_ms,
        }
        try:
            reply = self._client.post(f"/assignments/{assignment_id}/submission", body)
        except Refused as refusal:
            self.record.refused.append(str(refusal))
            return
        self.record.handed_in += reply.status == 201
        self.record.repeated += reply.status == 200
        self.record.score += score(annotations, known)

    def _ontology(self, project_id: int) -> dict[str, frozenset[str]]:
        """Label names of a project with the attributes that each declares."""
        if project_id not in self._ontologies:
            document = self._client.get(f"/projects/{project_id}/bootstrap").body["ontology"]["document"]
            self._ontologies[project_id] = {
                label["name"]: frozenset(attribute["name"] for attribute in label.get("attributes", ()))
                for label in document["labels"]
                if "box" in label.get("kinds", ("box",))
            }
        return self._ontologies[project_id]


def _declared(annotation: Annotation, ontology: dict[str, frozenset[str]]) -> Annotation:
    """Only attributes that the project asks for."""
    names = ontology[annotation["label"]]
    kept = {name: value for name, value in annotation["attributes"].items() if name in names}
    return {**annotation, "attributes": kept}
