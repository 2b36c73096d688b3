"""Links to pages: the many forms in which people write them, made one."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote, urlsplit

from ..messages import Message, say
from ..model.reading import brief
from .table import PageLink

VK_HOSTS = frozenset(
    ["vk.com", "vk.ru", "m.vk.com", "m.vk.ru", "vkontakte.ru", "m.vkontakte.ru", "new.vk.com", "vk.me", "vk.link"]
)
OK_HOSTS = frozenset(["ok.ru", "m.ok.ru", "odnoklassniki.ru", "m.odnoklassniki.ru"])
NOT_PAGES = frozenset(
    [
        "about",
        "albums",
        "app",
        "apps",
        "audio",
        "audios",
        "blog",
        "clips",
        "docs",
        "dev",
        "feed",
        "friends",
        "groups",
        "im",
        "join",
        "login",
        "mail",
        "market",
        "music",
        "photos",
        "public",
        "club",
        "search",
        "services",
        "settings",
        "share",
        "stories",
        "support",
        "terms",
        "video",
        "videos",
        "wall",
    ]
)
"""Addresses of VK that belong to no community."""

_NUMBERED = re.compile(r"(?:public|club|event)([0-9]{1,18})")
_INSIDE = re.compile(
    r"(?:wall|photo|video|clip|topic|album|market|product|doc|page|story|podcast|audio|poll)s?-?[0-9].*"
)
_PERSON = re.compile(r"id[0-9]+")
_NAME = re.compile(r"(?=.*[a-z_])[a-z0-9_.]{2,32}(?<!\.)")
_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)")
_AROUND = " \t\n<>«»“”\"'.,;()"


def read_link(text: str) -> PageLink | Message:
    """Return a link to a page in its canonical form, or what is wrong with it.

    In VK that is ``https://vk.com/public123`` for ``public123``, ``club123`` and ``event123``, else
    ``https://vk.com/name`` in small letters; a query says nothing there and is dropped.
    """
    bare = text.strip(_AROUND)
    if not bare or any(sign.isspace() or not sign.isprintable() for sign in bare):
        return _refused(text)
    if bare[0] == "@":
        return _in_vk(bare[1:], text)
    if _NUMBERED.fullmatch(bare.lower()):
        return _in_vk(bare, text)
    parts = _split(bare)
    if parts is None:
        return _refused(text)
    host = parts.netloc.lower().removeprefix("www.")
    if host in VK_HOSTS:
        return _in_vk(unquote(parts.path).strip("/"), text)
    return _elsewhere("ok.ru" if host in OK_HOSTS else host, parts, text)


def read_id(text: str) -> str:
    """Return the number of a community where a text is one, in whatever form; else the text as it stands."""
    digits = text.removeprefix("-")  # as VK's interface for programs writes communities
    if digits.isascii() and digits.isdecimal() and len(digits) <= 18:
        return str(int(digits))
    link = read_link(text)
    return link.value if isinstance(link, PageLink) and link.kind == "id" else text


def _split(bare: str) -> SplitResult | None:
    """Split an address with or without a scheme; None for what is no address of a page."""
    scheme = _SCHEME.match(bare)
    if scheme and scheme[0].lower() not in ("http:", "https:"):
        return None
    try:
        parts = urlsplit(bare if scheme else f"https://{bare.removeprefix('//')}")
    except ValueError:
        return None
    return None if "@" in parts.netloc or ":" in parts.netloc else parts


def _in_vk(path: str, text: str) -> PageLink | Message:
    name = path.lower()
    numbered = _NUMBERED.fullmatch(name)
    if numbered and int(numbered[1]):
        number = str(int(numbered[1]))
        return PageLink("id", number, f"https://vk.com/public{number}")
    if _PERSON.fullmatch(name):
        return say("The link “{link}” leads to a person; give the community's.", link=brief(text))
    if numbered or not _NAME.fullmatch(name) or name in NOT_PAGES or name.endswith(".php") or _INSIDE.fullmatch(name):
        return say(
            "The link “{link}” leads to no page of a community; give one such as https://vk.com/public123.",
            link=brief(text),
        )
    return PageLink("name", name, f"https://vk.com/{name}")


def _elsewhere(host: str, parts: SplitResult, text: str) -> PageLink | Message:
    try:
        plain = host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return _refused(text)
    if not _HOST.fullmatch(plain) or _mixed(host) or (host == "ok.ru" and not parts.path.strip("/")):
        return _refused(text)
    query = f"?{parts.query}" if parts.query and host != "ok.ru" else ""
    value = plain + parts.path.rstrip("/") + query
    return PageLink("url", value, f"https://{value}")


def _mixed(host: str) -> bool:
    """Return whether a part of a host has Latin and other letters, as «vк.com» with a Cyrillic «к» has."""
    return any(
        not label.isascii() and any(sign.isascii() and sign.isalpha() for sign in label) for label in host.split(".")
    )


def _refused(text: str) -> Message:
    return say(
        "“{link}” is no link to a page; give one such as https://vk.com/public123 or @name.",
        link=brief(text),
    )
