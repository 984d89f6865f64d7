"""The course of a project: its versions, and how far each newcomer has read."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.projects import service as projects
from annotate.projects.errors import InvalidProject
from annotate.projects.models import Project
from annotate.projects.new_project import guideline_faults
from annotate.projects.queries import guideline_text
from annotate.training.course import Course
from annotate.training.models import CourseVersion, LearningPath
from annotate.training.service import open_project, path_of


def newest_version(session: Session, project_id: int) -> CourseVersion | None:
    query = sa.select(CourseVersion).where(CourseVersion.project_id == project_id)
    return session.scalar(query.order_by(CourseVersion.number.desc()).limit(1))


def course_of(session: Session, project: Project) -> Course | None:
    """The newest course; a project without one of its own teaches by its guideline. None without either."""
    own = newest_version(session, project.id)
    if own is not None:
        return Course(own.number, own.text_zh, own.text_en)
    guideline = guideline_text(session, project.guideline_version_id)
    if guideline is None or not (guideline.text_zh.strip() or guideline.text_en.strip()):
        return None
    return Course(0, guideline.text_zh, guideline.text_en)


def save_course(
    session: Session, actor_id: int, project_id: int, text_zh: str, text_en: str
) -> CourseVersion:
    """A new version, unless the text is the newest one's; one without text is a project without a course.

    Raises NotFound, InvalidProject.
    """
    project = projects.project_for(session, actor_id, project_id)
    if faults := list(guideline_faults(text_zh, text_en)):
        raise InvalidProject(faults)
    # Locked: two people who save at once make two versions.
    session.get_one(Project, project.id, with_for_update=True, populate_existing=True)
    newest = newest_version(session, project_id)
    if newest is not None and (newest.text_zh, newest.text_en) == (text_zh, text_en):
        return newest
    version = CourseVersion(
        project_id=project_id,
        number=newest.number + 1 if newest else 1,
        text_zh=text_zh,
        text_en=text_en,
        created_by=actor_id,
    )
    session.add(version)
    session.flush()
    detail = {"number": version.number}
    audit.record(session, actor_id, "training.course_changed", "project", project_id, detail)
    return version


def is_read(path: LearningPath | None) -> bool:
    """Whether somebody has read a course to its end; a later version asks nobody to begin again."""
    return path is not None and path.course_done_at is not None


def note_read(session: Session, annotator_id: int, project_id: int, page: int, locale: str) -> bool:
    """She has read the course up to this page; True when that was its last. Raises NotFound."""
    project, path = open_project(session, project_id), path_of(session, annotator_id, project_id)
    course = course_of(session, project)
    pages = len(course.pages(locale)) if course else 0
    number = course.number if course else 0
    if path.course_number != number:
        # Another version: its pages are others.
        path.course_number, path.pages_read = number, 0
    path.pages_read = max(path.pages_read, min(max(page, 0), pages))
    if page >= pages:
        path.course_done_at = path.course_done_at or clock.now()
    session.flush()
    return page >= pages
