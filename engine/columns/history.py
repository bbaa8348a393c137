"""A file of past cases as a stream of Arrow batches: CSV or Parquet, larger than memory.

A CSV is read as words and nothing else, so that what is wrong in it can be counted instead of stopping
the run. Its encoding is found out beforehand: UTF-8, else GB18030.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from engine.errors import EngineError

ROWS = 1 << 16
"""Rows in a batch, at most."""
_BLOCK = 1 << 21
"""Bytes of a CSV read at once. The reader runs 32 blocks ahead, so this is what bounds its memory; a row
must fit into one."""
_PIECE = 1 << 20
_RUN = r"^[=+\-@\t\r]"
_NUMBER = r"^[+-]?[0-9]+([.][0-9]+)?$"
ENCODINGS = ("utf-8-sig", "gb18030")


class HistoryError(EngineError):
    """A file that cannot be read at all. `code` has a sentence `history.<code>` filled from `params`."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(f"{code}: {params}")
        self.code, self.params = code, params


@dataclass(frozen=True)
class History:
    """Past cases: `columns` by name, and `batches()` that hold them, any number of times.

    `size` is in bytes; `rows` is known for Parquet and for what the store holds, not for CSV.
    """

    name: str
    columns: tuple[str, ...]
    path: Path | None = None
    encoding: str = "utf-8-sig"
    size: int = 0
    rows: int | None = None
    held: tuple[pa.RecordBatch, ...] = ()

    def batches(self, wanted: tuple[str, ...], plain: tuple[str, ...] = ()) -> Iterator[Any]:
        """The wanted columns of every case, in the order of the file; `plain` are those whose values
        seldom come twice. Raises HistoryError."""
        try:
            yield from self._batches(wanted, plain)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
            raise HistoryError("broken", file=self.name, detail=str(error).splitlines()[0]) from error

    def _batches(self, wanted: tuple[str, ...], plain: tuple[str, ...]) -> Iterator[Any]:
        if self.path is None:
            yield from (part for batch in self.held for part in _cut(batch.select(list(wanted))))
        elif self.encoding == "parquet":
            words = [c for c in wanted if c not in plain]
            with pq.ParquetFile(self.path, read_dictionary=words) as file:
                for group in range(file.num_row_groups):  # one by one: the reader keeps what it has read
                    yield from file.iter_batches(batch_size=ROWS, row_groups=[group], columns=list(wanted))
        else:
            with _reader(self.path, self.encoding, wanted, plain) as reader:
                for batch in _joined(reader):
                    yield from _cut(batch)


def open_history(path: Path) -> History:
    """The history in a file. Raises HistoryError when it is missing, empty, of no known kind or broken."""
    if not path.is_file():
        raise HistoryError("missing", file=str(path))
    size = path.stat().st_size
    if size == 0:
        raise HistoryError("empty", file=path.name)
    with path.open("rb") as file:
        head = file.read(4)
    if head == b"PAR1":
        return _parquet(path, size)
    if b"\0" in head or head[:2] == b"PK":
        raise HistoryError("no-table", file=path.name)
    encoding = encoding_of(path)
    return History(path.name, _header(path, encoding), path, encoding, size)


def held_history(name: str, rows: list[Mapping[str, Any]], columns: tuple[str, ...]) -> History:
    """A history that is in memory: what the store holds. Values are words, instants or None."""
    found = pa.table({c: pa.array([_word(r.get(c)) for r in rows], pa.string()) for c in columns})
    return History(name, columns, rows=len(rows), size=len(rows), held=tuple(found.to_batches()))


def encoding_of(path: Path) -> str:
    """UTF-8 when all of the file is, else GB18030. Raises HistoryError when it is neither."""
    for encoding in ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as file:
                while piece := file.read(_PIECE):
                    decoder.decode(piece)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise HistoryError("encoding", file=path.name)


