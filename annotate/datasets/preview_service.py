"""Makes a preview again for a picture that has none."""

import tempfile
from pathlib import Path

import sqlalchemy as sa

from annotate.core.errors import NotFound
from annotate.core.storage import storage
from annotate.datasets.decode_service import Decoder, Prepared
from annotate.datasets.import_service import OpenPart
from annotate.datasets.models import Image
from annotate.datasets.states import ImageState


def make_preview(open_part: OpenPart, image_id: int) -> None:
    """Give a picture its preview and make it ready; one that has a preview stays as it is."""
    with open_part() as session:
        image = session.get(Image, image_id)
        if image is None:
            raise NotFound
        if image.preview_key is not None:
            return
        source_key, media_type = image.storage_key, image.media_type
        key = f"previews/{image.dataset_id}/{image.sha256[:2]}/{image.sha256}.webp"
    with tempfile.TemporaryDirectory(prefix="douya-preview-") as folder:
        source, clean, preview = (Path(folder) / name for name in ("source", "clean", "preview"))
        storage().fetch_to(source_key, source)
        decoder = Decoder()
        try:
            prepared = decoder.prepare(source, media_type, clean, preview)
        finally:
            decoder.stop()
        values: dict[str, object] = {"state": ImageState.FAILED}
        if isinstance(prepared, Prepared):
            storage().put(key, preview)
            values = {
                "state": ImageState.READY,
                "preview_key": key,
                "preview_width_px": prepared.preview_width_px,
                "preview_height_px": prepared.preview_height_px,
                "preview_bytes": preview.stat().st_size,
            }
    with open_part() as session:
        session.execute(sa.update(Image).where(Image.id == image_id).values(**values))
