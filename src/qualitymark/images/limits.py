"""What is refused before anything is decoded.

A person may raise a limit by flag or setting; a template or a manifest never can.
"""

from __future__ import annotations

from ..errors import CoverError
from ..frozen import frozen
from ..messages import Message, join, say

MIB = 1024 * 1024


@frozen
class Limits:
    """The largest picture that is opened.

    ``megapixels`` counts millions of pixels, ``file_mib`` mebibytes of file, ``jpeg_scans`` the scans of a
    progressive JPEG, each of which costs a pass over the whole picture. ``frames`` counts the frames of an animation,
    ``frames_megapixels`` the millions of pixels in all of them. ``raisable`` says whether the person who reads the
    message can raise them.
    """

    megapixels: float = 50
    file_mib: float = 64
    jpeg_scans: int = 100
    frames: int = 200
    frames_megapixels: float = 200
    raisable: bool = True

    @property
    def file_bytes(self) -> int:
        """The largest file in bytes."""
        return int(self.file_mib * MIB)

    def check_file(self, size: int) -> None:
        """Raise CoverError for a file of more than ``file_mib``; ``size`` is in bytes."""
        if size > self.file_bytes:
            fault = say("The file is larger than the limit of {limit:g} MiB; make it smaller.", limit=self.file_mib)
            raise CoverError(self._refusal(fault, "file_mib"))

    def check_pixels(self, width: int, height: int) -> None:
        """Raise CoverError for a picture without pixels, or with more than ``megapixels``."""
        if width < 1 or height < 1:
            raise CoverError(say("The picture has no pixels; export it again."))
        if width * height > self.megapixels * 1_000_000:
            fault = say(
                "The picture has {width} x {height} pixels, which is {have:.1f} megapixels; the limit is {limit:g}."
                " Scale it down.",
                width=width,
                height=height,
                have=width * height / 1_000_000,
                limit=self.megapixels,
            )
            raise CoverError(self._refusal(fault, "megapixels"))

    def check_scans(self, scans: int) -> None:
        """Raise CoverError for a JPEG of more than ``jpeg_scans`` scans."""
        if scans > self.jpeg_scans:
            fault = say(
                "The JPEG has {have} scans; the limit is {limit}. Save it again in an image editor.",
                have=scans,
                limit=self.jpeg_scans,
            )
            raise CoverError(self._refusal(fault, "jpeg_scans"))

    def check_frames(self, frames: int, width: int, height: int) -> None:
        """Raise CoverError for an animation of more than ``frames``, or of more than ``frames_megapixels`` in all."""
        if frames > self.frames:
            fault = say(
                "The animation has {have} frames; the limit is {limit}. Take one of them as a still, or shorten it.",
                have=frames,
                limit=self.frames,
            )
            raise CoverError(self._refusal(fault, "frames"))
        if frames * width * height > self.frames_megapixels * 1_000_000:
            fault = say(
                "The {frames} frames of {width} x {height} pixels are {have:.1f} megapixels; the limit is {limit:g}."
                " Scale the animation down, or take one frame as a still.",
                frames=frames,
                width=width,
                height=height,
                have=frames * width * height / 1_000_000,
                limit=self.frames_megapixels,
            )
            raise CoverError(self._refusal(fault, "frames_megapixels"))

    def _refusal(self, fault: Message, limit: str) -> Message:
        if not self.raisable:
            return fault
        return join(fault, say("If you trust the file, raise the limit {name} (--limit {name}=N).", name=limit))
