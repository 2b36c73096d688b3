"""Whether a text can be read: its contrast to what is really beneath it, the tone that serves it, stronger plates."""

from .rule import ContrastRule

__all__ = ["ContrastRule"]
