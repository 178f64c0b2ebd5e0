"""Programs that kill themselves at a named point, in a process of their own."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

from shared.settings import PlatformSettings

ROOT = Path(__file__).parents[2]


async def killed(program: Path, *words: object, settings: PlatformSettings, within: float = 60) -> list[str]:
    """What the program had printed when it died by SIGKILL; it works with these settings."""
    variables = {
        "PACTLINE_DATABASE_URL": settings.database_url,
        "PACTLINE_KAFKA": settings.kafka,
        "PACTLINE_TOPIC_PREFIX": settings.topic_prefix,
        "PACTLINE_PARTITIONS": str(settings.partitions),
        "PYTHONPATH": str(ROOT),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(program), *map(str, words), env=os.environ | variables, stdout=subprocess.PIPE
    )
    async with asyncio.timeout(within):
        printed, _ = await process.communicate()
    assert process.returncode == -signal.SIGKILL
    return printed.decode().split()
