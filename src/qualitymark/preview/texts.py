"""The texts of the pages, by the keys that their scripts ask for; ``{n}`` and the like are filled by the scripts."""

from __future__ import annotations

from ..batch.report.texts import TEXTS as REPORT
from ..messages import Message, say

_SHARED = (
    "template", "language", "theme", "close", "mark", "layer", "drawn", "px", "lines", "contrast", "payload", "code",
    "place", "values", "shortening", "shortened_short", "shortened_hint", "letters_hint", "module_hint", "reset",
    "row_hint", "filters",
)  # fmt: skip
_NAMED = ("anchor_", "tone_", "field_")

_COMMON = {key: text for key, text in REPORT.items() if key in _SHARED or key.startswith(_NAMED)}

KINDS: dict[str, Message] = {
    "kind_shape": say("shape"),
    "kind_image": say("picture"),
    "kind_text": say("text"),
    "kind_ring": say("text on a circle"),
    "kind_qr": say("QR code"),
}

PREVIEW: dict[str, Message] = {
    **_COMMON,
    **KINDS,
    "title": say("Cover preview"),
    "skip": say("To the picture"),
    "show": say("Show"),
    "boxes": say("Layers"),
    "safe": say("Safe zone"),
    "over": say("Platform"),
    "scale": say("Scale"),
    "scale_fit": say("Fit"),
    "scale_full": say("100 %"),
    "keys": say("Keys: L layers · S safe zone · P platform · 1 fit, 2 full size"),
    "full_size": say("{width} × {height} px of the cover"),
    "phone_size": say("At the size of a phone, {n} %"),
    "layers": say("Layers"),
    "size": say("Size, px"),
    "verdict": say("Verdict"),
    "fine": say("good"),
    "letters_of": say("letters {n} px, on a phone {phone} px; lines: {lines}"),
    "module_of": say("{n} px a module, on a phone {phone} px; version {version}"),
    "contrast_of": say("contrast {n}:1"),
    "broken": say("The template or its values have faults; the picture below is the last that could be drawn."),
    "broken_first": say("The template or its values have faults. The page shows the cover once they are mended."),
    "stopped": say("The program that served this page has ended; the page does not change any more."),
    "about_platform": say("{platform}, as of {date}"),
    "unconfirmed": say("not confirmed by the platform"),
    "picture_of": say("The stamped cover {name}"),
}

PROOF: dict[str, Message] = {
    **_COMMON,
    "title": say("Template proof"),
    "skip": say("To the cases"),
    "cases": say("cases"),
    "good": say("good"),
    "warned": say("worth a look"),
    "failed": say("failed"),
    "only": say("Only with faults"),
    "finished": say("The template is finished: every case can be drawn, and nothing is worth a look."),
    "drawable": say("Every case can be drawn; some are worth a look."),
    "unfinished": say("The template is not finished: some cases cannot be drawn."),
    "section_values": say("Real values"),
    "section_fields": say("With and without fields"),
    "section_grounds": say("Grounds and tones"),
    "section_platforms": say("Platforms"),
    "about_values": say("The shortest, the longest and the strangest values that the mark will meet, in both tones."),
    "about_fields": say("Every optional field missing, and every one alone beside what is required."),
    "about_grounds": say("What lies beneath the mark decides its tone and whether it can be read."),
    "about_platforms": say("The usual and the longest value on every cover size that the program knows."),
    "ground_flat": say("flat"),
    "ground_light": say("light"),
    "ground_dark": say("dark"),
    "ground_busy": say("busy"),
    "ground": say("Ground"),
    "tone_auto": say("tone chosen by the program"),
    "platform": say("Platform"),
    "none_drawn": say("Not drawn"),
    "mark_full": say("The mark at full size"),
    "cover_whole": say("The whole cover"),
    "previous": say("Previous case"),
    "next": say("Next case"),
    "case_of": say("{n} of {all}"),
    "nothing": say("No case is like that."),
    "keys": say("Keys: F only with faults · arrows go through the cases · Esc closes"),
    "built_in": say("built-in names"),
    "contrast_hint": say("least contrast {n}:1"),
}
