"""The sounds of a word of the region, in every system it may be written in.

Sounds are capitals: A E I O U and B D F H K L M N P R S T V Z Č Š Ž. What one language or system writes and another
does not is one sound here: г ґ х and g h kh (Гродна: Hrodna, Grodno); ц and т, and so ts c ć and t (Ціханоўская,
Тихановская); ł and l; w ў and v. The soft sign has no sound of its own.
"""

from __future__ import annotations

import re

from library.names.folding import composed, plain

_CYRILLIC = dict(zip("абвгґдежзіиыйклмнопрстуўфхцчшэ", "ABVHHDEŽZIIIIKLMNOPRSTUVFHTČŠE", strict=True)) | {
    "ъ": "", "ь": "", "ё": "IO", "ї": "II", "є": "IE", "щ": "ŠČ", "ю": "IU", "я": "IA",
}  # fmt: skip
_MARKED = {"č": "Č", "š": "Š", "ž": "Ž", "ż": "Ž", "ć": "T", "ś": "S", "ź": "Z", "ŭ": "V"}
_ISO_9 = {"â": "IA", "û": "IU", "ŝ": "ŠČ"}
_SURE = str.maketrans(_CYRILLIC | _MARKED | _ISO_9)
_UNSURE = frozenset("ąęó")
"""Marked letters that systems read differently; every other mark is dropped."""
# Between letters these write a soft or a hard sign, or a pause, not the end of a word: Mar'ina Horka, Andr·ey (BGN).
_PAUSES = re.compile("(?<=\\w)['\"\u2019\u02ba\u02bc\u02b9\u00b7\u201d`](?=\\w)")

Rules = tuple[tuple[re.Pattern[str], str], ...]


def _rules(*written: tuple[str, str]) -> Rules:
    return tuple((re.compile(letters), sound) for letters, sound in written)


# Letters read in the same way wherever Latin letters are used for these names; longest first.
_EVERYWHERE = _rules(
    ("shch|szcz|shh", "ŠČ"),
    ("tsch|tch|cz", "Č"),
    ("sh|sz", "Š"),
    ("zh", "Ž"),
    ("kh|gh", "H"),
    ("ph", "F"),
    ("th", "T"),
)
_ENGLISH = _rules(("sch", "Š"), ("ch", "Č"), ("c(?=[eiy])", "S"), ("ck|c", "K"), ("ą", "A"), ("ę", "E"))
_POLISH = _rules(
    ("(?<=[kptH])rz", "Š"),  # Krzysztof, Кшиштоф
    ("ch|x", "H"),  # x as scholars write х: Tixanovskaja
    ("c", "T"),
    ("rz", "Ž"),
    ("ą(?=[bp])", "OM"),
    ("ę(?=[bp])", "EM"),
    ("ą", "ON"),
    ("ę", "EN"),
    ("ó", "U"),
)
# Łacinka writes a soft l as l, a hard one as ł, and Polish the soft р of Belarusian as rz: Lachavičy, Rzeczyca.
_LACINKA = _rules(("l(?=[ao])", "LI"), ("rz", "R")) + _POLISH
# Where Russian and Polish have ol, Belarusian has оў: Волковыск, Wołkowysk, Ваўкавыск.
_DARK_L = _rules(("(?:ol|OL)(?=[a-zA-ZČŠŽ])(?![aeiouyjwvlAEIOULV])", "OV")) + _POLISH
# As messages are typed and passports were written: ch is ч and c is ц.
_TYPED = _rules(("ch", "Č"), ("ck(?=s?$)|c(?=t)", "K"), ("c", "T"))
_FRENCH = _rules(("ou", "U"), ("ch", "Š"), ("j", "Ž"), ("gu(?=[ei])", "H"), ("c(?=[eiy])", "S"), ("c", "K"))
_SYSTEMS = (_ENGLISH, _POLISH, _LACINKA, _DARK_L, _TYPED)
_SINGLE = str.maketrans({"g": "H", "q": "K", "w": "V", "x": "KS", "j": "I", "y": "I", "ó": "O"})
_MERGED = _rules(
    # Belarusian puts в between vowels: Тадэвуш, Тадеуш; павук, паук. Not before an ending: Калеснікаву.
    ("(?<=[AE])V(?=U[BDFHKLMNPRSTVZČŠŽ])", ""),
    # ў is also written u, and stands where other spellings have v: Bykau, Bykov; Uladzimir, Vladimir.
    ("(?<=[AEO])U(?![AEOU]|I(?![AEOU]))|^U(?![AEIOU]|$)", "V"),
    # Belarusian softens т and д to ц and дз: Дзмітрый, Дмитрий.
    ("TS", "T"),
    ("DZ", "D"),
    ("T+(?=Č)", ""),
    # English puts a vowel into an ending of two consonants: Alexander, Александр; Dnieper, Днепр.
    ("(?<=..[BDPT])I?E(?=R$)", ""),
    # Double letters come and go: Наталля, Наталья.
    (r"([BDFHKLMNPRSTVZČŠŽ])\1+", r"\1"),
)


def partly_read(text: str) -> str:
    """Return `text` with capitals for the letters that have one sound, and small Latin letters for those to be read."""
    if text.isascii():  # most of what cameras write, in a tenth of the time
        return _PAUSES.sub("", text.lower())
    letters = _PAUSES.sub("", composed(text)).translate(_SURE)
    return "".join(one if one in _UNSURE or one in "ČŠŽ" or one.isascii() else plain(one) for one in letters)


def readings(word: str) -> frozenset[str]:
    """Return the sounds of one word that is partly read, in every system."""
    systems = (*_SYSTEMS, _FRENCH) if "ou" in word else _SYSTEMS
    return frozenset(_read(word, system) for system in systems)


def _read(word: str, system: Rules) -> str:
    for letters, sound in _EVERYWHERE + system:
        word = letters.sub(sound, word)
    sounds = word.translate(_SINGLE).upper()
    for letters, sound in _MERGED:
        sounds = letters.sub(sound, sounds)
    return sounds
