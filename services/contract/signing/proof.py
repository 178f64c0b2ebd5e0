"""What the certificate of events says: words and figures in the two languages of the installation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.contract.pades.pages import Row
from services.contract.signing.events import Authentication, Signatory, SignatoryRole, SignatureLevel
from services.contract.signing.state import Seat
from services.contract.terms import Side
from shared.values.clock import INSTALLATION_ZONE

SIDES: Final[Mapping[Side, str]] = {"us": "我方 Us", "counterparty": "对方 Counterparty"}
ROLES: Final[Mapping[SignatoryRole, str]] = {
    "legal_representative": "法定代表人 Legal representative",
    "authorised_representative": "授权代表 Authorised representative",
    "approver": "批准人 Approver",
    "witness": "见证人 Witness",
}
WAYS: Final[Mapping[Authentication, str]] = {
    "session": "登录会话 Signed in to this installation",
    "invitation": "一次性邀请 One-time invitation",
}
LEVELS: Final[Mapping[SignatureLevel, str]] = {
    "own": "本系统证书 Certificate of this installation",
    "licensed": "许可机构证书 Certificate of a licensed authority",
}
NAME, ROLE, WAY, ADDRESS = "签署人 Signatory", "身份 Role", "认证 Authentication", "地址 Address"
SENT, OPENED, SIGNED, LEVEL = "发送 Sent", "打开 Opened", "签署 Signed", "级别 Level"
BEFORE, AFTER, TEXT, NUMBER, TITLE = "签前 Before", "签后 After", "文本 Text", "编号 Number", "标题 Title"
COMPLETED, WHOLE = "完成 Completed", "封存前 Before sealing"
HASH: Final = "SHA-256"


@dataclass(frozen=True, slots=True)
class Signature:
    """Everything that is told of one signature; `address` is empty where none is known."""

    signatory: Signatory
    seat: Seat
    name: str
    organisation: str
    authentication: Authentication
    level: SignatureLevel
    address: str
    before: str
    at: datetime
    after: str = ""


def label(one: Signatory) -> str:
    """What stands under an empty frame."""
    return f"{one.place}. {SIDES[one.side]} · {ROLES[one.role]}"


def heading(number: str, title: str, text_hash: str) -> list[Row]:
    """What stands on top of every page of the certificate."""
    return [(NUMBER, number, False), (TITLE, title, False), (f"{TEXT} {HASH}", text_hash, True)]


def rows_of(one: Signature) -> list[Row]:
    """What the frame of a signature shows."""
    party = f"{one.name} · {one.organisation}" if one.organisation else one.name
    shown: list[Row] = [
        (NAME, party, False),
        (ROLE, f"{SIDES[one.signatory.side]} · {ROLES[one.signatory.role]}", False),
        (WAY, WAYS[one.authentication], False),
        (ADDRESS, one.address or "—", False),
        (SENT, moment(one.seat.sent_at), False),
        (OPENED, moment(one.seat.opened_at), False),
        (SIGNED, moment(one.at), False),
        (LEVEL, LEVELS[one.level], False),
        (f"{BEFORE} {HASH}", one.before, True),
    ]
    return [*shown, (f"{AFTER} {HASH}", one.after, True)] if one.after else shown


def completion(count: int, before: str, at: datetime) -> list[Row]:
    """What the seal says above the signatures."""
    return [(COMPLETED, f"{moment(at)} · {count}", False), (f"{WHOLE} {HASH}", before, True)]


def moment(at: datetime | None) -> str:
    """A moment by the wall of the installation, with its offset."""
    return at.astimezone(INSTALLATION_ZONE).strftime("%Y-%m-%d %H:%M:%S %z") if at else "—"
