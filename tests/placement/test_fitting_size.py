import re
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qualitymark.errors import PlacementError, TemplateError
from qualitymark.geometry import ANCHORS, Box, Length, Size
from qualitymark.placement import Ground, PlaceRule, area, fitting_size, place
from qualitymark.platforms import load_platform, zone_on
from qualitymark.sizing import SizeRule, mark_size

COVER = Size(1920, 768)
WHOLE = Box(0, 0, 1920, 768)
SAFE = Box(362, 124, 1558, 644)
PLATE = Size(640, 220)


def percent(value: float) -> Length:
    return Length(Fraction(value), "%")


def px(value: int) -> Length:
    return Length(Fraction(value), "px")


def whole(cover: Size) -> Box:
    return Box.at(0, 0, cover.width, cover.height)


lengths = st.one_of(st.integers(1, 130).map(percent), st.integers(1, 2000).map(px))
artboards = st.builds(Size, st.integers(10, 1200), st.integers(10, 1200))
lows = st.fractions(0, Fraction(2, 5), max_denominator=50)
highs = st.fractions(Fraction(3, 5), 1, max_denominator=50)


SIDES = st.integers(50, 4000)
LEAST = st.none() | st.integers(1, 500)
MOST = st.none() | st.integers(500, 1000)


@st.composite
def grounds(draw, sides=SIDES):
    """Return a cover and a safe zone on it."""
    cover = Size(draw(sides), draw(sides))
    zone = Box(float(draw(lows)), float(draw(lows)), float(draw(highs)), float(draw(highs)))
    return cover, zone_on(zone, Size(1, 1), cover)


@st.composite
def size_rules(draw, lengths=lengths, least=LEAST, most=MOST):
    """Return a rule that gives one side, with bounds or without."""
    side = draw(st.sampled_from(["width", "height", "shorter"]))
    bounds = {name: None if value is None else px(value) for name, value in (("min", draw(least)), ("max", draw(most)))}
    return SizeRule(**{side: draw(lengths)}, of=draw(st.sampled_from(["cover", "safe"])), **bounds)


place_rules = st.builds(
    PlaceRule,
    anchor=st.sampled_from(["auto", "free", *ANCHORS]),
    margin=st.one_of(st.integers(0, 20).map(percent), st.integers(0, 60).map(px)),
    within=st.sampled_from(["cover", "safe"]),
    at=st.none() | st.tuples(lengths, lengths),
)


@pytest.mark.parametrize(
    ("rule", "size"),
    [
        (SizeRule(width=percent(34), of="safe"), Size(407, 140)),
        (SizeRule(width=percent(34), of="cover"), Size(653, 224)),
        (SizeRule(height=percent(25), of="cover"), Size(559, 192)),
        (SizeRule(shorter=percent(25), of="cover"), Size(559, 192)),
        (SizeRule(width=px(640)), Size(640, 220)),
        (SizeRule(width=percent(10), min=px(360)), Size(360, 124)),
        (SizeRule(width=percent(90), max=px(360)), Size(360, 124)),
        (SizeRule(height=percent(90), max=px(110)), Size(320, 110)),
    ],
)
def test_size_follows_the_rule(rule, size):
    """The side that is given follows its share and bounds, the other the artboard's shape."""
    assert size == mark_size(rule, PLATE, COVER, SAFE)


def test_shorter_is_the_marks_shorter_side():
    """“shorter” gives the shorter side of the mark, whichever it is."""
    rule = SizeRule(shorter=percent(50))

    assert Size(384, 768) == mark_size(rule, Size(1, 2), COVER, SAFE)
    assert Size(768, 384) == mark_size(rule, Size(2, 1), COVER, SAFE)


@given(size_rules(), artboards, grounds())
def test_size_keeps_the_shape(rule, artboard, ground):
    """Sizes are whole pixels, at least 1, and keep the artboard's shape to within one pixel."""
    size = mark_size(rule, artboard, *ground)

    assert size.width >= 1
    assert size.height >= 1
    assert float(size.width).is_integer()
    assert float(size.height).is_integer()
    by_width = abs(size.height - size.width * artboard.height / artboard.width)
    by_height = abs(size.width - size.height * artboard.width / artboard.height)
    assert min(by_width, by_height) <= 1


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (SizeRule(), "Give exactly one of “width”, “height” and “shorter”."),
        (SizeRule(width=px(0)), "A size of nothing draws nothing; give more than 0."),
        (SizeRule(width=px(1), height=px(1)), "Give exactly one of “width”, “height” and “shorter”."),
        (SizeRule(width=px(1), min=px(9), max=px(8)), "“min” is 9px, more than “max”, 8px; exchange them."),
    ],
)
def test_contradicting_size_rule_is_refused(rule, message):
    """A rule gives one side, and its bounds in order."""
    with pytest.raises(TemplateError) as caught:
        mark_size(rule, PLATE, COVER, SAFE)

    assert message == str(caught.value) == rule.check()


