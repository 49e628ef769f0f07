"""Settings that all tests share."""

from hypothesis import settings

# Speed is measured in benchmarks/, never in a test: a busy machine must not fail an example that is right.
settings.register_profile("course", deadline=None)
settings.load_profile("course")
