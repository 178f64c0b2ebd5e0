from hypothesis import settings

# An example's duration depends on what else the machine does.
settings.register_profile("pactline", deadline=None)
settings.load_profile("pactline")

pytest_plugins = ["shared.testing.servers", "shared.testing.isolation", "shared.testing.serving"]
