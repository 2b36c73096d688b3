"""Which values a template is proved with: the extremes of a table, or of a built-in set of real forms."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median_low

from ...errors import PageError
from ...manifest import read_manifest
from ...messages import Message, join, say
from ...page import Page
from ...template.model import Field, Template
from ...template.values import field_named, layer_fields, page_values
from ..captions import width_of

Values = Mapping[str, str]

NAMES = (
    "Муниципальное бюджетное общеобразовательное учреждение Усть-Таркская средняя общеобразовательная школа",
    (
        "Муниципальное казённое общеобразовательное учреждение «Средняя общеобразовательная школа № 3 имени Героя"
        " Советского Союза А. И. Иванова» Чановского муниципального округа Новосибирской области"
    ),
    (
        "Муниципальное автономное дошкольное образовательное учреждение города Новосибирска «Детский сад № 484 "
        "комбинированного вида „Золотой ключик“»"
    ),
    "ГБУЗ НСО «Карасукская ЦРБ»",
    (
        'Государственное бюджетное учреждение здравоохранения Новосибирской области "Городская клиническая '
        'поликлиника № 29"'
    ),
    (
        "Муниципальное бюджетное учреждение культуры «Межпоселенческая центральная библиотека им. М. В. "
        "Ломоносова – филиал № 12» р.п. Краснозёрское"
    ),
    "Муниципальное казённое учреждение дополнительного образования «Детско-юношеская спортивная школа «Темп»",
    (
        "Государственное автономное профессиональное образовательное учреждение Новосибирской области "
        "«Куйбышевский политехнический колледж»"
    ),
    "МБУДО ДШИ №2 г.Бердск",
    (
        "Государственное автономное учреждение социального обслуживания Новосибирской области «Комплексный центр "
        "социальной адаптации инвалидов» (ГАУСО НСО «КЦСАИ»)"
    ),
    'Муниципальное бюджетное учреждение «Культурно-досуговый центр "Родина"» Ордынского района Новосибирской области',
    (
        "Федеральное государственное бюджетное образовательное учреждение высшего образования «Сибирский "
        "государственный университет путей сообщения» (СГУПС) — структурное подразделение «Томский техникум "
        "железнодорожного транспорта»"
    ),
    (
        "Муниципальное казённое дошкольное образовательное учреждение детский сад общеразвивающего вида с "
        "приоритетным осуществлением деятельности по физическому развитию детей № 7 «Берёзка» с. Верх-Ирмень"
    ),
    "Администрация Новотырышкинского сельсовета Колыванского района Новосибирской области",
    (
        "Муниципальное бюджетное учреждение «Комплексный центр социального обслуживания населения» Ленинского "
        "района г. Новосибирска (отделение «Ветеран-2»)"
    ),
)
"""Names of institutions in the forms that tables of Russian regions have, 21 to 223 characters."""

_BESIDE: dict[str, tuple[str, ...]] = {
    "nomination": ("Образование", "Спорт", "Здравоохранение", "Дополнительное образование детей", "Социальная защита"),
    "district": (
        "Колыванский район",
        "г. Бердск",
        "Чановский муниципальный округ",
        "город Новосибирск, Ленинский район",
    ),
    "year": ("2026",),
    "verify_url": ("HTTPS://ZNAK.EXAMPLE/#K7Q2",),
}
_OTHER, _NUMBER, _LINK = ("Школа № 3", "Спорт", "Чановский муниципальный округ"), "2026", "HTTPS://ZNAK.EXAMPLE/#K7Q2"

_UNCHOSEN = Message("")


@dataclass(frozen=True, slots=True)
class Sample:
    """One page's values, and why it was chosen. ``row`` is its row in the table, None in the built-in set."""

    why: Message
    values: Values
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Samples:
    """What a template is proved with: ``usual`` is the median, ``longest`` the hardest for the room."""

    usual: Sample
    longest: Sample
    all: tuple[Sample, ...]


