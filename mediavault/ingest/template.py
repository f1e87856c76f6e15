"""Templates: files that say of everything a batch brings in what is always said of such batches."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from library import names
from library.errors import MediavaultError

TEXTS = ("event", "place", "contributor", "rights", "note")
LISTS = ("keywords",)


class TemplateUnusable(MediavaultError):
    """A template cannot be read, or says something nobody understands."""

    def __init__(self, path: Path, reason: str) -> None:
        """Takes the file, and a sentence about what is the matter and what to do."""
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return f"Cannot use the template {self.path}: {self.reason}"


def read_template(path: Path) -> dict[str, Any]:
    """What a template says, under the names `IngestOptions` has for it.

    Raises:
        TemplateUnusable
    """
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise TemplateUnusable(path, f"{error.strerror or error}. Name a TOML file.") from error
    except UnicodeDecodeError as error:
        raise TemplateUnusable(path, "it is no UTF-8 text. Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise TemplateUnusable(path, f'{error}. Write lines as: place = "Białystok"') from error
    return {key: _value(path, key, value) for key, value in said.items()}


def _value(path: Path, key: str, value: object) -> str | tuple[str, ...]:
    if key in TEXTS:
        if isinstance(value, str) and value.strip():
            return value
        raise TemplateUnusable(path, f'{key} is to be a text in quotes, as in {key} = "…".')
    if key in LISTS:
        if isinstance(value, list) and value and all(isinstance(one, str) and one.strip() for one in value):
            return tuple(value)
        raise TemplateUnusable(path, f'{key} is to be a list of texts, as in {key} = ["…", "…"].')
    known = (*TEXTS, *LISTS)
    nearest = names.nearest(key, known)
    hint = f'did you mean "{nearest[0]}"?' if nearest else f"there are {', '.join(known)}."
    raise TemplateUnusable(path, f'nobody knows the key "{key}": {hint}')
