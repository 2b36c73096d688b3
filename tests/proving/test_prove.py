"""Marks on finished files are proved as the platform shows them."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from PIL import Image

from qualitymark import load_platform
from qualitymark.geometry import Box
from qualitymark.images import jpeg
from qualitymark.images.jpeg import reference
from qualitymark.layers.base import TextVerdict
from qualitymark.platforms import Renditions
from qualitymark.proving.run import Shown, prove

from .conftest import LINK, LONGER, USUAL, code, file_of, photograph, shown, stamped, verdict

DESIGNS = ("badge", "plate", "ribbon", "seal")
VK = load_platform("vk-cover")
OTHER = "https://znak.nso.ru/AAAAAA"
SIZES = {
    (795, 200): "vk-cover-1590",
    (851, 315): "facebook-page",
    (1500, 500): "x-header",
    (1590, 400): "vk-cover-1590",
    (1590, 530): "vk-cover-1590",
    (1944, 600): "ok-cover",
    (2560, 1440): "youtube-banner",
    (3840, 1536): "vk-cover",
}


def serving(*widths, quality=95):
    """Return VK with other renditions."""
    return replace(VK, renditions=Renditions(widths=widths, quality=quality))


def proof_of(picture, *marks, platform=None):
    return prove(file_of(picture), marks, platform)


def on_cover(*placed):
    """Return a photograph with codes whose plates have their corners at these places."""
    picture = photograph().copy()
    for payload, module, corner in placed:
        picture.paste(code(payload, module), corner)
    return picture


@pytest.mark.parametrize("design, tone", tuple(product(DESIGNS, ("light", "dark"))))
def test_built_in_designs_keep_their_promise_at_every_width(design, tone):
    """From 1920 px down to the promised one, and somewhat further, whatever widths VK will have."""
    done = stamped(design, tone, verify_url=LONGER, district="Карасукский район")
    widths = (*range(1920, 795, -75), 795, 640)
    data = done.encode("jpg").data

    for quality in (95, 60):
        (proof,) = prove(data, shown(done), serving(*widths, quality=quality))

        assert (640, [True] * len(widths)) == (proof.qr.reads_at, [seen.reads for seen in proof.qr.seen])
        assert proof.kept
        assert all(text.contrast > 4.5 for text in proof.texts)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
@pytest.mark.parametrize("design", DESIGNS)
def test_built_in_designs_keep_their_promise_on_every_platform(design, size):
    """With the platform's own renditions, or the ladder where they are not known."""
    platform = load_platform(SIZES[size])
    done = stamped(design, cover=photograph(size=size), platform=SIZES[size])

    (proof,) = prove(done.encode("jpg").data, shown(done), platform)

    assert (True, ()) == (proof.kept, proof.shortfalls)
    assert proof.qr.margin >= 1


@pytest.mark.parametrize("kind", ["jpg", "png", "webp"])
def test_every_format_is_proved(kind):
    """What is written is what is looked at."""
    done = stamped()

    (proof,) = prove(done.encode(kind).data, shown(done), VK)

    assert ("plate-qr", True) == (proof.name, proof.kept)
    assert ["title", "year", "name", "nomination", "address"] == [text.layer for text in proof.texts]


def test_parts_of_a_file_prove_what_the_whole_proves(monkeypatch):
    """Cutting parts out of a JPEG changes nothing of the result."""

    def missing():
        raise ImportError

    done = stamped("seal", "dark")
    data = done.encode("jpg").data
    monkeypatch.setattr(jpeg, "_compiled", missing)
    whole = prove(data, shown(done), VK)
    monkeypatch.setattr(jpeg, "_compiled", lambda: reference)

    assert whole == prove(data, shown(done), VK)


def test_a_small_code_is_read_where_its_modules_are_large_enough():
    """Module sizes follow the width; below 1 px a module nothing is tried."""
    picture = on_cover((LINK, 3, (700, 300)))

    (proof,) = proof_of(
        picture, Shown(None, (), verdict(700, 300, module=3)), platform=serving(1920, 1440, 1200, 800, 600)
    )

    assert [(1920, 3.0), (1440, 2.25), (1200, 1.875), (800, 1.25), (600, 0.9375)] == [
        (seen.width, seen.size) for seen in proof.qr.seen
    ]
    assert [True, True, True, False, False] == [seen.reads for seen in proof.qr.seen]
    assert (1200, 1.875, 795, False) == (proof.qr.reads_at, proof.qr.module_px, proof.qr.promised, proof.kept)
    assert proof.shortfalls[0].startswith("The QR code is read down to 1200 px")


