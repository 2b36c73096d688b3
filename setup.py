"""Bring the top-level folders of bundled files into the package, and compile what is compiled.

An editable install copies nothing: qualitymark.resources finds the folders in the checkout. The extensions are
optional: where no compiler is at hand, the package is installed without them. Everything else is in pyproject.toml.
"""

import shutil
from importlib.util import find_spec
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.command.build_py import build_py

BUNDLED = ("assets", "fonts")
JPEG = "src/qualitymark/images/jpeg"
INCLUDED = sorted(path.as_posix() for path in Path(JPEG).glob("*.pxi"))
EXTENSIONS = [
    Extension(f"qualitymark.images.jpeg.{name}", [f"{JPEG}/{name}.pyx"], depends=INCLUDED, optional=True)
    for name in ("_entropy", "_pixels")
]
# Only Cython's own build_ext knows this; without it the made C files would lie beside their sources.
OPTIONS = {"build_ext": {"cython_c_in_temp": True}} if find_spec("Cython") else {}


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


class BuildExt(build_ext):
    def build_extensions(self) -> None:
        if self.compiler.compiler_type in ("unix", "mingw32"):
            for extension in self.extensions:
                # Loops over pixels are made into vectors; what helps to debug takes ten times the room of the code.
                extension.extra_compile_args += ["-O3", "-g0"]
        super().build_extensions()


setup(cmdclass={"build_py": BuildPy, "build_ext": BuildExt}, ext_modules=EXTENSIONS, options=OPTIONS)
