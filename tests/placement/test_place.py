import random
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from qualitymark.errors import PlacementError, UsageError
from qualitymark.geometry import ANCHORS, Box, Length, Size
from qualitymark.placement import CORNERS, Content, Ground, PlaceRule, area, place
from qualitymark.platforms import load_platform, platform_names

COVER = Size(1920, 768)
WHOLE = Ground(COVER, Box(0, 0, 1920, 768))
GROUND = Ground(COVER, Box(362, 124, 1558, 644))
MARK = Size(400, 150)


def percent(value: float) -> Length:
    return Length(Fraction(value), "%")


def px(value: int) -> Length:
    return Length(Fraction(value), "px")


AUTO = PlaceRule(within="cover", margin=px(0))
FREE = PlaceRule(anchor="free", within="cover", margin=px(0))


def picture(busy: dict[str, int]) -> Image.Image:
    """Return a grey picture of the cover, a quarter of its size, with stripes of a strength in each named corner."""
    drawn = Image.new("L", (480, 192), 120)
    pen = ImageDraw.Draw(drawn)
    for corner, strength in busy.items():
        left = 0 if "left" in corner else 240
        top = 0 if "top" in corner else 96
        for x in range(left, left + 240, 4):
            pen.rectangle((x, top, x + 1, top + 95), fill=120 + strength)
    return drawn


def scattered(seed: int, size: tuple[int, int] = (240, 96)) -> Image.Image:
    """Return a picture with boxes of any grey all over."""
    chance = random.Random(seed)
    drawn = Image.new("L", size, chance.randrange(256))
    pen = ImageDraw.Draw(drawn)
    for _ in range(12):
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        pen.rectangle((x, y, x + chance.randrange(60), y + chance.randrange(40)), fill=chance.randrange(256))
    return drawn


boxes = st.builds(
    Box.at,
    st.integers(0, 1800),
    st.integers(0, 700),
    st.integers(10, 400),
    st.integers(10, 300),
)
rules = st.builds(
    PlaceRule,
    anchor=st.sampled_from(["auto", "free", *ANCHORS]),
    among=st.lists(st.sampled_from(list(ANCHORS)), min_size=1, max_size=9, unique=True).map(tuple),
    margin=st.integers(0, 60).map(px),
    within=st.sampled_from(["cover", "safe"]),
)


@given(rules, boxes, st.lists(boxes, max_size=3), st.lists(boxes, max_size=2), st.integers(0, 50))
def test_a_mark_keeps_to_its_area_and_off_all_that_is_barred(rule, crop, covered, taken, seed):
    """Whatever the rule: inside of the area and of every crop, off what covers the cover and off the other marks."""
    ground = GROUND._replace(
        crops=(("phone", crop.around(Box(500, 200, 1400, 600))),), covered=tuple(("logo", box) for box in covered)
    )
    size = Size(300, 120)
    try:
        placed = place(rule, size, ground, Content.of(scattered(seed)), taken=taken)
    except PlacementError:
        assume(False)

    assert size == placed.box.size
    assert placed.box == Box(*placed.box.pixels)
    assert area(rule, ground).contains(placed.box)
    assert [] == [box for box in (*covered, *taken) if box.overlaps(placed.box)]
    if rule.within == "safe":
        assert all(box.contains(placed.box) for box in (ground.safe, *dict(ground.crops).values()))


@given(rules, st.lists(boxes, max_size=3), st.integers(0, 50))
def test_the_same_cover_has_one_place(rule, covered, seed):
    """The same picture and rule give the same place and the same scores."""
    ground = WHOLE._replace(covered=tuple(("logo", box) for box in covered))
    try:
        first, second = (place(rule, MARK, ground, Content.of(scattered(seed))) for _ in range(2))
    except PlacementError:
        assume(False)

    assert first.candidates == second.candidates
    assert (first.box, first.anchor) == (second.box, second.anchor)


@given(st.lists(boxes, min_size=1, max_size=3))
def test_free_finds_a_place_wherever_there_is_one(covered):
    """Where a mark of that size has any place off what is barred, the free search has one too."""
    room = Box(0, 0, 1920, 768)
    lefts = {0.0, room.right - MARK.width, *(edge for box in covered for edge in (box.left - MARK.width, box.right))}
    tops = {0.0, room.bottom - MARK.height, *(edge for box in covered for edge in (box.top - MARK.height, box.bottom))}
    corners = [Box.at(left, top, *MARK) for left in lefts for top in tops]
    there_is = any(room.contains(box) and not any(box.overlaps(bar) for bar in covered) for box in corners)
    try:
        place(FREE, MARK, WHOLE, taken=covered)
    except PlacementError:
        found = False
    else:
        found = True

    assert there_is == found


