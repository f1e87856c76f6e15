"""The cameras there are, which are few: an index is stepped through from each to the next, however long it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, null, select, union_all

from library.model import Camera
from library.schema import tables

if TYPE_CHECKING:
    from sqlalchemy import CTE, ColumnElement
    from sqlalchemy.engine import Connection

_MAKE, _MODEL = tables.asset.c.make, tables.asset.c.model


def makes(connection: Connection) -> list[tuple[str | None, str | None]]:
    """Make and model of each camera there is; None where a file does not say it."""
    made = _steps(_MAKE)
    named = select(made.c.value.label("make")).where(made.c.value.is_not(None)).cte()
    models = _models(named)
    unnamed = _steps(_MODEL, _MAKE.is_(None))
    without = select(tables.asset.c.id).where(_MODEL.is_(None), named.c.make == _MAKE).exists()
    pairs = union_all(
        select(models.c.make, models.c.model).where(models.c.model.is_not(None)),
        select(named.c.make, null()).where(without),
        select(null(), unnamed.c.value).where(unnamed.c.value.is_not(None)),
        select(null(), null()).where(select(tables.asset.c.id).where(_MAKE.is_(None), _MODEL.is_(None)).exists()),
    )
    return [(make, model) for make, model in connection.execute(pairs)]


def cameras(connection: Connection) -> list[str]:
    """The names of the cameras there are, in their order."""
    return sorted({name for make, model in makes(connection) if (name := Camera(make, model).name)})


def _steps(column: ColumnElement[str | None], *where: ColumnElement[bool]) -> CTE:
    """Each value of a column that an index begins with, in the column `value`; NULL at last."""
    lowest = select(func.min(column).label("value")).where(*where).cte(recursive=True)
    following = select(func.min(column)).where(*where, column > lowest.c.value).scalar_subquery()
    return lowest.union_all(select(following).where(lowest.c.value.is_not(None)))


def _models(named: CTE) -> CTE:
    """Each model of each make; NULL at last."""
    lowest = select(func.min(_MODEL)).where(named.c.make == _MAKE).scalar_subquery()
    models = select(named.c.make, lowest.label("model")).cte(recursive=True)
    following = select(func.min(_MODEL)).where(models.c.make == _MAKE, models.c.model < _MODEL).scalar_subquery()
    return models.union_all(select(models.c.make, following).where(models.c.model.is_not(None)))
