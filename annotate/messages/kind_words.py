"""What a kind of message consists of: its topic and its words in both languages. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum

from annotate.core.errors import N_


class Topic(StrEnum):
    """What a person may choose to be told of by mail or SMS."""

    PAY = "pay"
    WORK = "work"
    LEARNING = "learning"
    QUESTIONS = "questions"
    PROJECTS = "projects"  # of those who run them


TOPIC_TITLES = {
    Topic.PAY: N_("Pay and pay slips"),
    Topic.WORK: N_("My work and its pictures"),
    Topic.LEARNING: N_("Learning and levels"),
    Topic.QUESTIONS: N_("Questions and answers"),
    Topic.PROJECTS: N_("Projects and people I look after"),
}


@dataclass(frozen=True)
class Words:
    """One language: a title that stands alone, and what it means and what to do."""

    title: str
    body: str


@dataclass(frozen=True)
class Kind:
    topic: Topic
    zh: Words
    en: Words

    @property
    def blanks(self) -> frozenset[str]:
        return frozenset(re.findall(r"%\((\w+)\)s", self.zh.title + self.zh.body))
