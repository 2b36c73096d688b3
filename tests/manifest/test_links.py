"""Links to pages: every form of real tables becomes one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualitymark.manifest.links import read_id, read_link
from qualitymark.manifest.table import PageLink
from qualitymark.messages import Message

BY_NUMBER = PageLink("id", "123", "https://vk.com/public123")
BY_NAME = PageLink("name", "school_3.nsk", "https://vk.com/school_3.nsk")


@pytest.mark.parametrize(
    "text",
    [
        "https://vk.com/public123",
        "http://vk.com/club123",
        "vk.com/event123",
        "vk.ru/club00123",
        "m.vk.com/public123?from=search",
        "https://www.vk.com/public123/#about",
        "https://vk.com/club123?w=wall-123_4",
        "//vk.ru/public123",
        "HTTPS://VK.COM/PUBLIC123",
        "club123",
        "public123",
        "@club123",
        " <https://vkontakte.ru/club123>, ",
    ],
)
def test_a_number_of_a_community_has_one_form(text):
    """Scheme, host, spelling and query do not matter where the number is known."""
    assert BY_NUMBER == read_link(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://vk.com/school_3.nsk",
        "vk.ru/School_3.NSK",
        "@school_3.nsk",
        "m.vk.com/school_3.nsk?z=1",
        "https://vk.me/school_3.nsk",
    ],
)
def test_a_screen_name_has_one_form(text):
    """Screen names do not differ by case."""
    assert BY_NAME == read_link(text)


@pytest.mark.parametrize(
    "text, canonical",
    [
        ("ok.ru/group/5377?x=1", "https://ok.ru/group/5377"),
        ("https://m.ok.ru/school3/", "https://ok.ru/school3"),
        ("http://www.odnoklassniki.ru/school3", "https://ok.ru/school3"),
        ("t.me/School3", "https://t.me/School3"),
        ("https://rutube.ru/channel/?id=7", "https://rutube.ru/channel?id=7"),
        ("школа.рф/о-нас", "https://xn--80atdl2c.xn--p1ai/о-нас"),
    ],
)
def test_other_places_keep_their_address(text, canonical):
    """Pages outside of VK keep host, path and, but for OK, query; the scheme is https."""
    assert PageLink("url", canonical.removeprefix("https://"), canonical) == read_link(text)


@pytest.mark.parametrize(
    "text",
    [
        "нет",
        "-",
        "123",
        "school3",
        "https://vk.com",
        "https://vk.com/id123",
        "https://vk.com/wall-123_45",
        "https://vk.com/feed",
        "https://vk.com/away.php?to=x",
        "https://vk.com/a/b",
        "https://vk.com/public0",
        "https://vk.com/школа",
        "https://vк.com/school3",
        "https://vk.com@evil.example/school3",
        "https://vk.com/a https://ok.ru/b",
        "vk.com/school3\nok.ru/school3",
        "ivanova@mail.ru",
        "mailto:ivanova@mail.ru",
        "javascript:alert(1)",
        "https://[::1",
        "https://" + "a" * 70 + ".ru/",
        "@",
    ],
)
def test_anything_else_is_refused(text):
    """A person, a post, several links at once and what is no link at all are faults."""
    assert isinstance(read_link(text), Message)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("123", "123"),
        ("-123", "123"),
        ("0123", "123"),
        ("club123", "123"),
        ("vk.com/public123", "123"),
        ("shkola", "shkola"),
    ],
)
def test_an_id_is_a_number_where_it_is_one(text, expected):
    """Forms of the number become the number; another id stays as it is."""
    assert expected == read_id(text)


@given(st.text(max_size=60))
def test_a_link_never_raises_and_is_its_own_canonical_form(text):
    """Any text is a link or a message, and a canonical link is read as itself."""
    link = read_link(text)

    assert isinstance(link, Message) or link == read_link(link.canonical)
