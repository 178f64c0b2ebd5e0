"""A number of a series."""

from services.contract.terms import Frozen


class Series(Frozen):
    """A number of a series: `prefix` of the type, code of the unit, year, serial."""

    prefix: str
    unit_code: int
    year: int
    serial: int

    @property
    def number(self) -> str:
        return f"{self.prefix}-{self.unit_code:03d}-{self.year}-{self.serial:05d}"
