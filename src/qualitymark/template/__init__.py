"""Templates: the model, reading, extending, and the built-in designs."""

from .model import Field, Mark, Palette, Template
from .reader import load_template, template_names

__all__ = ["Field", "Mark", "Palette", "Template", "load_template", "template_names"]
