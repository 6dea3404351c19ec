"""An archive of signed documents, verified again on Apache Spark (``pip install qoltanba[spark]``)::

    from qoltanba.archive import Setup
    from qoltanba.spark import verify_archive

    setup = Setup.of(anchors=[Path("anchors")], intermediates=[Path("cas")], crls=[Path("crls")])
    verdicts = verify_archive(spark.read.parquet("archive"), setup, at=datetime.now(timezone.utc), iin="iin")
    verdicts.groupBy("decision").count().show()

The setup, with the index of the revocation lists, is broadcast: it travels to each executor once, and each of its Python
workers opens it once. A document travels once, as Arrow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pyarrow
from pyspark.broadcast import Broadcast
from pyspark.sql import DataFrame

from ._source import unix
from .archive import BATCH, Setup, Stored, Verdict, verify_batch

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
    shared = archive.sparkSession.sparkContext.broadcast(setup)
    return archive.select(*columns).mapInArrow(_task(shared, at), SCHEMA)


def _task(
    shared: Broadcast[Setup], at: datetime
) -> Callable[[Iterator[pyarrow.RecordBatch]], Iterator[pyarrow.RecordBatch]]:
    """What a worker does with its partition."""

    def work(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        verifier = shared.value.verifier()
        for whole in batches:
            for start in range(0, whole.num_rows, BATCH):
                rows = whole.slice(start, BATCH)
                columns = [rows.column(place).to_pylist() for place in range(rows.num_columns)]
                stored = [Stored(*row) for row in zip(*columns)]
                yield _table(list(verify_batch(stored, verifier, at=at, threads=1)))

    return work


def _table(verdicts: list[Verdict]) -> pyarrow.RecordBatch:
    columns = [
        [verdict.id for verdict in verdicts],
        ["unusable" if verdict.decision is None else verdict.decision.value for verdict in verdicts],
        [[reason.value for reason in verdict.reasons] for verdict in verdicts],
        [verdict.error for verdict in verdicts],
    ]
    return pyarrow.record_batch(columns, schema=_ARROW)
