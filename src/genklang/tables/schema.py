"""A schema that a Polars frame is held to where it passes from one room to the next."""

from collections.abc import Mapping

import polars as pl


def conform(frame: pl.DataFrame, schema: Mapping[str, pl.DataType | type[pl.DataType]]) -> pl.DataFrame:
    """Return `frame` with exactly the columns and types of `schema`, absent ones filled with null.

    Raises ValueError where the frame has a column that the schema does not know.
    """
    if strange := set(frame.columns) - set(schema):
        raise ValueError(f"columns outside the schema: {sorted(strange)}")
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in schema.items()
    )
