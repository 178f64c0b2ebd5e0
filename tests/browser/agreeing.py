"""Whoever a contract waits for agrees to it, also where the grade that another story gave adds a step."""

from services.story.context import Story
from services.story.purchase import ROUTE

APPROVERS = ("manager", "legal")


async def agree(story: Story, approval_id: str, text_hash: str) -> None:
    """Each approver of the story's route agrees to the text, then the administrator to what else is open."""
    address = f"/v1/approvals/{approval_id}"
    decision = {"decision": "approve", "text_hash": text_hash}
    for approver, row in zip(APPROVERS, ROUTE, strict=True):
        await story.by(approver).post("contract", f"{address}/decisions", {**decision, "step": row["step"]})
    administrator = story.by("administrator")
    for step in (await administrator.get("contract", address))["open_steps"]:
        await administrator.post("contract", f"{address}/decisions", {**decision, "step": step})
