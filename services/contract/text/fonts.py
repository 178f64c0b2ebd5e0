"""The fonts that documents are set in: those of a package, never the machine's, so that the same bytes come out."""

from importlib.util import find_spec
from pathlib import Path
from typing import Final

from shared.values.errors import StartError

PACKAGE: Final = "cvttf_NotoSansCJK_Regular"
"""Noto Sans CJK in one OpenType file: Chinese, Japanese, Korean and Latin."""
FAMILY: Final = "Noto Sans CJK TC"


def font_folders() -> tuple[Path, ...]:
    """Where they lie; raises `StartError` when the package is not installed."""
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise StartError("The font that documents are set in is missing.", f"Install the package {PACKAGE}.")
    return (Path(found.origin).parent,)
