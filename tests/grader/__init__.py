"""The grader's own tests: every graded task rejects wrong answers and accepts right ones. See harness.py."""