@given(size_rules(), place_rules, artboards, grounds())
def test_every_box_lies_in_its_area(rule, where, artboard, ground):
    """Whatever the rules, a mark that is placed lies inside its area, which lies in the zone or on the cover."""
    cover, safe = ground
    try:
        size, warning = fitting_size(rule, where, artboard, Ground(cover, safe))
    except PlacementError:
        assume(False)
    placed = place(where, size, Ground(cover, safe))

    assert (safe if where.within == "safe" else whole(cover)).contains(area(where, Ground(cover, safe)))
    assert area(where, Ground(cover, safe)).contains(placed.box)
    assert size == placed.box.size
    assert placed.box == Box(*placed.box.pixels)
    assert (size != mark_size(rule, artboard, cover, safe)) == (warning is not None)


@given(
    size_rules(st.integers(70, 130).map(percent), st.none() | st.integers(1, 5), st.none()),
    place_rules,
    artboards,
    grounds(),
)
def test_smaller_size_keeps_shape_and_least(rule, where, artboard, ground):
    """A mark that is made smaller keeps its shape, is not below the least, and could not be a pixel larger."""
    cover, safe = ground
    wanted = mark_size(rule, artboard, cover, safe)
    try:
        size, warning = fitting_size(rule, where, artboard, Ground(cover, safe))
    except PlacementError:
        assume(False)
    assume(warning)
    room = area(where, Ground(cover, safe)).size

    across = rule.width is not None or (rule.shorter is not None and artboard.width <= artboard.height)
    given_side = size.width if across else size.height
    assert given_side < (wanted.width if across else wanted.height)
    if rule.min is not None:
        assert given_side >= rule.min.value
    larger = {"width" if across else "height": px(int(given_side) + 1)}
    grown = mark_size(SizeRule(**larger), artboard, cover, safe)
    assert grown.width > room.width or grown.height > room.height


@given(
    size_rules(least=st.integers(300, 500)),
    place_rules,
    st.builds(Size, st.integers(100, 300), st.integers(100, 300)),
    grounds(st.integers(50, 400)),
)
def test_smallest_cover_told_is_the_smallest(rule, where, artboard, ground):
    """The cover that the error tells does, and the one a pixel narrower of the same shape does not."""
    cover, safe = ground
    try:
        fitting_size(rule, where, artboard, Ground(cover, safe))
    except PlacementError as error:
        told = re.search(r"The smallest cover of this shape that would do is (\d+)x(\d+) px\.", str(error))
    else:
        assume(False)
    assume(told)
    width, height = int(told[1]), int(told[2])

    def tried(width: int) -> Size:
        larger = Size(width, max(1, int(Fraction(cover.height) * width / Fraction(cover.width) + Fraction(1, 2))))
        fitting_size(rule, where, artboard, Ground(cover, safe).on(larger))
        return larger

    assert Size(width, height) == tried(width)
    with pytest.raises(PlacementError):
        tried(width - 1)


@given(size_rules(least=st.integers(300, 500)), st.integers(60, 500), st.integers(60, 500))
def test_cover_told_does_on_the_platform(rule, width, height):
    """The cover that the error tells does with the zone that the platform has on a cover of that size."""
    platform, cover = load_platform("vk-cover"), Size(width, height)
    try:
        fitting_size(rule, PlaceRule(), PLATE, Ground.of(platform, cover))
    except PlacementError as error:
        told = re.search(r"would do is (\d+)x(\d+) px\.", str(error))
    else:
        assume(False)
    assume(told)
    larger = Size(int(told[1]), int(told[2]))

    size, _ = fitting_size(rule, PlaceRule(), PLATE, Ground.of(platform, larger))

    assert size.width >= 1


