"""The files of a report: the table for Excel, the JSON file, and what happens in its folder."""

from __future__ import annotations

import csv
import json

import pytest

from qualitymark.batch.outcome import FAILED
from qualitymark.batch.report import Summary, write_report
from qualitymark.batch.report.pieces import Pieces
from qualitymark.errors import Fault, OutputError, Trail
from qualitymark.messages import say


def table(campaign) -> list[list[str]]:
    """The cells of the table, as a spreadsheet reads them."""
    text = (campaign.report / "report.csv").read_bytes().decode("utf-8-sig")
    return list(csv.reader(text.splitlines(), delimiter=";"))


def test_the_table_is_made_for_excel(campaign):
    """UTF-8 with a mark that Excel looks for, semicolons, its line ends, one row an outcome."""
    campaign.write()
    data = (campaign.report / "report.csv").read_bytes()

    assert data.startswith("\ufeffRow;Name;Status;Output;".encode())
    assert data.count(b"\r\n") == data.count(b"\n") == 8
    long, short = "Муниципальное бюджетное учреждение культуры «Ёлочка»", "МБУК «Ёлочка»"
    assert ["7", long, "done", "7.jpg", "20", "5", long, short, "", ""] == table(campaign)[3]
    fault = "table.xlsx:9: The JPEG file is cut off; get a complete copy of it."
    assert ["9", "Больница", "failed", "", "", "", "", "", "", fault] == table(campaign)[5]


def test_the_table_speaks_the_language_that_is_asked_for(campaign):
    """Headings, messages and the decimal sign are Russian for a Russian Excel."""
    campaign.outcomes[0].marks[0]["texts"][0]["size"] = 19.38
    campaign.write("ru")
    heads, first, *_, failed = table(campaign)[:6]

    assert ["Строка", "Название", "Состояние", "Результат", "Самые мелкие буквы, px", "Модуль QR, px"] == heads[:6]
    assert ["5", "готово", "19,38", "8"] == [first[0], first[2], first[4], first[5]]
    assert "не удалось" == failed[2]
    assert "обрывается" in failed[9]


@pytest.mark.parametrize("name", ["=1+1", "+7 999", "-2", "@SUM(A1)", "\tA", "＝1+1"])
def test_no_value_becomes_a_formula(campaign, name):
    """What a spreadsheet would calculate is made a text by an apostrophe, in every column from outside."""
    campaign.change(0, title=name, warnings=(name,))
    campaign.change(4, faults=(Fault(name, Trail()),))
    campaign.write()
    rows = table(campaign)

    assert [f"'{name}"] * 3 == [rows[1][1], rows[1][8], rows[5][9]]


def test_the_json_file_has_every_verdict(campaign):
    """Figures of the run, and each row with its marks, messages in both languages, and faults with their place."""
    campaign.write(notes=(say("{name}: its row left the table.", name="12.jpg"),))
    told = json.loads((campaign.report / "report.json").read_text("utf-8"))

    assert {"version", "summary", "outcomes"} == told.keys()
    summary = told["summary"]
    notes = summary.pop("notes")
    assert {"en": "12.jpg: its row left the table.", "ru": "12.jpg: строки в таблице больше нет."} == notes[0]
    assert {
        "done": 5,
        "skipped": 1,
        "failed": 1,
        "seconds": 2.0,
        "rate": 2.5,
        "manifest": "Победители.xlsx",
        "template": "plate",
        "date": "2026-11-22T14:05:00+07:00",
    } == summary
    rows = {row["row"]: row for row in told["outcomes"]}
    assert [5, 6, 7, 8, 9, 10, 11] == list(rows)
    assert (13, 8, "skipped") == (rows[6]["letters"], rows[6]["module"], rows[6]["status"])
    assert [{"from": campaign.outcomes[2].title, "to": "МБУК «Ёлочка»"}] == rows[7]["shortened"]
    assert json.loads(json.dumps(campaign.outcomes[2].marks)) == rows[7]["marks"]
    assert {"en", "ru"} == rows[8]["warnings"][0].keys()
    fault = rows[9]["faults"][0]
    assert ("table.xlsx", 9, 9, "name") == (fault["file"], fault["line"], fault["row"], fault["field"])
    assert "table.xlsx:9: Файл JPEG обрывается; возьмите полную копию." == fault["text"]["ru"]


def test_nothing_from_outside_is_markup(campaign):
    """In the file itself no value can end the element that it stands in."""
    text = campaign.write().read_text("utf-8")

    assert campaign.outcomes[5].title in (campaign.report / "report.json").read_text("utf-8").replace('\\"', '"')
    assert "<img src=x" not in text
    # The figures, the rows, and the script of the page.
    assert 3 == text.count("</script>")


def test_names_that_are_no_text_are_written(campaign):
    """A cover whose name is not UTF-8 does not stop the report."""
    campaign.change(0, cover="covers/\udcff.jpg", warnings=("\udcff",))
    campaign.write()
    told = json.loads((campaign.report / "report.json").read_text("utf-8"))

    assert "covers/\udcff.jpg" == told["outcomes"][0]["cover"]
    assert '"../../covers/%FF.jpg"' not in (campaign.report / "index.html").read_text("utf-8")
    assert "covers/%FF.jpg" in (campaign.report / "index.html").read_text("utf-8")


def test_the_same_campaign_gives_the_same_report(campaign):
    """Byte for byte, thumbnails included."""
    campaign.write()
    first = {path: path.read_bytes() for path in campaign.report.rglob("*") if path.is_file()}
    campaign.write()

    assert first == {path: path.read_bytes() for path in campaign.report.rglob("*") if path.is_file()}


def test_outcomes_are_not_collected(empty, monkeypatch):
    """Of many rows only some are in hand at once: all others were written before."""
    campaign = empty
    seen, most = 0, 0

    def rows():
        nonlocal seen
        for row in range(2, 3002):
            seen += 1
            yield campaign.add(row, "", FAILED, cover=None)
            campaign.outcomes.clear()

    told = Pieces.of

    def counted(pieces, outcome):
        nonlocal most
        most = max(most, seen - outcome.row + 1)
        return told(pieces, outcome)

    monkeypatch.setattr(Pieces, "of", counted)
    write_report(campaign.out, None, Summary(), rows())

    assert seen == 3000
    assert most < 1000


def test_a_report_may_be_anywhere(campaign, tmp_path):
    """In another folder, the pictures are found from there."""
    folder = tmp_path / "elsewhere" / "deep"
    page = write_report(campaign.out, folder, Summary(), campaign.outcomes)

    assert folder / "index.html" == page
    assert '"after":"../../out/5.jpg"' in page.read_text("utf-8")


def test_a_folder_that_cannot_be_written_is_an_error(campaign, tmp_path):
    """It says which folder, why, and what to do."""
    (tmp_path / "file").write_text("")

    with pytest.raises(OutputError, match=r"file: The report cannot be written \(File exists\); give another folder"):
        write_report(campaign.out, tmp_path / "file", Summary(), campaign.outcomes)


def test_a_report_that_breaks_off_leaves_the_last_one(campaign):
    """Where the outcomes end in an error, the earlier files stay, and nothing half written is left."""
    page = campaign.write()
    before = page.read_bytes()

    def broken():
        yield campaign.outcomes[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_report(campaign.out, None, Summary(), broken())

    assert before == page.read_bytes()
    assert ["index.html", "report.csv", "report.json", "thumbs"] == sorted(
        path.name for path in campaign.report.iterdir()
    )
