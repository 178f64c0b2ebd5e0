"""The certificate of events as pages: frames that wait for signatures, and what each shows once it is given.

The frames are part of the PDF before the first signature, since nobody may add pages to what was signed. A signature
shows in its frame who signed, how, from where and when, and the file's hash before it; the seal shows all of it with
the hashes after each.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from services.contract.pades.writing import Field
from services.contract.text.fonts import FAMILY, font_folders

SOURCE: Final = Path(__file__).with_name("certificate.typ")
PAGE_HEIGHT: Final = 842
LEFT: Final = 56
WIDTH: Final = 483
FIRST: Final = 180
HEIGHT: Final = 132
STEP: Final = 142
PER_PAGE: Final = 4
SEAL_TOP: Final = 180
SEAL_HEIGHT: Final = 606
SEAL: Final = "seal"
CERTIFICATE_WORDS: Final = {"certificate": "签署证明 Certificate of events", "seal": "签署完成 Completion"}
SEAL_LABEL: Final = "系统封存 Seal of the installation"

Row = tuple[str, str, bool]
"""What a line is about, what it says, and whether that is a hash (set smaller)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A place for one signature: its field's name and the words under it while it is empty."""

    name: str
    label: str


def field_of(place: int) -> str:
    """The name of the field of the signatory at that place, from 1."""
    return f"signature-{place}"


def fields(count: int) -> tuple[Field, ...]:
    """The fields of so many signatories and of the seal behind them."""
    return tuple(Field(one["name"], one["page"], _corners(one["top"], one["height"])) for one in _frames([""] * count))


def _corners(top: int, height: int) -> tuple[int, int, int, int]:
    return LEFT, PAGE_HEIGHT - top - height, LEFT + WIDTH, PAGE_HEIGHT - top


def _frames(labels: Sequence[str]) -> list[dict[str, Any]]:
    common = {"left": LEFT, "width": WIDTH}
    found = [
        {
            **common,
            "name": field_of(at + 1),
            "page": at // PER_PAGE,
            "top": FIRST + at % PER_PAGE * STEP,
            "height": HEIGHT,
            "label": label,
        }
        for at, label in enumerate(labels)
    ]
    last = (len(labels) + PER_PAGE - 1) // PER_PAGE
    seal = {"name": SEAL, "page": last, "top": SEAL_TOP, "height": SEAL_HEIGHT, "label": SEAL_LABEL}
    return [*found, {**common, **seal}]


def certificate_pages(title: str, head: Sequence[Row], labels: Sequence[str]) -> bytes:
    """The pages with a frame for each label and one for the seal, as a PDF."""
    frames = _frames(labels)
    data = {"kind": "pages", "title": title, "head": head, "frames": frames, "words": CERTIFICATE_WORDS}
    return _compiled({**data, "pages": frames[-1]["page"] + 1})


def signature_picture(rows: Sequence[Row]) -> bytes:
    """What a signatory's frame shows, as a PDF of one page of the frame's size."""
    return _compiled({"kind": "signature", "title": "", "width": WIDTH, "height": HEIGHT, "rows": rows})


def seal_picture(rows: Sequence[Row], signatures: Sequence[Sequence[Row]]) -> bytes:
    """What the seal's frame shows, as a PDF of one page of the frame's size."""
    data = {"kind": "seal", "title": "", "width": WIDTH, "height": SEAL_HEIGHT}
    return _compiled({**data, "rows": rows, "signatures": signatures})


def _compiled(data: dict[str, Any]) -> bytes:
    import typst

    said = json.dumps({**data, "font": FAMILY}, ensure_ascii=False)
    done: bytes = typst.compile(
        str(SOURCE),
        font_paths=[str(one) for one in font_folders()],
        ignore_system_fonts=True,
        sys_inputs={"data": said},
    )
    return done