@pytest.mark.parametrize("name", platform_names())
def test_every_platform_has_room_for_a_mark(name):
    """On each bundled platform, a mark of a tenth of the width keeps to all that the preset knows."""
    platform = load_platform(name)
    cover = platform.sizes[0] if platform.sizes else COVER
    ground = Ground.of(platform, cover)

    for anchor in ("auto", "free"):
        placed = place(PlaceRule(anchor=anchor), Size(cover.width // 10, cover.height // 10), ground)

        assert all(box.contains(placed.box) for box in (ground.safe, *dict(ground.crops).values()))
        assert not any(box.overlaps(placed.box) for box in dict(ground.covered).values())


@pytest.mark.parametrize(
    ("anchor", "corner"),
    [("top-left", (20, 20)), ("centre", (760, 309)), ("bottom-right", (1500, 598)), ("left", (20, 309))],
)
def test_margin_is_kept_to_the_edges(anchor, corner):
    """A margin in pixels is the distance to the edges of the area."""
    placed = place(PlaceRule(anchor=anchor, margin=px(20), within="cover"), MARK, GROUND)

    assert Box.at(*corner, 400, 150) == placed.box
    assert anchor == placed.anchor


def test_margin_is_a_share_of_the_covers_width():
    """A margin in percent is of the cover's width on all sides, inside the safe zone too."""
    placed = place(PlaceRule(anchor="bottom-right", margin=percent(2.5)), MARK, GROUND)

    assert (1558 - 48, 644 - 48) == (placed.box.right, placed.box.bottom)


def test_explicit_position_is_a_share_of_the_cover():
    """“at” is the upper left corner: shares are of the cover's width and height, pixels are pixels."""
    placed = place(PlaceRule(at=(percent(25), px(200))), MARK, GROUND)

    assert (Box.at(480, 200, 400, 150), "at", None) == (placed.box, placed.anchor, placed.warning)


def test_explicit_position_outside_is_moved_and_told():
    """A mark that “at” would put outside of its area is moved inside, with a warning."""
    placed = place(PlaceRule(at=(percent(90), px(5))), MARK, GROUND)

    assert Box.at(1158, 124, 400, 150) == placed.box
    expected = (
        "The mark was moved from 1728, 5 to 1158, 124: it would leave the platform's safe zone otherwise. Change “at”."
    )
    assert expected == placed.warning


def test_a_screen_that_cuts_the_mark_is_told():
    """Outside of the safe zone a mark may be cut by a screen: that is the template's wish, but not kept silent."""
    ground = GROUND._replace(crops=(("desktop", WHOLE.safe), ("phone", Box(362, 0, 1558, 768))))

    placed = place(PlaceRule(anchor="right", within="cover"), MARK, ground)

    assert "Some screens cut the mark off: phone. Choose “within: safe”." == placed.warning


def test_unknown_anchor_suggests_one():
    """An anchor that a caller misspells is a wrong call with a suggestion."""
    with pytest.raises(UsageError, match="Unknown anchor “botom-right”. Did you mean “bottom-right”?"):
        place(PlaceRule(anchor="botom-right"), MARK, GROUND)


def test_mark_that_does_not_fit_is_refused():
    """A size that was not made to fit is refused by place as well."""
    with pytest.raises(PlacementError, match="The mark needs at least 1200x150 px"):
        place(PlaceRule(anchor="centre"), Size(1200, 150), GROUND)


@pytest.mark.parametrize(
    ("busy", "anchor"),
    [
        ({}, "bottom-right"),
        ({"bottom-right": 90}, "bottom-left"),
        ({"bottom-right": 90, "bottom-left": 90, "top-right": 90}, "top-left"),
        ({"bottom-right": 90, "bottom-left": 40, "top-right": 30, "top-left": 60}, "top-right"),
        ({"bottom-right": 44, "bottom-left": 44, "top-right": 44, "top-left": 44}, "bottom-right"),
    ],
)
def test_auto_takes_the_calmest_corner(busy, anchor):
    """What covers least wins; one that is not clearly calmer does not displace a better liked one."""
    placed = place(AUTO, MARK, WHOLE, Content.of(picture(busy)))

    assert anchor == placed.anchor
    assert list(CORNERS) == [candidate.name for candidate in placed.candidates]


def test_free_finds_the_calm_place_between_the_anchors():
    """A calm place that no anchor reaches is found by the free search."""
    chance = random.Random(1)
    drawn = Image.frombytes("L", (240, 96), bytes(chance.choice((40, 216)) for _ in range(240 * 96)))
    ImageDraw.Draw(drawn).rectangle((40, 16, 140, 56), fill=128)

    placed = place(FREE, MARK, WHOLE, Content.of(drawn))

    assert Box(320, 128, 1128, 456).contains(placed.box)
    assert "free" == placed.anchor


def test_free_stays_where_it_is_best_liked_on_a_plain_picture():
    """On a plain picture the free search takes the first anchor of “among”."""
    for liked in ("bottom-right", "top-left"):
        rule = PlaceRule(anchor="free", among=(liked,))

        box = place(rule, MARK, GROUND, Content.of(Image.new("L", (240, 96), 120))).box

        assert place(PlaceRule(anchor=liked), MARK, GROUND).box == box


def test_without_a_picture_the_best_liked_is_taken():
    """Without a picture to look at, the best liked anchor is taken, and nothing is scored."""
    placed = place(PlaceRule(among=("top", "bottom")), MARK, GROUND)

    assert ("top", [None, None]) == (placed.anchor, [candidate.score for candidate in placed.candidates])


def test_auto_avoids_the_other_marks():
    """A second mark goes to the best liked corner that is free, however calm the one that is taken."""
    content = Content.of(picture({"bottom-left": 90}))
    first = place(AUTO, MARK, WHOLE, content)

    second = place(AUTO, MARK, WHOLE, content, taken=[first.box])

    assert ("bottom-right", "top-right") == (first.anchor, second.anchor)
    assert "another mark at x 1520–1920, y 618–768" == second.candidates[0].barred


def test_marks_that_find_their_place_keep_apart():
    """A place that is searched is not only off the other marks, but half the margin away from them."""
    rule = PlaceRule(anchor="free", within="cover", margin=px(60))
    first = place(rule, MARK, WHOLE)

    second = place(rule, MARK, WHOLE, taken=[first.box])

    assert not first.box.grown(29.5).overlaps(second.box)
    assert first.box.grown(30.5).overlaps(second.box)


def test_a_fixed_place_that_is_taken_is_refused():
    """Two marks at one fixed place are an error that tells both boxes."""
    rule = PlaceRule(anchor="bottom-right", within="cover", margin=px(0))

    with pytest.raises(PlacementError) as caught:
        place(rule, MARK, WHOLE, taken=[Box(1600, 600, 1800, 700)])

    expected = (
        "At “bottom-right” the mark would take x 1520–1920, y 618–768 and collide with another mark at"
        " x 1600–1800, y 600–700. Give one of them another place, or let “anchor: auto” find one."
    )
    assert expected == str(caught.value)


@pytest.mark.parametrize(
    ("rule", "end"),
    [
        (AUTO, "Lower “size”, or allow more places by “among” or “anchor: free”."),
        (FREE, "Lower “size” or “margin”."),
    ],
)
def test_no_free_place_is_told(rule, end):
    """Where the other marks leave no place, the error says how many were tried and what the best liked collides with."""
    with pytest.raises(PlacementError) as caught:
        place(rule, MARK, WHOLE, taken=[Box(300, 50, 1800, 700)])

    told = str(caught.value)
    assert " places in the cover is free for a mark of 400x150 px. The best liked," in told
    assert "collides with another mark at x 300–1800, y 50–700." in told
    assert told.endswith(end)


def test_a_cost_of_the_callers_own_counts():
    """What a caller adds to the score of a box moves the mark."""
    content = Content.of(Image.new("L", (240, 96), 120))

    placed = place(AUTO, MARK, WHOLE, content, cost=lambda box: 5.0 if box.top > 300 else 0.0)

    assert "top-right" == placed.anchor
    assert [5.0, 5.0, 0.0, 0.0] == [candidate.score for candidate in placed.candidates]
