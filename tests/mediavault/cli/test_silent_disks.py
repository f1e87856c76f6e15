"""No verb asks a disk that does not answer: whatever path it is given, it refuses at once and says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any, get_args

import pytest
from cli_runner import Cli

from mediavault import tools
from mediavault.cli.program import _program
from mediavault.vault.mounting import Mount

DEAD = "/dead"
MOUNTS = [
    Mount(1, (8, 1), "/", Path("/"), "ext4", "/dev/sda1"),
    Mount(2, (0, 40), "/", Path(DEAD), "nfs4", "server:/films"),
]


def _kinds(parameter: Any) -> set[Any]:
    kind = parameter.type_descriptor.annotation
    return {kind, *get_args(kind)}


def _commands(group: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every verb there is, with the words it is called by."""
    for name in group.commands:
        command = group.commands[name]
        if hasattr(command, "commands"):
            yield from _commands(command, (*words, name))
        yield (*words, name), command


def _said(parameter: Any, value: str) -> tuple[str, ...]:
    return (value,) if parameter.param_type_name == "argument" else (parameter.opts[0], value)


def _something(parameter: Any) -> str:
    """What a parameter takes, so that the line is read to its end."""
    kinds = [one for one in _kinds(parameter) if isinstance(one, type)]
    choices = next((one for one in kinds if issubclass(one, Enum)), None)
    return str(next(iter(choices)).value) if choices else "1" if int in kinds else "a1"


def _lines() -> Iterator[Any]:
    """Every verb with each of its parameters that is a path, that one on the dead disk."""
    for words, command in _commands(_program()):
        # The vault is the same parameter of every verb.
        for path in (
            one for one in command.params if Path in _kinds(one) and (one.name != "vault" or words == ("find",))
        ):
            others = [one for one in command.params if one.required and one is not path]
            rest = [_said(one, str(Path(DEAD, "other")) if Path in _kinds(one) else _something(one)) for one in others]
            here = {id(one): said for one, said in zip(others, rest, strict=True)}
            here[id(path)] = _said(path, f"{DEAD}/films")
            line = [text for one in command.params if id(one) in here for text in here[id(one)]]
            yield pytest.param((*words, *line), id=" ".join((*words, path.opts[0])))


LINES = list(_lines())


@pytest.mark.parametrize("line", LINES)
def test_a_path_on_a_disk_that_does_not_answer_is_refused(
    line: tuple[str, ...], bare: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_answer(argv: list[str], **_: object) -> None:
        raise tools.ToolTimedOut(Path(argv[0]).name, 20)

    monkeypatch.setattr("mediavault.workers.answering.all_mounts", lambda: MOUNTS)
    monkeypatch.setattr("mediavault.workers.dead_disks.all_mounts", lambda: MOUNTS)
    monkeypatch.setattr(tools, "run", no_answer)
    monkeypatch.setattr(Path, "stat", _asked(Path.stat))
    ran = bare(*line)
    assert ran.err == f"mediavault: The disk at {DEAD} does not answer any more: mount it again, then repeat this.\n"
    assert (ran.status, ran.out) == (1, "")


def _asked(stat: Any) -> Any:
    """What fails where a dead disk would hold the program for ever."""

    def asked(path: Path, **how: Any) -> Any:
        assert not path.is_relative_to(DEAD), "the disk was asked"
        return stat(path, **how)

    return asked


def test_verbs_that_take_paths_are_found() -> None:
    words = {line.id for line in LINES}
    assert len(words) > 40
    assert {"merge other", "ingest folders", "offload destinations", "export target", "find --vault"} <= words


def test_a_disk_of_this_machine_is_not_asked_beforehand(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mediavault.workers.answering.all_mounts", lambda: MOUNTS)
    monkeypatch.setattr(tools, "run", lambda *_, **__: pytest.fail("a program was started"))
    ran = cli("merge", tmp_path / "none")
    assert "is not a vault" in ran.err
