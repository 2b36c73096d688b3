"""Text that fits: the largest size, the lines, and the verdict."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualitymark.errors import TextError
from qualitymark.text.fitting import FittedText, TextSpace, TextStyle, TextVerdict, fit
from qualitymark.text.fonts import FontBook
from qualitymark.text.shaping import shape
from qualitymark.text.shorten import Shortener
from qualitymark.text.typography import typeset

STYLE = TextStyle(FontBook.bundled().stack("Golos Text", 600), line_height=1.18)
BOX = TextSpace(420, 100, 4, 34, 18)

# Real names, from the shortest to the longest, with the lines that a typesetter would make of them.
NAMES = {
    "Муниципальное бюджетное общеобразовательное учреждение Усть-Таркская средняя общеобразовательная школа": (
        "Муниципальное бюджетное/общеобразовательное учреждение/Усть-Таркская средняя/общеобразовательная школа"
    ),
    "Муниципальное казённое общеобразовательное учреждение «Средняя общеобразовательная школа № 3 имени Героя "
    "Советского Союза А. И. Иванова» Чановского муниципального округа Новосибирской области": (
        "МКОУ «Средняя общеобразовательная/школа № 3 имени Героя Советского Союза/"
        "А. И. Иванова» Чановского муниципального/округа Новосибирской области"
    ),
    "Муниципальное автономное дошкольное образовательное учреждение города Новосибирска «Детский сад № 484 "
    "комбинированного вида „Золотой ключик“»": (
        "Муниципальное автономное дошкольное/образовательное учреждение/города Новосибирска «Детский сад № 484/"
        "комбинированного вида „Золотой ключик“»"
    ),
    "ГБУЗ НСО «Карасукская ЦРБ»": "ГБУЗ НСО/«Карасукская ЦРБ»",
    'Государственное бюджетное учреждение здравоохранения Новосибирской области "Городская клиническая '
    'поликлиника № 29"': (
        "Государственное бюджетное/учреждение здравоохранения/Новосибирской области «Городская/"
        "клиническая поликлиника № 29»"
    ),
    "Муниципальное бюджетное учреждение культуры «Межпоселенческая центральная библиотека им. М. В. Ломоносова – "
    "филиал № 12» р.п. Краснозёрское": (
        "Муниципальное бюджетное учреждение/культуры «Межпоселенческая центральная/библиотека им. М. В. Ломоносова —/"
        "филиал № 12» р.п. Краснозёрское"
    ),
    "Муниципальное казённое учреждение дополнительного образования «Детско-юношеская спортивная школа «Темп»": (
        "Муниципальное казённое/учреждение дополнительного/образования «Детско-юношеская/спортивная школа „Темп“»"
    ),
    "Государственное автономное профессиональное образовательное учреждение Новосибирской области «Куйбышевский "
    "политехнический колледж»": (
        "Государственное автономное/профессиональное образовательное/учреждение Новосибирской области/"
        "«Куйбышевский политехнический колледж»"
    ),
    "МБУДО ДШИ №2 г.Бердск": "МБУДО ДШИ/№ 2 г. Бердск",
    "Государственное автономное учреждение социального обслуживания Новосибирской области «Комплексный центр "
    "социальной адаптации инвалидов» (ГАУСО НСО «КЦСАИ»)": (
        "Государственное автономное учреждение/социального обслуживания Новосибирской/"
        "области «Комплексный центр социальной/адаптации инвалидов» (ГАУСО НСО «КЦСАИ»)"
    ),
    'Муниципальное бюджетное учреждение «Культурно-досуговый центр "Родина"» Ордынского района Новосибирской области': (
        "Муниципальное бюджетное/учреждение «Культурно-досуговый/центр „Родина“» Ордынского/района Новосибирской области"
    ),
    "Федеральное государственное бюджетное образовательное учреждение высшего образования «Сибирский государственный "
    "университет путей сообщения» (СГУПС) — структурное подразделение «Томский техникум железнодорожного "
    "транспорта»": (
        "ФГБОУ ВО «Сибирский государственный/университет путей сообщения» (СГУПС) —/"
        "структурное подразделение «Томский/техникум железнодорожного транспорта»"
    ),
    "Муниципальное казённое дошкольное образовательное учреждение детский сад общеразвивающего вида с приоритетным "
    "осуществлением деятельности по физическому развитию детей № 7 «Берёзка» с. Верх-Ирмень": (
        "МКДОУ детский сад общеразвивающего/вида с приоритетным осуществлением/деятельности по физическому развитию/"
        "детей № 7 «Берёзка» с. Верх-Ирмень"
    ),
    "Администрация Новотырышкинского сельсовета Колыванского района Новосибирской области": (
        "Администрация Новотырышкинского/сельсовета Колыванского района/Новосибирской области"
    ),
    "Муниципальное бюджетное учреждение «Комплексный центр социального обслуживания населения» Ленинского района "
    "г. Новосибирска (отделение «Ветеран-2»)": (
        "МБУ «Комплексный центр социального/обслуживания населения»/Ленинского района г. Новосибирска/"
        "(отделение «Ветеран-2»)"
    ),
}


def lines_of(fitted: FittedText) -> str:
    return "/".join(line.run.text for line in fitted.lines).replace("\u00a0", " ")


@pytest.mark.parametrize(("name", "lines"), NAMES.items(), ids=range(1, len(NAMES) + 1))
def test_real_names_are_set_well(name: str, lines: str) -> None:
    """Every real name fits a plate of 420 x 100 units with letters of 18 units or more, broken as a typesetter would."""
    fitted = fit(typeset(name), STYLE, BOX, shorten=Shortener.named("institutions").steps)

    assert lines == lines_of(fitted)
    assert fitted.size >= 18


@given(
    st.lists(st.text("абвгжшАЩЮ№«»-", min_size=1, max_size=14), min_size=1, max_size=14),
    st.builds(
        TextSpace,
        st.floats(40, 900),
        st.floats(10, 300),
        st.integers(1, 5),
        st.floats(20, 60),
        st.floats(0.2, 12),
    ),
    st.sampled_from([0.0, 0.05, -0.02]),
    st.sampled_from(["error", "ellipsis"]),
)
def test_fitted_text_never_overflows(parts: list[str], space: TextSpace, spacing: float, overflow: str) -> None:
    """What fits stays within width, height, lines and sizes; what does not is an error."""
    style = TextStyle(STYLE.stack, spacing, 1.2)
    try:
        fitted = fit(" ".join(parts), style, space, overflow=overflow)
    except TextError:
        return

    assert max(line.width for line in fitted.lines) <= space.width + 1e-6
    assert fitted.height <= space.height + 1e-6
    assert len(fitted.lines) <= space.lines
    assert space.min_size <= fitted.size <= space.max_size
    assert 0 == fitted.size % 0.125 or fitted.size in (space.min_size, space.max_size)
    if not fitted.verdict.ellipsized:
        drawn = "".join(line.run.text for line in fitted.lines)
        assert "".join(parts) == drawn.replace(" ", "").replace("\u00a0", "")


@given(st.lists(st.text("абвшЩ", min_size=1, max_size=9), min_size=1, max_size=9), st.floats(60, 600))
def test_the_size_is_the_largest_but_for_better_breaks(parts: list[str], width: float) -> None:
    """In one line the size is exact; in more, at most 7 % (and a quantum) are given for better breaks."""
    text, space = " ".join(parts), TextSpace(width, 1000, 1, 40, 0.25)
    exact = min(40, width / shape(text, STYLE.stack).width)

    one = fit(text, STYLE, space, overflow="error")
    more = fit(text, STYLE, TextSpace(width, 1000, 3, 40, 0.25), overflow="error")

    assert exact - 0.125 <= one.size <= exact + 1e-9
    assert more.size >= exact * 0.93 - 0.25


def test_a_text_that_does_not_fit_is_an_error() -> None:
    """The error says the text, the space, the size it would need, and what to do."""
    with pytest.raises(TextError) as raised:
        fit("Новосибирская\u00a0область", STYLE, TextSpace(60, 20, 2, 30, 18))

    expected = (
        "The text “Новосибирская область” does not fit 60 x 20 units in 2 lines: it would need size 4.875, and the "
        "smallest allowed is 18. Make its box larger, allow more lines or a smaller size, give a shorter text, or allow "
        "it to be shortened or to end in an ellipsis."
    )
    assert expected == str(raised.value)


def test_shortening_is_tried_before_the_text_becomes_too_small() -> None:
    """The first shortening that fits is taken, and the verdict tells from what."""
    tried: list[str] = []

    def steps(text: str) -> list[str]:
        tried.append(text)
        return ["Школа искусств", "ДШИ"]

    fitted = fit("Детская школа искусств", STYLE, TextSpace(160, 30, 1, 24, 18), shorten=steps)

    assert ["Детская школа искусств"] == tried
    assert TextVerdict("Школа искусств", 19.75, 1, "Детская школа искусств", False) == fitted.verdict


def test_a_text_that_fits_is_not_shortened() -> None:
    """Shortening is not even asked for where the full text is large enough."""

    def never(text: str) -> list[str]:
        raise AssertionError(text)

    assert fit("Школа", STYLE, BOX, shorten=never).verdict.shortened_from is None


def test_an_ellipsis_keeps_whole_words_and_pairs_quotes() -> None:
    """The end is cut off between words, without a mark or an open quotation before the dots."""
    fitted = fit("МБУ «Центр детского, творчества»", STYLE, TextSpace(240, 20, 1, 24, 18), overflow="ellipsis")

    assert TextVerdict("МБУ «Центр детского…»", 19.375, 1, "МБУ «Центр детского, творчества»", True) == fitted.verdict


def test_a_single_long_word_is_cut_within() -> None:
    """Where not one word fits, letters do."""
    fitted = fit("Новосибирскэнергосбыт", STYLE, TextSpace(120, 20, 1, 24, 18), overflow="ellipsis")

    assert "Новосибир…" == fitted.verdict.text
    assert fitted.verdict.ellipsized


def test_no_break_spaces_give_way_before_the_text_is_lost() -> None:
    """A text glued together by no-break spaces is still broken rather than refused."""
    glued = "Муниципальное бюджетное учреждение культуры".replace(" ", "\u00a0")

    assert "Муниципальное/бюджетное/учреждение культуры" == lines_of(fit(glued, STYLE, TextSpace(240, 90, 3, 24, 18)))


def test_soft_hyphens_are_used_and_not_told() -> None:
    """A broken word shows its hyphen in the line; the verdict has the plain word."""
    fitted = fit("учре\u00adжде\u00adние", STYLE, TextSpace(110, 60, 2, 24, 20))

    assert "учре-/ждение" == lines_of(fitted)
    assert "учреждение" == fitted.verdict.text


def test_a_fixed_size_is_kept() -> None:
    """Where smallest and largest size are one, the text has exactly that."""
    assert 20.1 == fit("Знак", STYLE, TextSpace(100, 30, 1, 20.1, 20.1)).size


def test_an_empty_text_has_no_lines() -> None:
    """Nothing to set is no error."""
    fitted = fit(" ", STYLE, BOX)

    assert ((), []) == (fitted.lines, fitted.baselines(100))


@pytest.mark.parametrize(
    ("valign", "expected"),
    [
        ("top", [14, 38]),
        ("middle", [45 - 12 + 7, 45 + 12 + 7]),
        ("bottom", [90 - 4.4 - 24, 90 - 4.4]),
        ("baseline", [66, 90]),
    ],
)
def test_baselines_stand_by_the_metrics_of_the_font(valign: str, expected: list[float]) -> None:
    """Size 20, capitals 14 high, descenders 4.4 deep, leading 24, in a box 90 high."""
    style = TextStyle(STYLE.stack, line_height=1.2)
    fitted = fit("Знак качества", style, TextSpace(100, 90, 2, 20, 20))

    assert pytest.approx(expected) == fitted.baselines(90, valign)


def test_centring_keeps_descenders_inside() -> None:
    """In a box that is hardly high enough, the text moves up instead of leaving it."""
    fitted = fit("Знак", STYLE, TextSpace(400, 18.4, 1, 20, 18))

    assert pytest.approx([14.0]) == fitted.baselines(18.4)