def samples(template: Template, manifest: str | os.PathLike[str] | None) -> Samples:
    """Return the values to prove a template with.

    They are whole rows: that with the shortest, median and longest name, with the widest word, with the strangest
    signs, and for every other text that with its longest value; and one that has all the longest values at once.
    Fields that the table never fills come from the built-in set; rows with faults are left out. Raises what ``read_manifest`` raises.
    """
    rows = list(_rows(template, manifest))
    main = _main(template)
    found = list(_extremes(rows, main)) if main else [Sample(say("usual"), rows[0].values, rows[0].row)]
    for name, field in template.fields:
        if name != main and field.type == "text" and len({row.values.get(name) for row in rows}) > 1:
            longest = max(rows, key=lambda row: len(row.values.get(name, "")))
            found.append(Sample(say("longest “{field}”", field=name), longest.values, longest.row))
    together = {
        name: max((row.values[name] for row in rows if name in row.values), key=len)
        for name, _ in template.fields
        if any(name in row.values for row in rows)
    }
    found.append(Sample(say("the longest values together"), together))
    usual = next((sample for sample in found if sample.why == say("median")), found[0])
    return Samples(usual, found[-1], tuple(_joined(found)))


def _joined(found: Iterable[Sample]) -> Iterator[Sample]:
    """Give samples with the same values as one, with all reasons for which they were chosen."""
    alike: dict[frozenset[tuple[str, str]], list[Sample]] = {}
    for sample in found:
        alike.setdefault(frozenset(sample.values.items()), []).append(sample)
    for same in alike.values():
        yield replace(same[0], why=join(*(sample.why for sample in same), separator=", "))


def _rows(template: Template, manifest: str | os.PathLike[str] | None) -> Iterator[Sample]:
    """Give the rows to choose from, with the values of the template's fields alone."""
    if manifest is None:
        for at in range(len(NAMES)):
            yield Sample(_UNCHOSEN, {name: _made(template, name, field, at) for name, field in template.fields})
        return
    table = read_manifest(manifest, template.fields)
    fields = dict(template.fields)
    rows = [(row.number, {name: value for name, value in row.values.items() if name in fields}) for row in table.rows()]
    filled = {name for _, values in rows for name in values}
    missing = {name: _made(template, name, field, 0) for name, field in fields.items() if name not in filled}
    whole = [Sample(_UNCHOSEN, {**missing, **values}, number) for number, values in rows]
    # What is wrong with a row is the table's fault, and no reason to call the template unfinished.
    yield from [sample for sample in whole if _is_valid(template, sample.values)] or whole


def _is_valid(template: Template, values: Values) -> bool:
    try:
        page_values(template, Page(values))
    except PageError:
        return False
    return True


def _made(template: Template, name: str, field: Field, at: int) -> str:
    """Return a value of the built-in set for a field, by what the field is."""
    if field.default is not None:
        return field.default
    if name == _main(template):
        return NAMES[at]
    known = next((kind for kind in _BESIDE if field_named(template, kind) == name), None)
    if known:
        return _BESIDE[known][at % len(_BESIDE[known])]
    if name in _links(template):
        return _LINK
    return _NUMBER if field.type == "integer" else _OTHER[at % len(_OTHER)]


def _main(template: Template) -> str | None:
    """Return the field that holds the page's name: ``name``, else the first text that is required, else any."""
    texts = [(name, field) for name, field in template.fields if field.type == "text" and name not in _links(template)]
    named = field_named(template, "name")
    return named or next((name for name, field in texts if field.required), texts[0][0] if texts else None)


def _links(template: Template) -> set[str]:
    layers = [layer for mark in template.marks for layer in mark.layers if layer.kind == "qr"]
    return {name for layer in layers for name in layer_fields(layer)}


def _extremes(rows: Sequence[Sample], main: str) -> Iterator[Sample]:
    def most(why: Message, measure: Callable[[str], float]) -> Sample:
        row = max(rows, key=lambda row: measure(row.values.get(main, "")))
        return Sample(why, row.values, row.row)

    middle = median_low([len(row.values.get(main, "")) for row in rows])
    words = _widest_words([row.values.get(main, "") for row in rows])
    yield most(say("shortest"), lambda text: -len(text) if text else -1e9)
    yield most(say("median"), lambda text: -abs(len(text) - middle))
    yield most(say("longest"), len)
    yield most(say("widest word"), lambda text: words.get(text, 0.0))
    yield most(say("strangest signs"), _strangeness)


def _widest_words(texts: Iterable[str]) -> dict[str, float]:
    """Return the width of the widest word of each text, in em; only words that may be it are measured."""
    longest = {text: max(text.split(), key=len, default="") for text in texts}
    most = max(map(len, longest.values()), default=0)
    return {text: width_of(word, 1.0) for text, word in longest.items() if 2 * len(word) > most}


def _strangeness(text: str) -> float:
    """Return how many different signs are neither Russian letters nor spaces; Latin letters among Russian count too."""
    return len({sign for sign in text if not sign.isspace() and not "а" <= sign.lower() <= "ё"})
