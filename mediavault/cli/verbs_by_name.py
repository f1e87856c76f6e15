"""The verbs of the program by name, each built when it is asked for: building all is a quarter of a short run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command_name, get_group
from typer.models import CommandInfo, TyperInfo

Verb = TyperCommand | TyperGroup


class Verbs(Mapping[str, Verb]):
    """What Typer builds of an application's verbs and groups of verbs, in the order they were registered."""

    def __init__(self, registered: typer.Typer) -> None:
        """Take the application; verbs may be registered on it until the first is asked for."""
        self._registered = registered
        self._built: dict[str, Verb] = {}

    def __getitem__(self, name: str) -> Verb:
        """The verb, or the group of verbs.

        Raises:
            KeyError: There is none of that name.
        """
        if name not in self._built:
            self._built[name] = _built(self._declared[name], name)
        return self._built[name]

    def __iter__(self) -> Iterator[str]:
        """The names."""
        return iter(self._declared)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._declared)

    @cached_property
    def _declared(self) -> dict[str, CommandInfo | TyperInfo]:
        commands = {_name(one): one for one in self._registered.registered_commands}
        return {**commands, **{_name_of_group(one): one for one in self._registered.registered_groups}}


def _name(command: CommandInfo) -> str:
    return command.name or get_command_name(getattr(command.callback, "__name__", ""))


def _name_of_group(group: TyperInfo) -> str:
    return str(group.typer_instance and group.typer_instance.info.name)


def _built(declared: CommandInfo | TyperInfo, name: str) -> Verb:
    alone = typer.Typer()
    if isinstance(declared, CommandInfo):
        alone.registered_commands.append(declared)
    else:
        alone.registered_groups.append(declared)
    return cast("Verb", get_group(alone).commands[name])
