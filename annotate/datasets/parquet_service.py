"""Tables as Parquet files: typed columns, written in row groups while the rows stream past."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from annotate.datasets.formats.columns import Columns, Kind

# Rows that are in memory at once, and those of a row group: what a reader takes in one go.
BATCH, GROUP = 5_000, 50_000
_COPY_BYTES = 1 << 20


def parquet_parts(columns: Columns, rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """The file in parts. Text is given as str, moments as aware datetimes."""
    # Only the job that writes such a file holds the library.
    from arro3.core import DataType, Field, RecordBatchReader, Schema
    from arro3.io import write_parquet

    types = {
        kind: DataType.timestamp("us", tz="UTC") if kind is Kind.MOMENT else getattr(DataType, kind.value)()
        for kind in Kind
    }
    schema = Schema([Field(name, types[kind], nullable=True) for name, kind in columns.items()])
    batches = _batches(columns, rows, schema, types)
    with tempfile.NamedTemporaryFile(prefix="douya-parquet-", suffix=".parquet") as file:
        write_parquet(
            RecordBatchReader.from_batches(schema, batches),
            file.name,
            compression="zstd(3)",
            max_row_group_size=GROUP,
        )
        while part := file.read(_COPY_BYTES):
            yield part


def _batches(
    columns: Columns, rows: Iterable[Mapping[str, Any]], schema: Any, types: Mapping[Kind, Any]
) -> Iterator[Any]:
    from arro3.core import RecordBatch

    left = iter(rows)
    while some := list(islice(left, BATCH)):
        arrays = [_array([row.get(name) for row in some], kind, types) for name, kind in columns.items()]
        yield RecordBatch.from_arrays(arrays, schema=schema)


def _array(values: list[Any], kind: Kind, types: Mapping[Kind, Any]) -> Any:
    from arro3.core import Array

    if kind is Kind.MOMENT:
        micros = [None if at is None else round(at.timestamp() * 1_000_000) for at in values]
        return Array(micros, types[Kind.WHOLE]).cast(types[kind])
    if kind is Kind.TEXT:
        # Words of an enum are text too.
        values = [None if one is None else str(one) for one in values]
    return Array(values, types[kind])
