"""Cyrillic in Latin letters, for file names."""

from __future__ import annotations

import unicodedata

# GOST 7.79-2000, system B, for Russian, Belarusian and Ukrainian; without its accents (ъ, ь, ы`, э`), which file
# names do not need, and with “c” for every ц. Kazakh and Tatar letters by the nearest sound.
_TABLE = (
    "аa бb вv гg дd еe ёyo жzh зz иi йj кk лl мm нn оo пp рr сs тt уu фf хx цc чch шsh щshh ъ ыy ь эe юyu яya"
    " іi їyi єye ґg ўu әa ғg қk ңn өo ұu үu һh җzh №N"
)
_LETTERS = {item[0]: item[1:] for item in _TABLE.split()}


def transliterated(text: str) -> str:
    """Return a text in ASCII; a sign that has no letter becomes a blank.

    >>> transliterated("Щукинская школа № 3")
    'Shhukinskaya shkola N 3'
    """
    return "".join(_latin(sign) for sign in unicodedata.normalize("NFC", text))


def _latin(sign: str) -> str:
    small = sign.lower()
    if small in _LETTERS:
        letters = _LETTERS[small]
        return letters if small == sign else letters.capitalize()
    plain = unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode()
    return plain or ("" if unicodedata.combining(sign) else " ")
