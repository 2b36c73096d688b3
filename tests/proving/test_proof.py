"""What a proof says: where a layer is read, what is missing to the promise, and what to do."""

from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualitymark.proving.promise import Promise
from qualitymark.proving.proof import MarkProof, ProofError, QRProof, Seen, TextProof, demand

WIDTHS = (1920, 1080, 911, 400)


def code(*reads, promised=795):
    seen = tuple(Seen(width, width / 480, read) for width, read in zip(WIDTHS, reads, strict=True))
    return QRProof("qr", promised, seen)


def text(x_height, promised=1590):
    heights = [(width, x_height * width / 1920) for width in WIDTHS]
    return TextProof("name", promised, tuple(Seen(width, high, high >= 7) for width, high in heights), 9.87654)


def mark(*layers, name="plate"):
    codes = [layer for layer in layers if isinstance(layer, QRProof)]
    return MarkProof(name, codes[0] if codes else None, tuple(layer for layer in layers if layer not in codes))


def test_the_smallest_rendition_is_told():
    """With the pixels of a module there, and how much narrower than promised it is."""
    proof = code(True, True, True, True)

    assert (400, 400 / 480, 911 / 400, True, None) == (
        proof.reads_at,
        proof.module_px,
        proof.margin,
        proof.kept,
        proof.shortfall,
    )


def test_a_code_is_read_down_to_where_it_first_fails():
    """That a smaller rendition happens to be read does not count."""
    proof = code(True, False, True, True)

    assert (1920, 911 / 1920, False) == (proof.reads_at, proof.margin, proof.kept)


def test_a_shortfall_has_the_numbers():
    """How far the code is read, what is promised, and the module there."""
    assert (
        "The QR code is read down to 1080 px of the cover's width, the template promises 795 px; at 911 px it has"
        " 1.9 px a module. Make the mark larger, shorten what the code says, or promise less."
    ) == code(True, True, False, False).shortfall


def test_a_code_that_is_never_read_has_no_margin():
    """It is told with the module at the full width."""
    proof = code(False, True, True, True)

    assert (None, None, 0, False) == (proof.reads_at, proof.module_px, proof.margin, proof.kept)
    assert (
        "The QR code is not read even at 1920 px, where it has 4.0 px a module."
        " Make the mark larger, or shorten what the code says."
    ) == proof.shortfall


def test_a_text_is_judged_by_its_small_letters():
    """7 px at the smallest rendition that the promise is about."""
    kept, broken = text(9.5), text(9.5, promised=1000)

    assert (1920, 1.0, True, None) == (kept.readable_at, kept.margin, kept.kept, kept.shortfall)
    assert (1920, 1080 / 1920, False) == (broken.readable_at, broken.margin, broken.kept)
    assert (
        "The small letters of the text “name” have 5.3 px where the cover is 1080 px wide; the template promises"
        " 7 px down to 1000 px. Use larger letters or a larger mark, or promise less."
    ) == broken.shortfall


def test_nothing_is_promised_of_texts_on_narrower_covers():
    """Where no rendition is as wide as promised there is no margin and no shortfall."""
    proof = text(3, promised=2000)

    assert (None, None, True, None) == (proof.readable_at, proof.margin, proof.kept, proof.shortfall)


def test_a_mark_keeps_its_promise_where_all_its_layers_do():
    """The least margin is the mark's."""
    good, bad = mark(code(True, True, True, True), text(19)), mark(code(True, True, False, False), text(3))

    assert (True, (), 1920 / 911) == (good.kept, good.shortfalls, good.margin)
    assert (False, 2, 0.0) == (bad.kept, len(bad.shortfalls), bad.margin)
    assert (True, None) == (mark().kept, mark().margin)


def test_an_error_tells_every_shortfall_with_its_layer():
    """Nothing is raised for marks that keep their promise; the error survives pickling."""
    demand([mark(code(True, True, True, True))])
    with pytest.raises(ProofError) as caught:
        demand([mark(code(True, True, False, False), text(3)), mark(text(4), name=None)])

    error = pickle.loads(pickle.dumps(caught.value))
    assert (3, ["plate/qr", "plate/name", "name"]) == (error.exit_code, [fault.trail.layer for fault in error.faults])
    assert str(error).startswith("plate/qr: The QR code is read down to 1080 px")


def test_a_proof_is_plain_values_for_json():
    """Rounded, with every rendition."""
    told = mark(code(True, True, False, False), text(9.5)).as_dict()

    assert told == json.loads(json.dumps(told))
    assert ("plate", False, 0.84) == (told["name"], told["kept"], told["margin"])
    assert {
        "layer": "qr",
        "promised": 795,
        "kept": False,
        "margin": 0.84,
        "seen": [
            {"width": 1920, "size": 4.0, "reads": True},
            {"width": 1080, "size": 2.25, "reads": True},
            {"width": 911, "size": 1.9, "reads": False},
            {"width": 400, "size": 0.83, "reads": False},
        ],
        "reads_at": 1080,
        "module_px": 2.25,
    } == told["qr"]
    assert (1920, 9.88, 1.0) == tuple(told["texts"][0][name] for name in ("readable_at", "contrast", "margin"))
    never = mark(code(False, False, False, False), TextProof("name", 10, (Seen(400, 2.0, False),))).as_dict()
    assert (None, None, None) == (
        never["qr"]["module_px"],
        never["texts"][0]["readable_at"],
        never["texts"][0]["contrast"],
    )


@given(st.lists(st.booleans(), min_size=4, max_size=4), st.integers(1, 3000))
def test_kept_margin_and_shortfall_agree(reads, promised):
    """A promise is kept exactly where every rendition that it is about is read."""
    proof = code(*reads, promised=promised)
    about = [read for width, read in zip(WIDTHS, reads, strict=True) if width >= promised]

    assert all(about) == proof.kept == (proof.shortfall is None)
    assert bool(about) == (proof.margin is not None)


def test_a_promise_is_read_from_a_template():
    """The usual one, where nothing is said."""
    assert (795, None) == (Promise().qr, Promise().text)
