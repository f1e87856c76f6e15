"""Settings: who counts before whom, and what a broken file is told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mediavault import config


@pytest.fixture
def user(tmp_path: Path) -> Path:
    folder = tmp_path / "user"
    folder.mkdir()
    return folder


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    folder.mkdir()
    return folder


def say(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_nobody_says_anything(user: Path) -> None:
    settings = config.load({}, {}, user)
    assert settings.vault == config.default_vault()
    assert settings.jobs >= 1
    assert settings.colour
    assert settings.pictures == "auto"
    assert settings.ffmpeg is None
    assert settings.origin("jobs") == "default"


def test_each_layer_counts_before_the_next(user: Path, vault: Path) -> None:
    of_user = say(user, f'vault = "{vault}"\njobs = 1\n')
    assert config.load({}, {}, user).origin("jobs") == str(of_user)
    assert config.load({}, {}, user).vault == vault
    of_vault = say(vault, "jobs = 2\n")
    settings = config.load({}, {}, user)
    assert (settings.jobs, settings.origin("jobs")) == (2, str(of_vault))
    settings = config.load({}, {"MEDIAVAULT_JOBS": "3"}, user)
    assert (settings.jobs, settings.origin("jobs")) == (3, "$MEDIAVAULT_JOBS")
    settings = config.load({"jobs": 4, "vault": None}, {"MEDIAVAULT_JOBS": "3"}, user)
    assert (settings.jobs, settings.origin("jobs")) == (4, "--jobs")


def test_the_vault_on_the_command_line_brings_its_own_file(user: Path, vault: Path) -> None:
    say(vault, 'pictures = "none"\ncolour = false\nmouse = false\n')
    settings = config.load({"vault": vault}, {"MEDIAVAULT_VAULT": "/elsewhere"}, user)
    assert settings.pictures == "none"
    assert not settings.colour
    assert not settings.mouse
    assert settings.origin("vault") == "--vault"


@pytest.mark.parametrize(("value", "colour"), [("1", False), ("", True)])
def test_no_color_counts_when_it_is_not_empty(user: Path, value: str, *, colour: bool) -> None:
    assert config.load({}, {"NO_COLOR": value}, user).colour is colour


def test_paths_are_absolute_and_relative_ones_in_a_file_are_meant_from_there(user: Path, vault: Path) -> None:
    say(vault, 'ffmpeg = "bin/ffmpeg"\n')
    settings = config.load({"vault": str(vault)}, {"MEDIAVAULT_FFPROBE": "/opt/ffprobe"}, user)
    assert settings.ffmpeg == vault / "bin/ffmpeg"
    assert settings.ffprobe == Path("/opt/ffprobe")


def test_a_bare_program_name_in_the_environment_is_looked_up(user: Path) -> None:
    settings = config.load({}, {"MEDIAVAULT_FFMPEG": "sh", "PATH": "/bin"}, user)
    assert settings.ffmpeg == Path("/bin/sh")


def test_tools_learn_of_the_chosen_programs(user: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDIAVAULT_FFMPEG", "before")
    say(user, 'ffmpeg = "/opt/ffmpeg"\n')
    config.load({}, {}, user).tell_tools()
    assert os.environ["MEDIAVAULT_FFMPEG"] == "/opt/ffmpeg"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("jobs = \n", 1, "not TOML"),
        ("jobs = 1\n\nx==3\n", 3, "not TOML"),
        ('jobs = """', 1, "not TOML"),
        ("# one\njobs = 0\n", 2, "whole number"),
        ("jobs = true\n", 1, "whole number"),
        ("colour = 'yes'\n", 1, "true or false"),
        ("pictures = 'sixel'\n", 1, "auto, cells, none"),
        ("vault = 3\n", 1, "a path"),
        ("jbos = 3\n", 1, '"jobs"'),
        ("[tools]\nffmpeg = 'x'\n", 1, "no setting"),
    ],
)
def test_a_broken_file_is_named_with_its_line(user: Path, text: str, line: int, words: str) -> None:
    path = say(user, text)
    with pytest.raises(config.ConfigBroken) as caught:
        config.load({}, {}, user)
    assert caught.value.line == line
    assert f"line {line} of {path}" in str(caught.value)
    assert words in str(caught.value)


def test_a_file_that_is_not_utf_8(user: Path) -> None:
    (user / "config.toml").write_bytes(b"# ok\nvault = '\xff'\n")
    with pytest.raises(config.ConfigBroken, match=r"line 2 .*UTF-8"):
        config.load({}, {}, user)


def test_a_file_that_cannot_be_read(user: Path) -> None:
    (user / "config.toml").mkdir()
    with pytest.raises(config.ConfigBroken, match="directory"):
        config.load({}, {}, user)


def test_a_vault_cannot_say_where_it_is(user: Path, vault: Path) -> None:
    say(vault, "vault = '/elsewhere'\n")
    with pytest.raises(config.ConfigBroken, match=r"your own config\.toml"):
        config.load({"vault": vault}, {}, user)


@pytest.mark.parametrize("value", ["0", "many", "-1", "1.5"])
def test_a_wrong_variable_is_named(user: Path, value: str) -> None:
    with pytest.raises(config.SettingWrong, match=r"MEDIAVAULT_JOBS.*whole number"):
        config.load({}, {"MEDIAVAULT_JOBS": value}, user)


@pytest.mark.parametrize(("said", "meant"), [("5", 5.0), ("0.5", 0.5), ('"none"', None)])
def test_how_much_previews_may_take(said: str, meant: float | None, user: Path, vault: Path) -> None:
    assert config.load({"vault": vault}, {}, user).previews_gb == 20.0
    say(vault, f"previews_gb = {said}")
    settings = config.load({"vault": vault}, {}, user)
    assert settings.previews_gb == meant
    assert settings.origin("previews_gb") == str(vault / "config.toml")
    variables = {"MEDIAVAULT_PREVIEWS_GB": said.strip('"')}
    assert config.load({"vault": user}, variables, user).previews_gb == meant


@pytest.mark.parametrize("said", ["0", "-1", '"much"', "true", "inf", "nan"])
def test_a_limit_that_makes_no_sense(said: str, user: Path, vault: Path) -> None:
    say(vault, f"previews_gb = {said}")
    with pytest.raises(config.ConfigBroken, match='"previews_gb" has to be a number of gigabytes, or "none"'):
        config.load({"vault": vault}, {}, user)
