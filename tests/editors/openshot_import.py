"""Runs OpenShot's own importer of Final Cut Pro XML on a file and prints the clips it makes, one JSON object a line.

For the system's Python, where OpenShot is installed. What the importer talks to is replaced: the window, the dialog,
the project and the media library; the reading of the file is OpenShot's.

    python3 openshot_import.py FILE.xml FPS_NUM FPS_DEN
"""

from __future__ import annotations

import json
import sys
from types import ModuleType, SimpleNamespace
from unittest import mock

sys.path.insert(0, "/usr/lib/python3/dist-packages/openshot_qt")
PATH, FPS = sys.argv[1], {"num": int(sys.argv[2]), "den": int(sys.argv[3])}


class Kept:
    """Stands in for OpenShot's objects of a project."""

    id = "id"

    def __init__(self) -> None:
        self.data = {}

    def save(self) -> None:
        if "title" in self.data:
            print(json.dumps({name: self.data[name] for name in ("title", "position", "start", "end", "path")}))

    @classmethod
    def get(cls, **_: str) -> None:
        return None


class Media:
    """Stands in for a clip of libopenshot."""

    def __init__(self, path: str) -> None:
        self.path = path

    def Reader(self) -> Media:  # noqa: N802  OpenShot's name
        return self

    def Json(self) -> str:  # noqa: N802
        return json.dumps({"id": "f", "has_video": True, "has_audio": True, "path": self.path})


def stand_in(name: str, **values: object) -> None:
    module = ModuleType(name)
    module.__dict__.update(values)
    sys.modules[name] = module


project = mock.MagicMock(current_filepath=None)
project.get = {"fps": FPS, "layers": [{"number": 1}]}.get
app = SimpleNamespace(project=project, _tr=str, window=mock.MagicMock())
dialog = SimpleNamespace(getOpenFileName=lambda *_: (PATH, ""))
stand_in("openshot", Clip=Media)
stand_in("PyQt5")
stand_in("PyQt5.QtWidgets", QFileDialog=dialog)
stand_in("classes.info", HOME_PATH="/", THUMBNAIL_PATH="/", PATH="/")
stand_in("classes.app", get_app=lambda: app)
stand_in("classes.logger", log=mock.MagicMock())
stand_in("classes.image_types", is_image=lambda _: False)
stand_in("classes.query", Clip=Kept, Track=Kept, File=Kept)
stand_in("windows")
stand_in("windows.views")
stand_in("windows.views.find_file", find_missing_file=lambda path: (path, False, False))
import classes  # noqa: E402  OpenShot's package, whose modules are replaced

classes.info = sys.modules["classes.info"]
from classes.importers.final_cut_pro import import_xml  # noqa: E402

import_xml()