def test_a_code_that_was_painted_over_is_not_read():
    """A foreign code elsewhere does not take its place, even with the same payload."""
    mine = verdict(700, 300)
    elsewhere = [(LINK, 8, (200, 80)), (LINK, 8, (1300, 400)), (LINK, 8, (980, 300))]
    covered = on_cover((LINK, 8, (700, 300)), *elsewhere)
    covered.paste((90, 90, 90), (740, 340, 900, 500))

    assert proof_of(on_cover((LINK, 8, (700, 300)), *elsewhere), Shown(None, (), mine))[0].kept
    assert not proof_of(covered, Shown(None, (), mine))[0].kept
    assert not proof_of(on_cover(*elsewhere), Shown(None, (), mine))[0].kept


def test_a_foreign_code_is_not_taken_for_ours():
    """Neither one elsewhere on the cover beside ours, nor one that stands at our place."""
    both = on_cover((OTHER, 8, (200, 80)), (OTHER, 6, (990, 320)), (LINK, 8, (700, 300)))

    assert proof_of(both, Shown(None, (), verdict(700, 300)))[0].kept
    assert proof_of(both, Shown(None, (), verdict(200, 80, OTHER)))[0].kept
    assert not proof_of(both, Shown(None, (), verdict(200, 80)))[0].kept


def test_a_cover_with_a_foreign_code_is_proved_for_the_marks_own():
    """The built-in design on a cover that bears a code, at the other side of it."""
    cover = on_cover((OTHER, 8, (60, 60)))
    done = stamped("plate", cover=cover)

    (proof,) = prove(done.encode("jpg").data, shown(done), VK)

    assert (True, LINK) == (proof.kept, done.marks[0].qr.payload)


def test_the_promise_is_the_templates():
    """What is promised below the smallest rendition that reads is a shortfall, of texts as of the code."""
    done = stamped("plate")

    (proof,) = prove(done.encode("jpg").data, shown(done, qr=240, text=700), serving(1920, 911, 250))

    assert [250, 911] == [layer.due.width for layer in proof.layers[:2]]
    assert not proof.qr.kept
    assert ["nomination", "address"] == [text.layer for text in proof.texts if not text.kept]
    assert 3 == len(proof.shortfalls)


def test_contrast_is_measured_at_the_smallest_width_at_which_a_text_can_be_read():
    """What a wider rendition shows does not count."""
    done = stamped("badge")
    data = done.encode("jpg").data
    both, wide, narrow = (prove(data, shown(done), serving(*widths))[0] for widths in ((1920, 911), (1920,), (911,)))

    assert (911, "title") == (both.texts[0].readable_at, both.texts[0].layer)
    assert narrow.texts[0].contrast == both.texts[0].contrast != wide.texts[0].contrast
    assert wide.texts[-1].contrast == both.texts[-1].contrast


def test_a_code_is_promised_at_least_at_the_covers_own_width():
    """On a cover that is narrower than the promise the code is read at full width."""
    picture = Image.new("RGB", (400, 300), (120, 130, 140))
    blank = proof_of(picture, Shown(None, (), verdict(100, 40)))[0]
    picture.paste(code(), (100, 40))
    drawn = proof_of(picture, Shown(None, (), verdict(100, 40)))[0]

    assert [(400, False), (400, True)] == [(proof.qr.promised, proof.kept) for proof in (blank, drawn)]


def test_marks_are_proved_one_by_one():
    """A mark without a code has no proof of one; a text without ink no contrast."""
    text = TextVerdict("motto", "x", 40, 1, box=Box(20, 20, 90, 60), x_height=20)
    marks = (
        Shown("first", (text,), None),
        Shown("second", (text._replace(box=Box(0, 0, 0, 0)), text._replace(x_height=1)), None),
        Shown("third", (), None),
    )

    first, second, third = proof_of(photograph(), *marks)

    assert (None, (), True) == (third.qr, third.texts, third.kept)
    assert first.texts[0].contrast >= 1
    assert [None, None] == [proof.contrast for proof in second.texts]
    assert (768, None) == tuple(proof.readable_at for proof in second.texts)


def test_a_mark_at_the_edge_is_proved():
    """Pieces end where the picture ends."""
    for corner in ((0, 0), (USUAL[0] - 264, USUAL[1] - 264)):
        mine = Shown(None, (), verdict(*corner))

        assert proof_of(on_cover((LINK, 8, corner)), mine, platform=VK)[0].kept
