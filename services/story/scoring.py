"""Chapter 6: placeholder of figures until the read models answer."""

from typing import Final

from services.story.context import Story

REFERENCE: Final = (
    ("r", 0.243, 3),
    ("alpha", 4.414, 3),
    ("a", 0.793, 3),
    ("b", 2.426, 3),
    ("log-likelihood", -9582.4, 1),
)
"""Fader, Hardie and Lee, Marketing Science 24 (2005), table 2: the sample of 2,357 customers, 39 weeks."""


async def scoring(story: Story) -> None:
    story.chapter(6, "Figures")
