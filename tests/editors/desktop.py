"""Editing programs in a window nobody sees: started on a project, told to save it, and ended."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

DESKTOP = ["xvfb-run", "-a", "-s", "-screen 0 1600x900x24", "dbus-run-session", "--", "sh", "-c"]
"""A screen and a session bus of their own, and a shell in them."""
KDENLIVE = """
kdenlive "$1" & editor=$!
window="--session --print-reply --dest=org.kde.kdenlive-$editor /kdenlive/MainWindow_1"
until dbus-send $window org.freedesktop.DBus.Introspectable.Introspect; do sleep 1; kill -0 $editor || exit 1; done
sleep "$2"
dbus-send $window org.kde.KMainWindow.activateAction string:file_save
sleep 4
kill $editor
"""
SHOTCUT = """
shotcut --noupgrade "$1" & editor=$!
sleep "$2"
xdotool key ctrl+s
sleep 4
kill $editor
"""


def saved(script: str, project: Path, folder: Path) -> Path:
    """A copy of a project after the editor of `script` has opened and saved it."""
    folder.mkdir()
    copy = folder / f"saved{project.suffix}"
    shutil.copyfile(project, copy)
    before = copy.read_bytes()
    for patience_s in (8, 20):
        with TemporaryDirectory(prefix="mv-", ignore_cleanup_errors=True) as home:
            _run(script, copy, patience_s, Path(home))
        if copy.read_bytes() != before:
            return copy
    raise AssertionError(f"the editor did not save {project.name}")


def _run(script: str, project: Path, patience_s: int, home: Path) -> None:
    """One session; its settings, locks and sockets are in `home`, whose path must be short for a socket's sake."""
    places = dict.fromkeys(("HOME", "TMPDIR", "XDG_RUNTIME_DIR"), str(home))
    places |= {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
    with project.with_name(f"said-{patience_s}.txt").open("w") as said:
        session = subprocess.Popen(
            [*DESKTOP, script, "sh", str(project), str(patience_s)],
            env={**os.environ, **places},
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        try:
            session.wait(patience_s + 60)
        except subprocess.TimeoutExpired:
            os.killpg(session.pid, signal.SIGKILL)
            session.wait()
    time.sleep(1)  # the screen is given back
