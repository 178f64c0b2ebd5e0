pytest_plugins = ["shared.testing.servers", "shared.testing.isolation", "shared.testing.serving"]
