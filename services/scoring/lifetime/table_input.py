"""Tables that people hand in: read strictly, refused by the name of the column and the number of the row."""

from __future__ import annotations

import polars as pl

from services.scoring.lifetime.errors import InputRefusedError

# Row 1 is the header, as spreadsheets count.
FIRST_ROW = 2
DECIMAL = r"^-?[0-9]{1,15}(\.[0-9]{1,9})?$"
COUNT = r"^[0-9]{1,12}(\.[0-9]{1,9})?$"
WHOLE = r"^[0-9]{1,6}$"


def read_columns(source: bytes, columns: tuple[str, ...]) -> pl.DataFrame:
    """The named columns of the bytes of a CSV file as text; other columns are ignored."""
    try:
        table = pl.read_csv(source, infer_schema=False, glob=False)
    except pl.exceptions.NoDataError as error:
        raise InputRefusedError(columns[0], "the input is empty") from error
    except pl.exceptions.PolarsError as error:
        raise InputRefusedError("file", "it is not a UTF-8 table with one header row and equal columns") from error
    table = table.rename({name: name.removeprefix("\ufeff").strip() for name in table.columns})
    for column in columns:
        if column not in table.columns:
            raise InputRefusedError(column, "the column is missing")
    if table.is_empty():
        raise InputRefusedError(columns[0], "there is no row")
    return table.select(pl.col(name).str.strip_chars() for name in columns)


def refuse_where(table: pl.DataFrame, wrong: pl.Expr, field: str, detail: str) -> None:
    """Refuse by the first row for which `wrong` holds, naming it and never repeating what stood there."""
    row = table.select(wrong.fill_null(value=True).arg_true().first()).item()
    if row is not None:
        raise InputRefusedError(field, f"row {row + FIRST_ROW} {detail}")
