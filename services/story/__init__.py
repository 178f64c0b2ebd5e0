"""The demonstration: one contract's life, told through HTTP in a running installation. Not a service."""
