"""An archive of signed documents, verified again on Apache Spark (``pip install qoltanba[spark]``)::

    from qoltanba.archive import Setup
    from qoltanba.spark import verify_archive

    setup = Setup.of(anchors=[Path("anchors")], intermediates=[Path("cas")], crls=[Path("crls")])
    verdicts = verify_archive(spark.read.parquet("archive"), setup, at=datetime.now(timezone.utc), iin="iin")
    verdicts.groupBy("decision").count().show()

The setup is broadcast, and the index of the revocation lists goes beside it as a file: it travels to each executor once, and
the Python workers there map the one copy. A document travels once, as Arrow.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import pyarrow
from pyspark import SparkContext, SparkFiles
from pyspark.broadcast import Broadcast
from pyspark.sql import DataFrame

from ._source import unix
from .archive import Setup, Stored, Verdict, batches, verify_batch

SCHEMA = "id string, decision string, reasons array<string>, error string"
"""The columns of the answer. ``decision`` is ``confirmed``, ``refused``, ``undetermined``, or ``unusable`` with its
``error``; ``reasons`` are the machine words of a report."""

_ARROW = pyarrow.schema(
    [
        ("id", pyarrow.string()),
        ("decision", pyarrow.string()),
        ("reasons", pyarrow.list_(pyarrow.string())),
        ("error", pyarrow.string()),
    ]
)


def verify_archive(
    archive: DataFrame,
    setup: Setup,
    *,
    at: datetime,
    id: str = "id",
    document: str = "document",
    iin: str | None = None,
) -> DataFrame:
    """Verifies every row of a table. ``id`` (text), ``document`` (bytes) and ``iin`` (text) name its columns.

    Each task works on one core, as Spark counts them. The answer is lazy, as everything in Spark, and its rows are in the
    order of their partitions.
    """
    unix(at)
    columns = [id, document] if iin is None else [id, document, iin]
    shared = _share(setup, archive.sparkSession.sparkContext)
    return archive.select(*columns).mapInArrow(_task(shared, at), SCHEMA)


@dataclass(frozen=True)
class _Shared:
    """A setup on its way to the executors."""

    rest: Broadcast[Setup]
    """All but the index."""
    index: str | None
    """The name of the index among the files of the Spark context."""

    def setup(self) -> Setup:
        """The setup as a worker has it: the index is the file of its executor."""
        rest: Setup = self.rest.value
        return rest if self.index is None else replace(rest, crls=Path(SparkFiles.get(self.index)))


def _share(setup: Setup, context: SparkContext) -> _Shared:
    """Sends a setup to the executors, each of which fetches it once."""
    stored = setup.stored(Path(_folder().name))
    if not isinstance(stored.crls, Path):
        return _Shared(context.broadcast(stored), None)
    context.addFile(str(stored.crls))
    return _Shared(context.broadcast(replace(stored, crls=None)), stored.crls.name)


@lru_cache(maxsize=1)
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Where the driver keeps the files that executors fetch, until it ends."""
    return tempfile.TemporaryDirectory(prefix="qoltanba-")


def _task(
    shared: _Shared, at: datetime
) -> Callable[[Iterator[pyarrow.RecordBatch]], Iterator[pyarrow.RecordBatch]]:
    """What a worker does with its partition."""

    def work(tables: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        verifier = shared.setup().verifier()
        for table in tables:
            for batch in batches(_rows(table)):
                yield _table(list(verify_batch(batch, verifier, at=at, threads=1)))

    return work


def _rows(table: pyarrow.RecordBatch) -> Iterator[Stored]:
    """The documents of a table, read as they are asked for. A row without one holds nothing that could be read."""
    for row in range(table.num_rows):
        id, document, *iin = (table.column(place)[row].as_py() for place in range(table.num_columns))
        yield Stored(id, b"" if document is None else document, *iin)


def _table(verdicts: list[Verdict]) -> pyarrow.RecordBatch:
    columns = [
        [verdict.id for verdict in verdicts],
        ["unusable" if verdict.decision is None else verdict.decision.value for verdict in verdicts],
        [[reason.value for reason in verdict.reasons] for verdict in verdicts],
        [verdict.error for verdict in verdicts],
    ]
    return pyarrow.record_batch(columns, schema=_ARROW)
