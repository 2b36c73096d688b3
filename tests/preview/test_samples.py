"""Which values and cases a template is proved with."""

from __future__ import annotations

import pytest
import yaml

from qualitymark import PlatformError, load_template, platform_names
from qualitymark.preview.proof.cases import cases
from qualitymark.preview.proof.grounds import GROUNDS, ground
from qualitymark.preview.proof.samples import NAMES, samples

ROWS = """\
Наименование;Год;Администратор;Сфера
Лицей;2026;Петров П. П.;Спорт
Школа № 3 села Берёзовка;2026;Иванова И. И.;Образование
Гимназия сельская;2026;Сидоров С. С.;Дополнительное образование
«ДШИ» — №2 (г.Бердск)!;2026;Кузнецов К. К.;Культура
Усть-Новотырышкинскаяшкола;2026;Смирнов С. С.;Спорт
Муниципальное бюджетное учреждение культуры города;двадцать;Орлов О. О.;Культура
"""


@pytest.fixture
def table(tmp_path):
    """A table of six rows, with a column of people and one year that is no number."""
    path = tmp_path / "table.csv"
    path.write_text(ROWS, "utf-8")
    return path


def by_reason(chosen) -> dict[str, str]:
    """The names that were chosen, by the reasons."""
    return {why: sample.values["name"] for sample in chosen.all for why in sample.why.split(", ")}


def test_built_in_names_have_their_extremes():
    """Without a table the shortest and the longest of the built-in names are among the values."""
    chosen = samples(load_template("plate"), None)

    assert min(NAMES, key=len) == by_reason(chosen)["shortest"]
    assert max(NAMES, key=len) == by_reason(chosen)["longest"]
    assert {"name", "year", "nomination", "district", "verify_url"} == chosen.usual.values.keys()


def test_a_table_gives_its_own_extremes(table):
    """Rows are chosen for the length of the name, its widest word and its strangest signs; broken rows are not."""
    chosen = samples(load_template("plate"), table)
    found = by_reason(chosen)

    assert "Лицей" == found["shortest"]
    assert "Усть-Новотырышкинскаяшкола" == found["longest"]
    assert "«ДШИ» — №2 (г.Бердск)!" == found["strangest signs"]
    assert "Гимназия сельская" == found["longest “nomination”"]
    assert 2 == next(sample.row for sample in chosen.all if "shortest" in sample.why)
    assert not any("культуры" in name for name in found.values())


def test_people_are_not_among_the_values(table):
    """The administrator of a row is read by nobody, whatever the template calls its fields."""
    told = repr(samples(load_template("plate"), table))

    assert "Администратор" not in told
    assert not any(name in told for name in ("Петров", "Иванова", "Сидоров", "Кузнецов", "Смирнов", "Орлов"))


def test_the_longest_values_meet(table):
    """One case has the longest value of each field at once."""
    together = samples(load_template("plate"), table).longest.values

    assert ("Усть-Новотырышкинскаяшкола", "Дополнительное образование") == (together["name"], together["nomination"])


def test_a_template_without_texts_is_proved_too(desk):
    """A template that needs nothing has one sample without values."""
    text = yaml.safe_load((desk / "base.yaml").read_text("utf-8"))
    text["fields"], text["marks"][0]["layers"] = {}, text["marks"][0]["layers"][:2]
    desk.write(base__yaml=yaml.safe_dump(text))

    assert [{}] == [dict(sample.values) for sample in samples(load_template(desk / "base.yaml"), None).all]


def test_cases_cover_tones_fields_grounds_and_platforms():
    """Each optional field is missing once and alone once, each ground has each tone, each platform each size."""
    template = load_template("plate")
    chosen = cases(template, samples(template, None))
    of = {
        name: [case for case in chosen if case.section == name] for name in ("values", "fields", "grounds", "platforms")
    }

    assert {"light", "dark"} == {case.tone for case in of["values"]}
    for name in ("nomination", "district", "verify_url"):
        assert 1 == sum(name not in case.values and len(case.values) == 4 for case in of["fields"])
        assert 1 == sum(name in case.values and len(case.values) == 3 for case in of["fields"])
    assert {(name, tone) for name in GROUNDS for tone in (None, "light", "dark")} == {
        (case.ground, case.tone) for case in of["grounds"]
    }
    assert {*platform_names()} - {"any"} == {case.platform for case in of["platforms"]}
    assert {(1590, 530), (1590, 400)} <= {tuple(case.size) for case in of["platforms"]}


def test_platforms_can_be_chosen():
    """Only the named platforms are proved, and an unknown one is refused."""
    template = load_template("plate")
    chosen = cases(template, samples(template, None), ["x-header"])

    assert {("x-header", (1500, 500))} == {(case.platform, tuple(case.size)) for case in chosen}
    with pytest.raises(PlatformError, match="Unknown platform"):
        cases(template, samples(template, None), ["myspace"])


@pytest.mark.parametrize("name", GROUNDS)
def test_grounds_are_the_same_every_time(name):
    """A ground has the size that is asked for, and the same pixels whenever it is made."""
    made = GROUNDS[name](320, 128)

    assert ("RGB", (320, 128)) == (made.mode, made.size)
    assert made.tobytes() == GROUNDS[name](320, 128).tobytes() == ground(name, 320, 128).tobytes()


def test_grounds_are_what_they_are_called():
    """The light one is light, the dark one dark, and the busy one has the most different pixels."""
    grey = {name: ground(name, 320, 128).convert("L") for name in GROUNDS}

    assert 200 < grey["light"].getextrema()[0]
    assert 60 > grey["dark"].getextrema()[1]
    assert grey["flat"].getextrema()[0] == grey["flat"].getextrema()[1]
    assert 150 < grey["busy"].getextrema()[1] - grey["busy"].getextrema()[0]
