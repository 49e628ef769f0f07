"""Settings that all tests share."""

from hypothesis import settings

# Speed is measured in benchmarks/, never in a test: a busy machine must not fail an example that is right.
settings.register_profile("course", deadline=None)
settings.load_profile("course")


def pytest_terminal_summary(terminalreporter):
    """Print how fast the explorers answered in the browser; a worker's own prints are lost."""
    reports = [report for name in ("passed", "failed") for report in terminalreporter.getreports(name)]
    lines = [text for report in reports for name, text in getattr(report, "user_properties", ()) if name == "latency"]
    if lines:
        terminalreporter.section("explorers in the browser (goal: 95 % under 100 ms)")
        terminalreporter.write_line("\n".join(sorted(lines)))
