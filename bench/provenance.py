"""When something was measured, and on which state of the code: what stands beside every figure that is kept."""

import subprocess  # nosec B404  # git alone, with arguments of ours
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
WRITTEN: Final = ("bench/results.json", "docs/performance.md", "docs/performance", "docs/scaling.md")
"""What a run writes by itself: it makes no other code of what is measured after it."""
UNKNOWN: Final = "unknown"
SECONDS: Final = 30


def measured_now(code: str) -> dict[str, str]:
    """Now, and the commit of the code that was measured, as they stand in results.json."""
    return {"measured_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "commit": code}


def commit(root: Path = ROOT) -> str:
    """The short hash of the commit, with a `+` where files differ from it; "unknown" where git knows none of it."""
    head = _git(root, "rev-parse", "--short", "HEAD")
    # A checkout around the folder that knows no file of it is another one, in which an archive was unpacked.
    if not head or not _git(root, "ls-files", "--", "bench"):
        return UNKNOWN
    changed = _git(root, "status", "--porcelain", "--", ".", *(f":!{place}" for place in WRITTEN))
    return f"{head}+" if changed else head


def taken_at(figures: Mapping[str, Any]) -> str:
    """For a page, when they were measured (UTC) and on which commit; "earlier" of those kept before results said so."""
    if "measured_at" not in figures:
        return "earlier"
    moment = datetime.fromisoformat(figures["measured_at"])
    return f"{moment:%Y-%m-%d %H:%M}, {figures['commit']}"


def _git(root: Path, *arguments: str) -> str:
    """What git says of the folder; empty where it knows nothing, or is not there."""
    try:
        said = subprocess.run(  # nosec B603 B607  # arguments of ours, whichever git the path has
            ["git", "-C", str(root), *arguments], capture_output=True, check=False, timeout=SECONDS
        )
    except OSError:
        return ""
    return said.stdout.decode("utf-8").strip() if said.returncode == 0 else ""
