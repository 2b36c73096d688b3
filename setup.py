"""Bring the top-level folders of bundled files into the package; everything else is in pyproject.toml.

An editable install copies nothing: qualitymark.resources finds the folders in the checkout.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

BUNDLED = ("assets", "fonts")


class BuildPy(build_py):
    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        for folder in BUNDLED:
            target = Path(self.build_lib, "qualitymark", folder)
            # A build folder may hold files of an earlier build that are gone from the tree.
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(folder, target)


setup(cmdclass={"build_py": BuildPy})
