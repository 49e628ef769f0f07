"""What only one explorer can do, done in a real page: name of its function → walk(page, cell), of walks_NAME.py."""

from importlib import import_module
from pathlib import Path

NAMES = sorted(path.stem.removeprefix("walks_") for path in Path(__file__).parent.glob("walks_*.py"))
WALKS = {f"{name}_explorer": import_module(f"tests.explorers.walks_{name}").walk for name in NAMES}
