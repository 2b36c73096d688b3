"""WebP in the planes that it is coded in, by the libwebp that Pillow brings.

Pillow decodes a WebP into RGB, keeping all pixels three times, and makes planes of them again to code it. Here luma
and chroma stay as they were decoded, which takes three quarters of the time, a third of the memory, and does not
sample chroma twice. Pillow has no call for that, so its library is called directly (``webp/decode.h`` and
``webp/encode.h`` of libwebp); where it cannot be reached, as on Windows, Pillow does all.
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from PIL import Image

if TYPE_CHECKING:
    from ..geometry import Box

# Of these the library compares the upper byte with its own: the layouts below are those of this one.
_ENCODER_ABI = 0x020F
_SPARE = 64 * ctypes.c_void_p
"""Room for fields that later releases put behind those named here."""
_Pointer = ctypes.c_void_p
_WORDS = "BGRX" if sys.byteorder == "little" else "XRGB"
"""How Pillow names pixels that are each a number 0xAARRGGBB."""


class _Config(ctypes.Structure):
    """The start of WebPConfig."""

    _fields_ = (
        ("lossless", ctypes.c_int),
        ("quality", ctypes.c_float),
        ("method", ctypes.c_int),
        ("spare", _SPARE),
    )


class _Picture(ctypes.Structure):
    """The start of WebPPicture."""

    _fields_ = (
        ("use_argb", ctypes.c_int),
        ("colorspace", ctypes.c_int),
        ("width", ctypes.c_int),
        ("height", ctypes.c_int),
        ("y", _Pointer),
        ("u", _Pointer),
        ("v", _Pointer),
        ("y_stride", ctypes.c_int),
        ("uv_stride", ctypes.c_int),
        ("a", _Pointer),
        ("a_stride", ctypes.c_int),
        ("pad1", ctypes.c_uint32 * 2),
        ("argb", _Pointer),
        ("argb_stride", ctypes.c_int),
        ("pad2", ctypes.c_uint32 * 3),
        ("writer", _Pointer),
        ("custom_ptr", _Pointer),
        ("spare", _SPARE),
    )


class _Writer(ctypes.Structure):
    """The start of WebPMemoryWriter."""

    _fields_ = (("mem", _Pointer), ("size", ctypes.c_size_t), ("spare", _SPARE))


_int, _size = ctypes.c_int, ctypes.c_size_t
_CALLS: dict[str, tuple[Any, ...]] = {
    "WebPDecodeYUVInto": (_Pointer, ctypes.c_char_p, _size, *3 * (_Pointer, _size, _int)),
    "WebPConfigInitInternal": (_int, _Pointer, _int, ctypes.c_float, _int),
    "WebPPictureInitInternal": (_int, _Pointer, _int),
    "WebPPictureImportRGB": (_int, _Pointer, ctypes.c_char_p, _int),
    "WebPPictureYUVAToARGB": (_int, _Pointer),
    "WebPPictureFree": (None, _Pointer),
    "WebPEncode": (_int, _Pointer, _Pointer),
    "WebPMemoryWrite": (_int, _Pointer, _size, _Pointer),
    "WebPMemoryWriterInit": (None, _Pointer),
    "WebPMemoryWriterClear": (None, _Pointer),
}
"""What is called of the library: what each returns and takes."""


class Planes(NamedTuple):
    """Luma, and blue and red chroma of half the width and height, rounded up: a byte a sample, rows without gaps."""

    width: int
    height: int
    luma: bytearray
    blue: bytearray
    red: bytearray

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture in pixels."""
        return self.width, self.height

    def copy(self) -> Planes:
        """Return planes that can be painted without a change to these."""
        return self._replace(luma=self.luma[:], blue=self.blue[:], red=self.red[:])

    def colours(self, box: Box) -> Image.Image:
        """Return the pixels of a box inside of the picture as RGB, as the decoder would give them.

        Raises MemoryError.
        """
        left, top, right, bottom = box.pixels
        # Chroma is smoothed across neighbours, so some are needed around the box; samples begin at even pixels.
        x, y = max(0, left - 2) & ~1, max(0, top - 2) & ~1
        width, height = min(self.width, right + 2) - x, min(self.height, bottom + 2) - y
        view = self._view(x, y, width, height)
        try:
            if not _library().WebPPictureYUVAToARGB(ctypes.byref(view)):
                raise MemoryError
            pitch = 4 * view.argb_stride
            words = (ctypes.c_char * (pitch * height)).from_address(view.argb)
            seen = Image.frombytes("RGB", (width, height), words, "raw", _WORDS, pitch)
        finally:
            _library().WebPPictureFree(ctypes.byref(view))
        return seen.crop((left - x, top - y, right - x, bottom - y))

    def paint(self, image: Image.Image, left: int, top: int) -> None:
        """Put an RGB picture there; ``left`` and ``top`` are even, and odd sides end at the edges of the planes.

        Raises MemoryError, and ValueError for a picture that leaves the planes.
        """
        made = _picture(*image.size)
        pixels = image.tobytes()
        try:
            if not _library().WebPPictureImportRGB(ctypes.byref(made), pixels, 3 * image.width):
                raise MemoryError
            for plane, start, pitch, step in (
                (self.luma, made.y, made.y_stride, 1),
                (self.blue, made.u, made.uv_stride, 2),
                (self.red, made.v, made.uv_stride, 2),
            ):
                room, across, whole = memoryview(plane), -(-image.width // step), self._pitch(step)
                at = top // step * whole + left // step
                for row in range(-(-image.height // step)):
                    room[at : at + across] = ctypes.string_at(start + row * pitch, across)
                    at += whole
        finally:
            _library().WebPPictureFree(ctypes.byref(made))

    def encoded(self, quality: float, method: int) -> bytes | None:
        """Return a WebP of these planes, coded with loss, with nothing beside the pixels; None where that fails.

        ``quality`` is 0 to 100, ``method`` 0 (fast) to 6 (slow).
        """
        library, config, writer = _library(), _Config(), _Writer()
        if not library.WebPConfigInitInternal(ctypes.byref(config), 0, quality, _ENCODER_ABI):
            return None
        config.method = method
        view = self._view(0, 0, self.width, self.height)
        library.WebPMemoryWriterInit(ctypes.byref(writer))
        view.writer = ctypes.cast(library.WebPMemoryWrite, _Pointer)
        view.custom_ptr = ctypes.addressof(writer)
        try:
            done = library.WebPEncode(ctypes.byref(config), ctypes.byref(view))
            return ctypes.string_at(writer.mem, writer.size) if done else None
        finally:
            library.WebPMemoryWriterClear(ctypes.byref(writer))

    def _pitch(self, step: int) -> int:
        """Return how many samples a row has: one for every pixel or for every two."""
        return -(-self.width // step)

    def _view(self, x: int, y: int, width: int, height: int) -> _Picture:
        """Return some of these samples as a picture of the library's; it owns none of them."""
        view = _picture(width, height)
        view.y_stride, view.uv_stride = self._pitch(1), self._pitch(2)
        view.y = _start(self.luma) + y * view.y_stride + x
        chroma = y // 2 * view.uv_stride + x // 2
        view.u, view.v = _start(self.blue) + chroma, _start(self.red) + chroma
        return view


def available() -> bool:
    """Tell whether libwebp can be called directly."""
    return _library() is not None


def planes_of(data: bytes, size: tuple[int, int]) -> Planes | None:
    """Return the planes of a still WebP of that size, coded with loss; its alpha, if it has some, is left out.

    None where it is damaged, of another size, or the library cannot be reached.
    """
    if not available():
        return None
    across, down = (size[0] + 1) // 2, (size[1] + 1) // 2
    planes = Planes(*size, *(bytearray(count) for count in (size[0] * size[1], across * down, across * down)))
    into = [
        part
        for plane, pitch in ((planes.luma, size[0]), (planes.blue, across), (planes.red, across))
        for part in (_start(plane), len(plane), pitch)
    ]
    return planes if _library().WebPDecodeYUVInto(data, len(data), *into) else None


def _picture(width: int, height: int) -> _Picture:
    """Return a picture of the library's in planes, without any yet."""
    made = _Picture()
    _library().WebPPictureInitInternal(ctypes.byref(made), _ENCODER_ABI)
    made.width, made.height = width, height
    return made


def _start(plane: bytearray) -> int:
    """Return where the samples lie; they stay there, for nobody makes a plane longer or shorter."""
    return ctypes.addressof(ctypes.c_char.from_buffer(plane))


@cache
def _library() -> Any:
    """Return the library with the types of what is called, or None where it cannot be reached or is another one."""
    try:
        from PIL import _webp

        # What is not in the file itself is sought in the libraries that it needs.
        found = ctypes.CDLL(_webp.__file__)
        for name, (result, *arguments) in _CALLS.items():
            call = getattr(found, name)
            call.restype, call.argtypes = result, arguments
    except (ImportError, AttributeError, OSError):
        return None
    return found if found.WebPPictureInitInternal(ctypes.byref(_Picture()), _ENCODER_ABI) else None
