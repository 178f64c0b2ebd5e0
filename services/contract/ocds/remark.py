"""What an importer says of a place in a file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong (or doubtful) and where: the line or the process, and the field."""

    place: str
    field: str
    reason: str
