"""The manager writes a guideline with pictures; annotators of the project see them, others do not."""

import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from annotate.core.db import reading, transaction
from annotate.core.storage import storage
from annotate.datasets.models import GuidePicture
from annotate.projects import service as projects
from annotate.projects.models import GuidelineVersion, Project
from tests.conftest import People
from tests.datasets import pictures
from tests.work.answers import lease, submit
from tests.work.conftest import Site, site

__all__ = ["site"]
Browser = Callable[[int], Any]
GUIDE = "## {#car} 小汽车\n\n框要贴边。\n"


def write(session: Any, people: People, site: Site, text: str) -> None:
    project = session.get_one(Project, site.project_id)
    projects.add_guideline(session, people.zhao, project, text, "")


@pytest.fixture
def zhao(browser_of: Browser, people: People) -> Any:
    return browser_of(people.zhao)


def add_pair(zhao: Any, site: Site, **sent: Any) -> Any:
    form = {
        "guideline_zh": GUIDE,
        "guideline_en": "",
        "label": "car",
        "good_words": "贴着边",
        "bad_words": "太大",
    }
    address = f"/projects/{site.project_id}/guideline/pictures"
    return zhao.post(address, data=form | sent, content_type="multipart/form-data")


def file(content: bytes, name: str = "a.jpg") -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def stored() -> list[GuidePicture]:
    with reading() as session:
        return list(session.scalars(sa.select(GuidePicture).order_by(GuidePicture.id)))


def test_a_project_without_a_guideline_offers_a_template(zhao: Any, site: Site) -> None:
    page = zhao.get(f"/projects/{site.project_id}/guideline").text

    assert "## {#car} 小汽车" in page
    assert "## {#car} Car" in page


def test_a_pair_is_stored_small_and_clean_and_stands_in_the_text(zhao: Any, site: Site) -> None:
    sent = {
        "good": file(pictures.jpeg_with_exif(6, seed=1)),
        "bad": file(pictures.encoded("PNG", 2), "b.png"),
    }

    page = add_pair(zhao, site, **sent)

    first, second = stored()
    assert page.status_code == 200
    assert f"![good: 贴着边](/media/guides/{first.id})" in page.text
    assert f"![bad: 太大](/media/guides/{second.id})" in page.text
    with Image.open(io.BytesIO(storage().get(first.storage_key))) as kept:
        assert kept.format == "WEBP"
        # Turned as the camera said, and nothing else of the camera left.
        assert kept.size == (48, 64) == (first.width_px, first.height_px)
        assert not kept.getexif()
    assert b"SecretPhone" not in storage().get(first.storage_key)
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(GuidelineVersion)) == 0


def test_the_same_picture_again_is_kept_once(zhao: Any, site: Site) -> None:
    for _ in range(2):
        add_pair(zhao, site, good=file(pictures.jpeg(1)))

    assert len(stored()) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (pictures.jpeg(1)[:200], "坏"),
        (b"\xff\xd8\xff" + bytes(5_000_001), "5 MB"),
    ],
    ids=["no picture", "cut off", "over 5 MB"],
)
def test_what_is_no_picture_is_refused_in_words_and_the_text_stays(
    zhao: Any, site: Site, content: bytes, words: str
) -> None:
    page = add_pair(zhao, site, good=file(content))

    assert page.status_code == 422
    assert words in page.text
    assert "框要贴边。" in page.text
    assert stored() == []


def test_no_picture_at_all_is_said(zhao: Any, site: Site) -> None:
    assert add_pair(zhao, site).status_code == 422


def test_only_the_projects_people_and_annotators_see_its_guide_pictures(
    zhao: Any, browser_of: Browser, people: People, site: Site
) -> None:
    add_pair(zhao, site, good=file(pictures.jpeg(1)))
    address = f"/media/guides/{stored()[0].id}"

    answers = {
        name: browser_of(getattr(people, name)).get(address) for name in ("zhao", "lin", "mei", "sun", "qian")
    }

    codes = {name: answer.status_code for name, answer in answers.items()}
    assert codes == {"zhao": 200, "lin": 200, "mei": 200, "sun": 404, "qian": 200}
    assert answers["mei"].mimetype == "image/webp"
    again = browser_of(people.mei).get(address, headers={"If-None-Match": answers["mei"].headers["ETag"]})
    assert again.status_code == 304
    with transaction() as session:
        session.execute(sa.update(Project).values(state="draft"))
    assert browser_of(people.mei).get(address).status_code == 404


