"""What only one explorer can do, done in a real page: name of its function → walk(page, cell)."""

WALKS = {}
