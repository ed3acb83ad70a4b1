"""Hash lists as tables: a header names the columns of hashes and of the file's name.

**Source:** FTK Imager's `MD5,SHA1,FileNames` (formats.md 11); the CSV that hash programs and police forms of other
makers write, with their headings in English and Chinese.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence

from sources.errors import ManifestUnreadable
from sources.listed_hash import algorithm_named, listed_hash, with_other

_PATH_HEADINGS = frozenset(
    (
        *("filenames", "filename", "file", "name", "path", "filepath", "fullpath", "fullname", "item", "itempath"),
        *("文件", "文件名", "文件名称", "路径", "文件路径", "名称", "檔案", "檔名", "檔案名稱", "路徑"),
    )
)
_DELIMITERS = ",;\t|"
# csv refuses cells beyond 128 KiB, and no header is near it.
_LONGEST_HEADER = 10_000
# Endings that people put to the name of an algorithm in a heading.
_HASH_WORDS = ("hash", "value", "sum", "digest", "值", "校验值", "哈希值", "哈希", "雜湊值")


def table_delimiter(header: str) -> str | None:
    """The sign between the columns when a line is the header of a hash table; None when it is none."""
    if len(header) > _LONGEST_HEADER or "\0" in header:
        return None
    for delimiter in _DELIMITERS:
        cells = next(csv.reader([header], delimiter=delimiter), [])
        if _path_column(cells) is not None and _hash_columns(cells):
            return delimiter
    return None


def table_hashes(lines: Iterable[str], delimiter: str, name: str) -> list[tuple[int, str, str]]:
    """Row number, path and hashes of a table whose first line is the header; rows without a hash are left out.

    Raises:
        ManifestUnreadable: When a row's hash is none or the rows are no table; the message names the row.
    """
    rows = _rows(lines, delimiter, name)
    header = next(rows, [])
    path_column, columns = _path_column(header), _hash_columns(header)
    found = []
    for number, row in enumerate(rows, start=2):
        path = row[path_column].strip() if path_column is not None and path_column < len(row) else ""
        listed: str | None = None
        for column, algorithm in columns.items():
            digits = row[column].strip() if column < len(row) else ""
            if not digits:
                continue
            one = listed_hash(digits, algorithm)
            if one is None:
                raise ManifestUnreadable(
                    f"{name}, row {number}: this is no {algorithm or 'known'} hash; correct a copy and give that"
                )
            listed = one if listed is None else with_other(listed, one)
        if path and listed:
            found.append((number, path, listed))
    return found


def _rows(lines: Iterable[str], delimiter: str, name: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error as error:
        raise ManifestUnreadable(f"{name} is no sound table ({error}); ask for the list again") from error


def _path_column(cells: Sequence[str]) -> int | None:
    return next((number for number, cell in enumerate(cells) if _plain(cell) in _PATH_HEADINGS), None)


def _hash_columns(cells: Sequence[str]) -> dict[int, str | None]:
    """Columns of hashes with their algorithm; None: the digits tell."""
    columns: dict[int, str | None] = {}
    for number, cell in enumerate(cells):
        plain = _plain(cell)
        if plain in _HASH_WORDS:
            columns[number] = None
            continue
        for word in _HASH_WORDS:
            plain = plain.removesuffix(word)
        if algorithm := algorithm_named(plain):
            columns[number] = algorithm
    return columns


def _plain(cell: str) -> str:
    return cell.strip("\ufeff \t\"'").lower().replace(" ", "").replace("_", "").replace("-", "")
