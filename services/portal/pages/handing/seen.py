"""What the pages of transfers need of the asset service's answers."""

from datetime import date

from services.portal.pages.frame.asking import Seen


class Transfer(Seen):
    """`approvers` all have to agree; `reason` is the giver's, `note` what was found or why not."""

    transfer_id: str
    asset_id: str
    giver: str
    receiver: str
    stage: str
    approvers: list[str]
    approvals: list[str]
    reason: str
    note: str
    proposed_on: date
    settled_on: date | None

    @property
    def awaited(self) -> list[str]:
        """The units that have not agreed yet."""
        return [one for one in self.approvers if one not in self.approvals] if self.stage == "proposed" else []


class Transfers(Seen):
    transfers: list[Transfer]
