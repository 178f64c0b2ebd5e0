from tests.integration.messaging.conftest import book, settings, till

__all__ = ["book", "settings", "till"]