def test_a_preview_saves_nothing_and_a_wrong_label_is_named(zhao: Any, site: Site) -> None:
    form = {"guideline_zh": "## {#tram} 电车\n\n要框。", "guideline_en": ""}

    page = zhao.post(f"/projects/{site.project_id}/guideline/preview", data=form).text

    assert "tram" in page
    assert "<p>要框。</p>" in page
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(GuidelineVersion)) == 0


def test_versions_are_listed_and_compared(zhao: Any, site: Site) -> None:
    address = f"/projects/{site.project_id}/guideline"
    for text in (GUIDE, GUIDE.replace("贴边", "贴紧边")):
        zhao.post(address, data={"guideline_zh": text, "guideline_en": ""})

    page = zhao.get(f"{address}?compare=1").text

    assert "<del>框要贴边。</del>" in page
    assert "<ins>框要贴紧边。</ins>" in page


def test_a_text_that_cannot_be_kept_comes_back(zhao: Any, site: Site) -> None:
    page = zhao.post(
        f"/projects/{site.project_id}/guideline", data={"guideline_zh": "好" * 100_001, "guideline_en": ""}
    )

    assert page.status_code == 422
    assert "好" * 1000 in page.text


def bootstrap(browser_of: Browser, annotator_id: int, site: Site) -> dict[str, Any]:
    answer = browser_of(annotator_id).get(f"/api/v1/projects/{site.project_id}/bootstrap")
    found: dict[str, Any] = answer.json["project"]["guideline"]
    return found


def test_the_editor_gets_the_parts_and_what_is_new_since_her_last_picture(
    browser_of: Browser, people: People, site: Site
) -> None:
    with transaction() as session:
        write(session, people, site, GUIDE + "\n![good: 贴着](/media/guides/7)\n")
    submit(people.mei, lease(people.mei, site.project_id)[0])
    before = bootstrap(browser_of, people.mei, site)
    with transaction() as session:
        write(session, people, site, GUIDE + "\n- **车灯**也算车。\n")

    hers, ans = (bootstrap(browser_of, one, site) for one in (people.mei, people.an))

    assert (before["version"], before["seen_version"], before["pictures"]) == (1, 1, ["/media/guides/7"])
    assert before["zh"][0]["pairs"] == [{"good": {"url": "/media/guides/7", "words": "贴着"}, "bad": None}]
    assert before["zh"][0]["news"] is None
    assert (hers["version"], hers["seen_version"]) == (2, 1)
    assert hers["zh"][0]["labels"] == ["car"]
    assert hers["zh"][0]["news"] == ["车灯也算车。"]
    # To whom all is new, nothing is marked.
    assert (ans["seen_version"], ans["zh"][0]["news"]) == (None, None)
    # One language is better than an empty pane.
    assert ans["en"] == ans["zh"]


def test_an_assignment_says_which_version_it_was_handed_out_with(
    browser_of: Browser, people: People, site: Site
) -> None:
    with transaction() as session:
        write(session, people, site, GUIDE)
    lease(people.mei, site.project_id)
    with transaction() as session:
        write(session, people, site, GUIDE + "新的。")

    answer = browser_of(people.mei).post(f"/api/v1/projects/{site.project_id}/assignments", json={"count": 2})

    assert [one["guideline_version"] for one in answer.json["assignments"]] == [1, 2]


def test_the_preview_shows_line_by_line_what_is_not_saved_yet(zhao: Any, people: People, site: Site) -> None:
    with transaction() as session:
        write(session, people, site, GUIDE)
    way = f"/projects/{site.project_id}/guideline"
    assert 'id="written"' not in zhao.get(way).text
    changed = GUIDE.replace("框要贴边", "框可以松一点")

    page = zhao.post(f"{way}/preview", data={"guideline_zh": changed, "guideline_en": ""}).text

    written = page.partition('id="written"')[2].partition("</section>")[0]
    assert "框要贴边" in written
    assert "框可以松一点" in written