def _parquet(path: Path, size: int) -> History:
    try:
        meta = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise HistoryError("broken", file=path.name, detail=str(error).splitlines()[0]) from error
    if meta.metadata.num_rows == 0:
        raise HistoryError("empty", file=path.name)
    return History(path.name, tuple(meta.schema_arrow.names), path, "parquet", size, meta.metadata.num_rows)


def _header(path: Path, encoding: str) -> tuple[str, ...]:
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline()
        second = file.readline()
    if not second.strip():
        raise HistoryError("empty", file=path.name)
    parsed = pacsv.read_csv(pa.BufferReader((first * 2).encode()), read_options=pacsv.ReadOptions())
    return tuple(parsed.schema.names)


def _reader(path: Path, encoding: str, wanted: tuple[str, ...], plain: tuple[str, ...]) -> Any:
    words = pa.dictionary(pa.int32(), pa.string())
    types = {c: pa.string() if c in plain else words for c in wanted}
    return pacsv.open_csv(
        path,
        read_options=pacsv.ReadOptions(encoding="utf8" if encoding == "utf-8-sig" else encoding, block_size=_BLOCK),
        parse_options=pacsv.ParseOptions(newlines_in_values=True),
        convert_options=pacsv.ConvertOptions(
            include_columns=list(wanted), column_types=types, strings_can_be_null=True, null_values=[""]
        ),
    )  # fmt: skip


def _joined(batches: Iterable[Any]) -> Iterator[Any]:
    """The batches of small blocks as larger ones, of no more than `ROWS` rows where one block is not more."""
    held: list[Any] = []
    for batch in (b for b in batches if b.num_rows):
        if held and sum(b.num_rows for b in held) + batch.num_rows > ROWS:
            yield _one(held)
            held = []
        held.append(batch)
    if held:
        yield _one(held)


def _one(batches: list[Any]) -> Any:
    """Several batches as one; words get one dictionary."""
    if len(batches) == 1:
        return batches[0]
    table = pa.Table.from_batches(batches).unify_dictionaries().combine_chunks()
    return pa.RecordBatch.from_arrays([c.chunk(0) for c in table.columns], schema=table.schema)


def _cut(batch: Any) -> Iterator[Any]:
    for start in range(0, batch.num_rows, ROWS):
        yield batch.slice(start, ROWS)


def _word(value: Any) -> str | None:
    return None if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)


def without_formulas(column: Any) -> Any:
    """Words that a spreadsheet would run (`=`, `+`, `-`, `@`, tab, return in front) get an apostrophe in
    front; numbers and everything else stay as they are."""
    words = pa.array(column) if not isinstance(column, pa.Array | pa.ChunkedArray) else column
    kind = words.type.value_type if pa.types.is_dictionary(words.type) else words.type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        return column
    plain = pc.cast(words, kind)
    runs = pc.and_(pc.match_substring_regex(plain, _RUN), pc.invert(pc.match_substring_regex(plain, _NUMBER)))
    return pc.if_else(runs, pc.binary_join_element_wise(pa.scalar("'", kind), plain, pa.scalar("", kind)), plain)


class TableFile:
    """Rows into one file as they come, CSV or Parquet by its ending. Nothing is written before the first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: Any = None

    def write(self, columns: Mapping[str, Any]) -> None:
        """More rows, with the columns of the first ones."""
        table = pa.table({name: self._kept(column) for name, column in columns.items()})
        if self._writer is None:
            self._path.absolute().parent.mkdir(parents=True, exist_ok=True)
            make = pq.ParquetWriter if self._path.suffix == ".parquet" else pacsv.CSVWriter
            self._writer = make(self._path, table.schema)
        self._writer.write_table(table)

    def _kept(self, column: Any) -> Any:
        return column if self._path.suffix == ".parquet" else without_formulas(column)

    def close(self) -> None:
        """The end of the file."""
        if self._writer is not None:
            self._writer.close()
