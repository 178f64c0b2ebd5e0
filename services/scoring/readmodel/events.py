"""What is worth telling of read models: that one was made anew from everything that ever happened."""

from shared.eventstore.event import Event


class ReadModelRebuilt(Event, name="readmodel.rebuilt.v1"):
    """A model serves from a new generation, folded from the first event; equal content has an equal checksum."""

    model: str
    generation: int
    events: int
    checksum: str
