"""Names that are spelt in many ways: one spelling for search, keys by which transliterations meet, and safe showing.

`fold` gives a text one spelling; what it leaves apart, `keys` brings together when sound rules can reach it. Different
words for one thing (Vilnius and Wilno, Warsaw and Warszawa, Elena and Алена) are joined by the names stored for it in
the catalogue, never by rules. `stems` and `cut` meet where a word may be a case form of a name. This room knows nothing
of the catalogue.
"""

from library.names.cases import cut, stems
from library.names.folding import fold
from library.names.matching import beginning_keys, keys, skeleton, word_keys, words
from library.names.nearest import nearest
from library.names.showing import inert, visible
from library.names.storing import storable
from library.names.tokens import tokens

__all__ = [
    "beginning_keys",
    "cut",
    "fold",
    "inert",
    "keys",
    "nearest",
    "skeleton",
    "stems",
    "storable",
    "tokens",
    "visible",
    "word_keys",
    "words",
]
