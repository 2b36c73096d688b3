"""What the tests of the template language share: a small template, and its faults as lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualitymark.errors import TemplateError
from qualitymark.template import load_template

SMALL = Path(__file__).with_name("small.yaml").read_text("utf-8")


class Folder:
    """A folder of templates. ``faults`` gives the lines of the error of a template, without the folder's path."""

    def __init__(self, path):
        self.path = path

    def write(self, text, name="t.yaml"):
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    def load(self, text=SMALL, name="t.yaml", **options):
        return load_template(self.write(text, name), **options)

    def faults(self, text, name="t.yaml"):
        with pytest.raises(TemplateError) as caught:
            self.load(text, name)
        return str(caught.value).replace(f"{self.path}/", "").replace(str(self.path), ".").splitlines()


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)
