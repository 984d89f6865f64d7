"""The import of 1,000 photographs against Pillow alone: `python -m benchmarks.import_speed`.

Both sides make the same previews with as many processes on the same cores, by turns in one run; the import also unpacks the zip, looks for
twins, stores a clean copy of each picture safely on disk and writes its row. The ratio counts, not the seconds of one machine.
"""

import argparse
import io
import multiprocessing
import os
import random
import tempfile
import time
import zipfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from PIL import Image, ImageEnhance

from annotate.core.db import reading, transaction
from annotate.datasets import import_service, service
from annotate.datasets.decode_child import PREVIEW_PX, PREVIEW_QUALITY
from annotate.datasets.decode_service import cores
from annotate.datasets.models import Image as Picture
from annotate.datasets.models import ImportProblem
from annotate.people.roles import Role
from benchmarks import ledger_scene as books
from benchmarks.machine import keep, machine
from tests import postgres
from tests.conftest import SECRETS

_ROOT = Path(__file__).parent.parent
STREET = Path(os.environ.get("DOUYA_SHARED", _ROOT.parent / "shared")) / "data" / "street"
WIDTH_PX, HEIGHT_PX, QUALITY = 1280, 720, 92


@dataclass(frozen=True)
class Size:
    """pairs: how often each side has its turn."""

    pictures: int = 1000
    pairs: int = 3


def _photograph() -> Image.Image:
    """A real picture of a street, large enough to be varied."""
    path = sorted(STREET.glob("*.jpg"))[0]
    with Image.open(path) as picture:
        return picture.convert("RGB").resize(
            (WIDTH_PX * 5 // 4, HEIGHT_PX * 5 // 4), Image.Resampling.LANCZOS
        )


def _varied(number: int) -> bytes:
    """Another part of it, in another light: no two files are alike."""
    chance = random.Random(number)
    photograph = _photograph()
    left = chance.uniform(0, photograph.width - WIDTH_PX)
    top = chance.uniform(0, photograph.height - HEIGHT_PX)
    box = (left, top, left + WIDTH_PX, top + HEIGHT_PX)
    part = photograph.resize((WIDTH_PX, HEIGHT_PX), Image.Resampling.BICUBIC, box=box)
    out = io.BytesIO()
    ImageEnhance.Brightness(part).enhance(chance.uniform(0.7, 1.3)).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def make_pictures(folder: Path, count: int) -> Path:
    """The files below `folder`, and a zip of them beside it."""
    folder.mkdir(parents=True)
    with _processes() as pool:
        for number, content in enumerate(pool.map(_varied, range(count), chunksize=8)):
            (folder / f"{number:04d}.jpg").write_bytes(content)
    target = folder.with_suffix(".zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, f"street/{path.name}")
    return target


def _processes() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(cores(), multiprocessing.get_context("spawn"))


def _preview(target: Path, source: Path) -> float:
    """What Pillow alone does for a picture: decode, fit, encode. Returns its processor time."""
    began = time.process_time()
    with Image.open(source) as picture:
        picture.draft("RGB", (PREVIEW_PX, PREVIEW_PX))
        picture.thumbnail((PREVIEW_PX, PREVIEW_PX), Image.Resampling.LANCZOS, reducing_gap=3.0)
        picture.save(target / f"{source.stem}.webp", "WEBP", quality=PREVIEW_QUALITY, method=4)
    return time.process_time() - began


def by_pillow(pool: ProcessPoolExecutor, folder: Path) -> dict[str, Any]:
    """Processes that are warm already make all previews."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        began = time.perf_counter()
        used = list(pool.map(partial(_preview, Path(place)), sorted(folder.iterdir())))
        seconds = time.perf_counter() - began
        size = sum(path.stat().st_size for path in Path(place).iterdir())
    told = {"seconds": round(seconds, 2), "processor_s": round(sum(used), 2)}
    return told | {"previews": len(used), "preview_bytes": size}


def _processor_s() -> float:
    """Of this process and of all children that have ended, as decoders do with their import."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def by_import(manager: int, archive: Path) -> dict[str, Any]:
    """The real job, into a project of its own: the same pictures come once into each."""
    project_id = books.add_project(manager)
    with (
        archive.open("rb") as stream,
        service.stored_pieces([(archive.name, stream)]) as pieces,
        transaction() as session,
    ):
        run = service.receive_upload(session, manager, project_id, service.Upload(pieces))
    began, used = time.perf_counter(), _processor_s()
    import_service.unpack_import(transaction, run.id)
    seconds, used = time.perf_counter() - began, _processor_s() - used
    with reading() as session:
        counts = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(Picture.preview_bytes), 0))
        taken, size = session.execute(counts.where(Picture.project_id == project_id)).one()
        problems = session.scalar(sa.select(sa.func.count()).where(ImportProblem.import_run_id == run.id))
    told = {"seconds": round(seconds, 2), "processor_s": round(used, 2)}
    return told | {"previews": taken, "preview_bytes": int(size), "problems": problems}


def measure(folder: Path, url: str, size: Size) -> dict[str, Any]:
    """Every pair, and the one that was disturbed least: both sides together took the shortest."""
    pictures = folder / "pictures"
    archive = make_pictures(pictures, size.pictures)
    pairs: list[dict[str, Any]] = []
    with books.fresh_books(folder / "host", url, SECRETS), _processes() as pool:
        [manager] = books.add_people(1, Role.MANAGER, first_phone=1)
        by_pillow(pool, pictures)
        for number in range(size.pairs):
            acts = [
                ("pillow", partial(by_pillow, pool, pictures)),
                ("import", partial(by_import, manager, archive)),
            ]
            pair = {name: act() for name, act in (acts if number % 2 == 0 else reversed(acts))}
            pairs.append(pair | _ratios(pair["import"], pair["pillow"]))
    # Not the best ratio: that would be the pair in which Pillow was disturbed most.
    best = min(pairs, key=lambda pair: float(pair["import"]["seconds"] + pair["pillow"]["seconds"]))
    bytes_each = archive.stat().st_size // size.pictures
    return {
        "size": asdict(size),
        "processes": cores(),
        "bytes_each": bytes_each,
        "best": best,
        "pairs": pairs,
    }


def _ratios(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, float]:
    names = {"seconds": "times_as_long", "processor_s": "times_the_processor"}
    return {told: round(ours[name] / theirs[name], 3) for name, told in names.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=Size.pictures)
    parser.add_argument("--pairs", type=int, default=Size.pairs)
    parser.add_argument("--engines", default="sqlite")
    parser.add_argument("--name", default="import_speed")
    args = parser.parse_args()
    on, figures, size = machine(), {}, Size(args.pictures, args.pairs)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if "sqlite" in args.engines:
            url = f"sqlite:///{folder / 'sqlite' / 'host' / 'douya.sqlite3'}"
            figures["sqlite"] = measure(folder / "sqlite", url, size)
        if "postgresql" in args.engines:
            server = postgres.Postgres(durable=True)
            try:
                url = server.clone("template0", "bench")
                figures["postgresql"] = measure(folder / "postgresql", url, size)
            finally:
                server.stop()
    keep(args.name, figures, on)


if __name__ == "__main__":
    main()
