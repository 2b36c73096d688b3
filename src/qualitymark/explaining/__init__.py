"""A picture that explains where a mark was put: what was looked at, what was barred, and what the scores were."""

from .picture import explain

__all__ = ["explain"]
