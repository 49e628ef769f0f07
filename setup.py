"""Stop before anything is installed on a Python that the course does not support. All else stands in pyproject.toml."""

import sys

from setuptools import setup

if not (3, 11, 2) <= sys.version_info < (3, 14):
    version = sys.version.split()[0]
    sys.exit(f"The course needs Python 3.11.2 or newer, up to 3.13, and this is {version}: install one of them.")
setup()
