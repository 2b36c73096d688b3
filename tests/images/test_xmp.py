"""XMP packets: read with care, edited with the least change."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualitymark.images import xmp

PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
 <rdf:Description rdf:about="" xmlns:e="http://ns.adobe.com/exif/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"
   xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:d="urn:drone"{}>
  <dc:title>Школа &amp; сад</dc:title>{}
 </rdf:Description>
</rdf:RDF></x:xmpmeta>
          <?xpacket end="w"?>"""
CREDITS = (
    "<dc:creator><rdf:Seq><rdf:li>А. Автор</rdf:li><rdf:li>B &lt;b@c&gt;</rdf:li></rdf:Seq></dc:creator>"
    '<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© 2023</rdf:li><rdf:li xml:lang="ru">Все права</rdf:li></rdf:Alt>'
    "</dc:rights>"
)


def packet(attributes: str = "", elements: str = "") -> bytes:
    return PACKET.format(attributes, elements).encode()


@pytest.mark.parametrize(
    ("attributes", "elements", "left"),
    [
        (' e:GPSLatitude="55,1N" e:Flash="1"', "", (' e:Flash="1"', "")),
        (" e:GPSLatitude='55,1N' d:GpsAltitude = \"5>4\"", "", ("", "")),
        ("", "<e:GPSLatitude>55,1N</e:GPSLatitude><e:GPSStatus/><e:Flash/>", ("", "<e:Flash/>")),
        ("", "<e:GPSA/></rdf:Description><rdf:Description>", ("", "</rdf:Description><rdf:Description>")),
        ("", "<xmp:Thumbnails><rdf:Alt><rdf:li e:GPSA='1'>x</rdf:li></rdf:Alt></xmp:Thumbnails>", ("", "")),
        (' tiff:Orientation="6"', "", (' tiff:Orientation="1"', "")),
        ("", "<tiff:Orientation>8</tiff:Orientation>", ("", "<tiff:Orientation>1</tiff:Orientation>")),
        ("", "<d:Orientation>8</d:Orientation>", ("", "<d:Orientation>8</d:Orientation>")),
    ],
)
def test_positions_thumbnails_and_orientation_go_and_nothing_else(attributes, elements, left):
    """Written as attribute or element, in whatever prefix; all other bytes are the same."""
    assert packet(*left) == xmp.upright(packet(attributes, elements))


@pytest.mark.parametrize(
    "told",
    [packet(), packet(' tiff:Orientation="1"'), packet("", "<tiff:Orientation>1</tiff:Orientation>"), b"<broken"],
)
def test_a_packet_without_anything_to_change_is_the_same(told):
    """Sound or not, it is left as it is."""
    assert told == xmp.upright(told)


UNSOUND = {
    "cut off": packet(' e:GPSA="1"')[:200],
    "doctype": b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + packet(' e:GPSA="1"'),
    "entities": b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x e:GPSA="&b;" xmlns:e="e"/>',
    "not UTF-8": packet(' e:GPSA="1"').decode().encode("utf-16"),
    "another coding": b'<?xml version="1.0" encoding="cp1251"?><x GPSA="1">\xe0</x>',
    "two roots": packet(' e:GPSA="1"') + b"<x/>",
    "too large": packet("", "<e:GPSA>" + "x" * xmp.MOST_BYTES + "</e:GPSA>"),
}


@pytest.mark.parametrize("name", UNSOUND)
def test_what_is_not_sound_is_not_edited(name):
    """Declarations, other codings, damage and mere size are refused, without an exception."""
    told = UNSOUND[name]

    assert (False, None, {}) == (xmp.is_sound(told), xmp.with_description(told, b""), xmp.properties(told, "urn:drone"))
    assert xmp.upright(told) in (None, told)


def test_authors_and_rights_are_all_of_a_reduced_packet():
    """Their texts and languages stay; everything else is gone, and another parser reads it."""
    made = xmp.reduced(packet(' e:GPSA="1"', CREDITS))
    root = ET.fromstring(made)
    items = root.iter(f"{{{xmp.RDF}}}li")
    language = "{http://www.w3.org/XML/1998/namespace}lang"

    assert [
        ("А. Автор", None),
        ("B <b@c>", None),
        ("© 2023", "x-default"),
        ("Все права", "ru"),
    ] == [(item.text, item.get(language)) for item in items]
    assert "сад".encode() not in made


@pytest.mark.parametrize(
    ("attributes", "elements"),
    [(' dc:rights="© 2023"', ""), ("", "<dc:rights>© 2023</dc:rights>")],
)
def test_rights_are_found_however_they_are_written(attributes, elements):
    """Simple properties stand as an attribute or an element."""
    assert 'x-default">© 2023</rdf:li>'.encode() in xmp.reduced(packet(attributes, elements))


def test_a_packet_without_authors_and_rights_is_reduced_to_nothing():
    """Nothing is left to write."""
    assert None is xmp.reduced(packet())


def test_a_description_is_added_at_the_end():
    """The packet is otherwise the same, and a new one is made where there is none."""
    added = b'<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:q="urn:q" q:a="1"/>'
    made = xmp.with_description(packet(), added)

    assert packet() == made.replace(added, b"")
    assert {"a": "1"} == xmp.properties(made, "urn:q") == xmp.properties(xmp.with_description(None, added), "urn:q")


def test_padding_can_be_taken_out():
    """White space before the end of the packet is for editors to grow into."""
    made = xmp.without_padding(packet() + b"\0\0")

    assert b"</x:xmpmeta>\n<?xpacket end" in made
    assert xmp.is_sound(made)


@given(st.text())
def test_any_text_can_be_an_attribute(text):
    """What XML cannot hold becomes a space; everything else comes back."""
    made = xmp.with_description(None, f'<a xmlns:q="urn:q" q:a="{xmp.escaped(text)}"/>'.encode())
    found = xmp.properties(made, "urn:q")["a"]

    assert len(text) == len(found)
    assert all(a in (b, " ") for a, b in zip(found, text, strict=True))


@given(st.binary(max_size=30), st.integers(0, 700))
def test_no_packet_is_too_strange(noise, at):
    """Any bytes are edited to something sound, left as they are, or refused."""
    whole = packet(' e:GPSA="1" tiff:Orientation="3"', "<e:GPSB>1</e:GPSB>" + CREDITS)
    told = whole[:at] + noise + whole[at + len(noise) :]
    made = xmp.upright(told)

    assert made is None or made == told or xmp.is_sound(made)
    assert (xmp.reduced(told) or b"<?xpacket").startswith(b"<?xpacket")
