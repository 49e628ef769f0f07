"""Stop before anything is installed on a Python that the course does not support. What is installed: pyproject.toml."""

import sys

from setuptools import Distribution, setup

if not (3, 11, 2) <= sys.version_info < (3, 14):
    version = sys.version.split()[0]
    sys.exit(f"The course needs Python 3.11.2 or newer, up to 3.13, and this is {version}: install one of them.")


class Course(Distribution):
    """An editable installation asks whether there are data files by a name that setuptools does not define (84.2)."""

    has_data = Distribution.has_data_files


setup(distclass=Course)
