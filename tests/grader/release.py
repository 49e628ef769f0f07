"""Make exercises/ from solutions/ with nbgrader's Python API: `make exercises`.

nbgrader's command exits with 0 when it fails, and keeps a stale release; this fails loudly and always makes it anew.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config, PyFileConfigLoader

ROOT = Path(__file__).parents[2]


def assignments(root: Path = ROOT) -> list[str]:
    """Return the names of all assignments in solutions/."""
    return sorted(path.name for path in (root / "solutions").iterdir() if path.is_dir() and any(path.glob("*.ipynb")))


def release(name: str, destination: Path, root: Path = ROOT) -> Path:
    """Generate the release of one assignment into ``destination / name``, whatever is there; return that folder.

    Raises
    ------
    RuntimeError or NbGraderException if nbgrader cannot make it. A release that was there before is then kept.
    """
    with tempfile.TemporaryDirectory() as scratch:
        config = PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()
        config.CourseDirectory = Config(
            root=scratch,
            source_directory=str(root / "solutions"),
            release_directory=str(Path(scratch, "release")),
            assignment_id=name,
            course_id="release",
        )
        config.GenerateAssignment.no_database = True
        config.GenerateAssignment.force = True
        config.SaveCells.enabled = False
        GenerateAssignment(coursedir=CourseDirectory(config=config), config=config).start()
        made = Path(scratch, "release", name)
        if not any(made.glob("*.ipynb")):
            raise RuntimeError(f"nbgrader made no release of {name}")
        shutil.rmtree(destination / name, ignore_errors=True)
        shutil.copytree(made, destination / name)
    return destination / name


if __name__ == "__main__":
    for name in sys.argv[1:] or assignments():
        print(release(name, ROOT / "exercises").relative_to(ROOT))
