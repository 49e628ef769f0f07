"""The lecture's programs beside the course's, in one run on one machine: ``python -m benchmarks``."""