def test_cover_too_small_says_the_smallest_that_would_do():
    """The error says what is needed, what there is, the smallest cover that would do, and what else helps."""
    rule = SizeRule(width=percent(34), of="safe", min=px(360))

    with pytest.raises(PlacementError) as caught:
        fitting_size(rule, PlaceRule(), PLATE, Ground(Size(640, 256), Box(121, 42, 519, 214)))

    expected = (
        "The mark needs at least 360x124 px, but the platform's safe zone leaves 358x132 px on this cover of 640x256 px."
        " The smallest cover of this shape that would do is 644x258 px."
        " Give such a cover, or lower “size” or “margin” in the template."
        " Or choose “within: cover” or another platform."
    )
    assert expected == str(caught.value)
    assert 3 == caught.value.exit_code


def test_no_cover_would_do_is_told():
    """Where margins leave nothing on any cover of the shape, the error says so and names no size."""
    with pytest.raises(PlacementError) as caught:
        fitting_size(SizeRule(width=percent(10)), PlaceRule(margin=percent(50)), PLATE, Ground(COVER, WHOLE))

    expected = (
        "The mark needs at least 1x1 px, but the platform's safe zone leaves 0x0 px on this cover of 1920x768 px."
        " No cover of this shape would do. Lower “size” or “margin” in the template."
    )
    assert expected == str(caught.value)


def test_mark_is_made_smaller_down_to_its_least():
    """A mark larger than the area is made as large as fits, and the warning tells both sizes."""
    rule = SizeRule(height=percent(100), min=px(100))

    size, warning = fitting_size(rule, PlaceRule(margin=px(20)), PLATE, Ground(Size(800, 320), Box(0, 0, 800, 320)))

    assert Size(759, 261) == size
    expected = (
        "The mark is 759x261 px instead of 931x320 px: the platform's safe zone has no more room. "
        "Give a larger cover, or lower “size” or “margin” in the template."
    )
    assert expected == warning


def test_size_in_pixels_is_not_made_smaller():
    """A side given in pixels is meant: it fits or is refused."""
    with pytest.raises(PlacementError, match="The mark needs at least 640x220 px"):
        fitting_size(SizeRule(width=px(640)), PlaceRule(), PLATE, Ground(Size(600, 400), Box(0, 0, 600, 400)))


UNDER = (("status bar", Box(0, 0, 1920, 80)), ("avatar", Box(836, 644, 1084, 768)))


def test_mark_is_made_smaller_beside_what_covers_the_cover():
    """A mark in the middle of the lower edge would lie under the avatar; where it may shrink, it stops at its edge."""
    ground = Ground(Size(1000, 400), Box(0, 0, 1000, 400), covered=(("avatar", Box(700, 300, 1000, 400)),))
    rule = PlaceRule(anchor="bottom-left", margin=px(0))

    size, warning = fitting_size(SizeRule(width=percent(90), min=px(100)), rule, Size(100, 10), ground)

    assert Size(700, 70) == size
    assert "The mark is 700x70 px instead of 900x90 px" in str(warning)


def test_what_covers_every_allowed_place_is_told():
    """Where the platform lies over all that is allowed, the error says what it is, and which anchors would do."""
    rule = PlaceRule(anchor="bottom", within="cover")

    with pytest.raises(PlacementError) as caught:
        fitting_size(SizeRule(width=px(640)), rule, PLATE, Ground(COVER, SAFE, covered=UNDER))

    expected = (
        "The mark needs at least 640x220 px, but the cover leaves 1804x652 px on this cover of 1920x768 px."
        " The platform covers a part of it: status bar 1920x80 px, avatar 248x124 px."
        " These anchors are free of it: left, centre, right, bottom-left, bottom-right."
        " No cover of this shape would do. Lower “size” or “margin” in the template."
    )
    assert expected == str(caught.value)


@given(st.integers(1, 3), st.integers(100, 900))
def test_what_covers_a_cover_grows_with_it(times, width):
    """A ground on a cover of another size is that of the platform: whole pixels, what covers it rounded outwards."""
    platform = load_platform("vk-cover")
    larger = Ground.of(platform, Size(1920 * times, 768 * times))
    other = Ground.of(platform, Size(width, 400))

    assert Box(836, 644, 1084, 768).scaled(times) == dict(larger.covered)["avatar"]
    assert larger.safe == SAFE.scaled(times)
    exact = Box(836, 644, 1084, 768).scaled(width / 1920, 400 / 768)
    assert dict(other.covered)["avatar"].grown(1e-9).contains(exact)
    assert all(box == Box(*box.pixels) for _, box in (*other.covered, *other.crops))


def test_any_picture_covers_nothing():
    """Where the platform is not known, all of the cover is seen and free."""
    assert Ground(Size(700, 300), Box(0, 0, 700, 300)) == Ground.of(load_platform("any"), Size(700, 300))
