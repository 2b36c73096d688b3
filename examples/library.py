"""Stamp several covers from a program, and look at what was done before anything is published.

python examples/library.py [FOLDER FOR THE RESULTS]
"""

from __future__ import annotations

import sys
from pathlib import Path

from qualitymark import Page, QualitymarkError, Stamped, load_template, stamp

NOVOSIBIRSK = Path(__file__).with_name("novosibirsk")

PAGES = {
    "clinic.jpg": Page(name="ГБУЗ НСО «Заозёрная ЦРБ»", nomination="Здравоохранение", year=2026),
    "music-school.jpg": Page(name="МБУДО ДШИ №2 г.Приобск", nomination="Культура", year=2026),
    "social-centre.jpg": Page.load(NOVOSIBIRSK / "pages/social-centre.yaml"),
    "sports-school.webp": Page(name="МБУДО «Спортивная школа „Стрела“»"),
}


def verdicts(stamped: Stamped) -> list[str]:
    """Return what an editor should look at: shortened names, small letters, small codes, warnings."""
    found = [str(warning) for warning in stamped.warnings]
    for mark in stamped.marks:
        found += [f"{text.layer}: shortened to “{text.text}”" for text in mark.texts if text.shortened_from]
        found += [f"{text.layer}: letters of {text.size:.0f} px" for text in mark.texts if text.size < 16]
        if mark.qr and mark.qr.module < 6:
            found.append(f"QR code: {mark.qr.module} px a module")
    return found


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    # Loaded once; a Template is immutable and may be used from several threads.
    template = load_template("plate")
    for name, page in PAGES.items():
        try:
            stamped = stamp(NOVOSIBIRSK / "covers" / name, template, page)
        except QualitymarkError as error:
            print(f"{name}: not stamped. {error}")
            continue
        encoded = stamped.encode()
        (folder / name).write_bytes(encoded.data)
        mark = stamped.marks[0]
        print(f"{name}: {encoded.format}, {mark.tone} mark at {mark.anchor}, {mark.artboard.size} px")
        for line in (*verdicts(stamped), *encoded.notes):
            print(f"  {line}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("marked"))
