"""Field types that several concepts' bodies share."""

from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator, StringConstraints

from services.asset.terms import FIRST_PERIOD, LAST_PERIOD
from shared.values.ids import Id
from shared.values.text import PlainText


def _month(period: str) -> str:
    if not FIRST_PERIOD <= period <= LAST_PERIOD:
        raise ValueError(f"a month lies between {FIRST_PERIOD} and {LAST_PERIOD}")
    return period


Text = Annotated[str, PlainText(1000, min_length=0, lines=True)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[0-9A-Z]{1,6}(\.[0-9A-Z]{1,6}){0,3}$")]
UnitKey = Annotated[str, StringConstraints(min_length=1, max_length=80)]
BookName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,29}$")]
Period = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$"), AfterValidator(_month)]

AssetKey = Annotated[Id, Path(description="The asset's id")]
ProjectKey = Annotated[Id, Path(description="The project's id")]
TransferKey = Annotated[Id, Path(description="The transfer's id")]
RunKey = Annotated[Id, Path(description="The run's id")]
