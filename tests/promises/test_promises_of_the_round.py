"""The promises in every verb of the archivist's round, numbers as in the files beside this one: 5, 6, 9, 10, 13, 16.

`PROVEN` says which test proves each of them, or why there is nothing to prove; those of offloads and intakes are in
files of their own. The table in CONTRIBUTING.md is the short form of it.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from hashlib import md5, sha256
from pathlib import Path
from typing import Any

import bagit
import pytest
from broken_runs import PROGRAM, Ended, run
from cli_runner import Cli
from drives import Mounts
from fixity_factory import make_files, vault_with
from hostile.dying_disk import dying_disk, mounted_again
from hostile.hurried import hurried
from hostile.odd_files import make_locked, make_odd_files
from hostile.silent_disk import DEAF, DIES, silent_disk
from intake_factory import telegram_export
from likeness_factory import scene, smaller
from media_factory import make_photo
from promises.test_promise_06_unplugged import shown, states
from promises.test_promise_10_nothing_in_silence import as_anybody
from promises.test_promise_13_changing_files import CHANGES, Change, read_once_and

from library.model import CheckOutcome, Placed
from mediavault.cli import exit_status
from mediavault.fixity.check import CheckTask
from mediavault.fixity.delivery import ListedTask
from mediavault.fixity.manifest import Listed
from mediavault.fixity.relink import LookTask
from mediavault.vault import Vault

TESTS = Path(__file__).parents[1]
NO_MEDIA = "it reads no media"
CATALOGUE = "promises/test_promise_16_refused_places.py::test_no_verb_touches_a_catalogue_on_a_network_file_system"
HERE = "promises/test_promises_of_the_round.py::test_"
OFFLOAD = "promises/test_promises_of_offload.py::test_"
INTAKE = "mediavault/intake/test_bad_input.py::test_promise_"
FIXITY = "mediavault/fixity/test_verify.py::test_"
PROVEN: dict[str, dict[int, str]] = {
    "offload": {
        5: f"{OFFLOAD}5_a_disk_that_fills_up_does_not_stop_the_other",
        6: f"{OFFLOAD}6_where_the_drive_of_a_destination_was_nothing_is_written",
        9: f"{OFFLOAD}9_a_stuck_disk_holds_up_one_file_or_one_place_and_no_more",
        10: f"{OFFLOAD}10_what_is_seen_is_what_is_copied_and_what_is_told_of",
        13: "mediavault/offload/test_copying.py::test_a_file_that_changes_while_it_is_read_is_not_copied",
        16: f"{OFFLOAD}16_where_a_catalogue_would_be_corrupted_nothing_is_copied",
    },
    "intake": {
        5: f"{INTAKE}5_a_full_disk_stops_cleanly_names_itself_and_is_gone_on_from",
        6: f"{INTAKE}6_a_drive_that_is_not_there_takes_nothing_away",
        9: f"{INTAKE}9_a_file_that_never_answers_holds_up_nothing_else",
        10: f"{INTAKE}10_what_is_not_received_is_told_exactly",
        13: f"{INTAKE}13_a_file_that_changes_meanwhile_is_not_tied",
        16: f"{INTAKE}16_a_place_that_would_corrupt_the_catalogue_is_refused",
    },
    "watch": {
        5: f"{HERE}5_a_full_disk_under_the_vault_stops_a_verb_cleanly_and_it_goes_on",
        6: "mediavault/ingest/test_watching.py::test_a_drive_that_is_pulled_out_is_waited_for",
        9: f"{HERE}9_a_silent_file_and_a_silent_folder_hold_up_nothing_else",
        10: "mediavault/cli/test_watch.py::test_it_tells_of_each_file_once_and_then_of_all",
        13: "mediavault/ingest/test_watching.py::test_a_growing_file_waits_and_the_others_do_not",
        16: CATALOGUE,
    },
    "verify": {
        5: f"{HERE}5_what_a_failing_disk_does_not_give_is_told_by_file_and_the_rest_is_done",
        6: f"{FIXITY}a_volume_that_is_not_there_is_offline_and_nothing_is_said_of_its_copies",
        9: f"{HERE}9_of_a_disk_that_answers_nothing_no_verb_asks_anything",
        10: f"{FIXITY}what_is_no_file_any_more_and_what_may_not_be_read_has_its_reason",
        13: f"{HERE}13_a_file_that_changes_while_it_is_read_is_never_said_to_be_good",
        16: CATALOGUE,
    },
    "verify --manifest": {
        5: f"{HERE}5_what_a_failing_disk_does_not_give_is_told_by_file_and_the_rest_is_done",
        6: "it needs no catalogue, and says that what is listed and not there is missing",
        9: f"{HERE}9_what_is_read_at_a_dead_disk_is_refused_in_time",
        10: f"{HERE}10_what_cannot_be_looked_at_is_told_of",
        13: f"{HERE}13_a_file_that_changes_while_it_is_read_is_never_said_to_be_good",
        16: "it needs no catalogue",
    },
    "relink": {
        5: f"{HERE}5_what_a_failing_disk_does_not_give_is_told_by_file_and_the_rest_is_done",
        6: f"{HERE}6_what_is_unplugged_was_not_moved_and_is_not_missing",
        9: f"{HERE}9_a_silent_file_and_a_silent_folder_hold_up_nothing_else",
        10: f"{HERE}10_what_cannot_be_looked_at_is_told_of",
        13: f"{HERE}13_a_file_that_changes_while_it_is_read_is_never_said_to_be_good",
        16: CATALOGUE,
    },
    "duplicates": {
        5: f"{HERE}5_a_full_disk_under_the_vault_stops_a_verb_cleanly_and_it_goes_on",
        6: f"{HERE}6_versions_are_found_of_what_is_on_a_shelf",
        9: NO_MEDIA,
        10: f"{HERE}10_what_has_no_picture_to_compare_is_told_of",
        13: NO_MEDIA,
        16: CATALOGUE,
    },
    "deposit": {
        5: f"{HERE}5_a_deposit_on_a_disk_that_fills_up_is_not_finished_and_goes_on",
        6: "mediavault/deposit/test_deposit.py::test_what_is_there_or_away_is_refused",
        9: f"{HERE}9_of_a_disk_that_answers_nothing_no_verb_asks_anything",
        10: "mediavault/deposit/test_deposit.py::test_a_damaged_original_does_not_leave",
        13: "mediavault/offload/test_copying.py::test_a_file_that_changes_while_it_is_read_is_not_copied",
        16: CATALOGUE,
    },
    "volumes": {
        5: f"{HERE}5_a_full_disk_under_the_vault_stops_a_verb_cleanly_and_it_goes_on",
        6: "mediavault/cli/test_volumes.py::test_volumes_say_what_they_hold_and_which_is_connected",
        9: f"{HERE}9_of_a_disk_that_answers_nothing_no_verb_asks_anything",
        10: NO_MEDIA,
        13: NO_MEDIA,
        16: CATALOGUE,
    },
}  # fmt: skip


@cache
def functions_of(path: str) -> set[str]:
    tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
    return {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}


@pytest.mark.parametrize("verb", PROVEN)
def test_each_promise_has_its_test_in_each_verb_or_a_reason(verb: str) -> None:
    assert list(PROVEN[verb]) == [5, 6, 9, 10, 13, 16]
    for number, proof in PROVEN[verb].items():
        path, is_test, name = proof.partition("::")
        assert not is_test or name in functions_of(path), f"{verb}, promise {number}: there is no {proof}"


def test_the_table_for_people_says_the_same() -> None:
    text = (TESTS.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = (line.strip("|").split("|") for line in text.splitlines() if re.match(r"\| `[a-z -]+` \| [✓–] ", line))
    table = {cells[0].strip(" `"): [cell.strip() for cell in cells[1:]] for cells in rows}
    assert table == {verb: ["✓" if "::" in one else "–" for one in row.values()] for verb, row in PROVEN.items()}


def fuse(test: Callable[..., None]) -> Callable[..., None]:
    lacking = pytest.mark.skipif(not Path("/dev/fuse").exists(), reason="there is no /dev/fuse here")
    return lacking(pytest.mark.needs_program("fusermount3")(test))


def photos(folder: Path, count: int) -> list[Path]:
    return [
        make_photo(folder / f"{number}.jpg", size=(64, 48), colour=f"#{number}0{number}0ff") for number in range(count)
    ]


def md5_list(folder: Path, files: list[Path]) -> Path:
    """A list of digests as md5sum writes it."""
    lines = [
        f"{md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(folder)}\n" for path in files
    ]
    (folder / "list.md5").write_text("".join(lines))
    return folder / "list.md5"


# 5: a disk that fails, a disk that is full


@fuse
def test_5_what_a_failing_disk_does_not_give_is_told_by_file_and_the_rest_is_done(bare: Cli, tmp_path: Path) -> None:
    """In turn: a round of verify, a list that came with a delivery, relink."""
    kept = tmp_path / "kept"
    make_files(kept, 8, size_bytes=300_000)
    (bad,) = (path.rename(kept / "bad sector.mov") for path in kept.rglob("clip00003.mov"))
    files = sorted(kept.rglob("*.mov"))
    with silent_disk(kept, tmp_path / "disk", "hostile.lying_disk") as disk:
        (kept / "healthy").touch()
        vault = vault_with(tmp_path / "vault", [disk / one.relative_to(kept) for one in files])
        (kept / "healthy").unlink()
        outcomes = {one["copy"]["path"]: one["outcome"] for one in verified(bare, vault)}
        listed = bare("verify", "--manifest", disk / md5_list(kept, files).name, "--json")
        with vault.catalogue() as catalogue, catalogue.transaction("Scan", by_ingest=True) as edit:
            edit.missing([one.copy for one in catalogue.shelf.places()])
        relinked = bare("--vault", vault.path, "relink", disk, "--yes", "--json")
    names = {str(one.relative_to(kept)) for one in files} - {bad.name}
    assert outcomes == {**dict.fromkeys(names, "intact"), bad.name: "unreadable"}
    assert (listed.status, listed.lines[-1]["summary"]["intact"]) == (exit_status.UNREADABLE, 7)
    assert {one["path"] for one in relinked.lines} == {f"{disk}/{name}" for name in names}
    assert "Cannot read bad sector.mov: the system says: Input/output error." in relinked.err
    assert "1 file still missing." in relinked.err


def verified(bare: Cli, vault: Vault) -> list[dict[str, Any]]:
    """What a round says of each copy."""
    return [one for one in bare("--vault", vault.path, "verify", "--json").lines if "copy" in one]


VERBS = {
    "verify": ("verify",),
    "relink": ("relink", "{media}", "--yes"),
    "duplicates": ("duplicates",),
    "watch": ("watch", "{media}", "--settle", "0.1", "--until-idle", "0.1", "--no-previews"),
    "volumes": ("volumes", "edit", "{volume}", "--shelf", "x" * 50_000),
}


@pytest.mark.parametrize("verb", VERBS)
def test_5_a_full_disk_under_the_vault_stops_a_verb_cleanly_and_it_goes_on(
    verb: str, mounts: Mounts, tmp_path: Path
) -> None:
    disk, media = mounts.tmpfs("size=32m"), tmp_path / "media"
    photos(media, 9)
    assert ran(mounts, disk, "ingest", media).returncode == 0
    volume = json.loads(ran(mounts, disk, "volumes", "--json").stdout)["label"]
    moved = media.rename(tmp_path / "moved") if verb == "relink" else media
    if verb == "watch":
        photos(media / "more", 9)
    mounts.does("sh", "-c", f"dd if=/dev/zero of={disk}/filler bs=4k 2>&1 || true")
    words = [word.format(media=moved, volume=volume) for word in VERBS[verb]]
    full = ran(mounts, disk, *words)
    assert full.returncode == exit_status.FAILED, full.stderr
    assert "Traceback" not in full.stderr
    assert re.search(f"he disk at {disk}(, which holds .*,)? is full", full.stderr), full.stderr
    mounts.does("rm", disk / "filler")
    again = ran(mounts, disk, *words)
    assert again.returncode == exit_status.DONE, again.stderr


def ran(mounts: Mounts, disk: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """A run where the drives are."""
    return mounts.does(*PROGRAM, "--vault", disk / "vault", *words, check=False)


@fuse
def test_5_a_deposit_on_a_disk_that_fills_up_is_not_finished_and_goes_on(bare: Cli, tmp_path: Path) -> None:
    shown_, media, vault = tmp_path / "shown", tmp_path / "media", tmp_path / "vault"
    shown_.mkdir()
    photos(media, 3)
    assert bare("--vault", vault, "ingest", media, "--no-previews").status == 0
    with silent_disk(shown_, tmp_path / "disk", "hostile.lying_disk") as disk:
        (shown_ / "full").touch()
        full = bare("--vault", vault, "deposit", "", disk / "bag")
        assert (full.status, f"to {disk}/bag.unfinished: the disk is full" in full.err) == (exit_status.FAILED, True)
        assert not (shown_ / "bag").exists()
        (shown_ / "full").unlink()
        again = bare("--vault", vault, "deposit", "", disk / "bag")
    assert again.status == 0, again.err
    assert len(list((shown_ / "bag" / "data" / "media").rglob("*.jpg"))) == 3


# 6: an unplugged drive


def test_6_what_is_unplugged_was_not_moved_and_is_not_missing(mounts: Mounts, card: Path, tmp_path: Path) -> None:
    image, point, vault = mounts.image(), mounts.point(), tmp_path / "vault"
    if not mounts.plug(image, point):
        pytest.skip("this system has no loop devices")
    mounts.does("cp", "-a", f"{card}/.", point)
    assert run(vault, point, before=mounts.inside).status == 0
    mounts.unplug(point)
    program = (*PROGRAM, "--vault", vault)
    for folder, found in ((point, 0), (card, 11)):  # where it was plugged in, and where its files are as well
        told = mounts.does(*program, "relink", folder, "--yes", "--json")
        assert [json.loads(line)["action"] for line in told.stdout.splitlines()] == ["copy"] * found
        assert "still missing" not in told.stderr
    assert sorted(shown(mounts, vault)) == ["offline"] * 11 + ["online"] * 11
    assert states(vault) == {"present": 22}


def test_6_versions_are_found_of_what_is_on_a_shelf(bare: Cli, tmp_path: Path) -> None:
    media, vault = tmp_path / "media", tmp_path / "vault"
    media.mkdir()
    scene(1).save(media / "1.jpg", quality=92)
    smaller(scene(1), 0.5).save(media / "2.jpg", quality=40)
    assert bare("--vault", vault, "ingest", media, "--jobs", 1).status == 0
    media.rename(tmp_path / "pulled")
    (offer,) = bare("--vault", vault, "duplicates", "--json").lines
    assert (offer["whole_name"], offer["member_name"]) == ("1.jpg", "2.jpg")
    assert states(vault) == {"present": 2}


# 9: a stuck disk


@fuse
def test_9_of_a_disk_that_answers_nothing_no_verb_asks_anything(tmp_path: Path) -> None:
    kept, here, vault = tmp_path / "kept", tmp_path / "here", tmp_path / "vault"
    photos(kept, 3)
    make_photo(here / "here.jpg", size=(64, 48), colour="white")
    with silent_disk(kept, tmp_path / "disk") as disk:
        assert hurried("--vault", vault, "ingest", disk, here, "--no-previews", patience_s=20)[0].status == 0
        Path(f"{kept}{DEAF}").touch()
        silent = f"The disk at {disk} does not answer any more"
        said = {
            ("verify",): (exit_status.DONE, "3 files on disk, not connected or not answering: not verified"),
            ("verify", disk): (exit_status.FAILED, silent),
            ("verify", "--manifest", disk): (exit_status.FAILED, silent),
            ("deposit", "", tmp_path / "bag"): (exit_status.USAGE, "is on a drive that answers. Connect the drives"),
            ("deposit", "name:here", tmp_path / "bag"): (exit_status.DONE, "Deposited 1 asset"),
            ("deposit", "name:here", disk / "bag"): (exit_status.FAILED, silent),
            ("relink", disk): (exit_status.FAILED, silent),
            ("relink", here): (exit_status.DONE, "Nothing in"),
            ("intake", "telegram", disk): (exit_status.FAILED, silent),
            ("volumes",): (exit_status.DONE, ""),
            ("duplicates",): (exit_status.DONE, "Not compared for want of a preview"),
            ("xmp", "export", "", "--beside-copies"): (exit_status.UNREADABLE, "Wrote 1 sidecar."),
            ("xmp", "import", disk): (exit_status.FAILED, silent),
            ("export", "cut", disk / "cut.csv"): (exit_status.FAILED, silent),
            ("merge", disk): (exit_status.FAILED, silent),
        }
        ended = side_by_side(vault, said)
    assert {words: (one.status, said[words][1] in one.err) for words, one in ended.items()} == {
        words: (status, True) for words, (status, _) in said.items()
    }, {words: one.err for words, one in ended.items()}


@fuse
def test_9_what_is_read_at_a_dead_disk_is_refused_in_time(tmp_path: Path) -> None:
    """It says what is there, and nothing of what is in it."""
    kept, vault = tmp_path / "kept", tmp_path / "vault"
    list_ = md5_list(kept, photos(kept, 2))
    (kept / "1.xmp").write_text("no sidecar")
    shutil.make_archive(str(kept / "sent"), "zip", kept)
    Vault.create(kept / "vault")
    with silent_disk(kept, tmp_path / "disk") as disk:
        assert hurried("--vault", vault, "ingest", disk / "0.jpg", patience_s=20)[0].status == exit_status.USAGE
        assert hurried("--vault", vault, "init", patience_s=20)[0].status == 0
        Path(f"{kept}{DIES}").touch()
        runs = (
            ("verify", "--manifest", disk / list_.name),
            ("intake", "telegram", disk / "sent.zip"),
            ("intake", "telegram", disk),
            ("xmp", "import", disk),
            ("merge", disk / "vault"),
        )
        ended = side_by_side(vault, runs)
    told = {words: (one.status, one.err) for words, one in ended.items()}
    assert told == dict.fromkeys(runs, (exit_status.FAILED, refused(disk)))


@fuse
def test_9_a_deposit_on_a_disk_that_dies_when_all_is_copied_goes_on(bare: Cli, tmp_path: Path) -> None:
    kept, vault = tmp_path / "kept", tmp_path / "vault"
    vault_with(vault, make_files(tmp_path / "media", 2))
    with dying_disk(kept, tmp_path / "disk", of="pbcore") as disk:
        ended, _ = hurried("--vault", vault, "deposit", "", disk / "bag", patience_s=3)
    assert (ended.status, ended.err) == (exit_status.FAILED, refused(disk))
    left = {path.parent.name for path in (kept / "bag.unfinished").rglob(".mediavault-*.part")}
    assert left == {"bag.unfinished", "records"}  # halves that nobody could take away
    with mounted_again(kept, disk):
        again = bare("--vault", vault, "deposit", "", disk / "bag")
    assert again.status == 0, again.err
    assert bagit.Bag(str(kept / "bag")).validate() is True


@fuse
@pytest.mark.parametrize("verb", ["merge", "intake"])
def test_9_a_disk_that_dies_after_it_answered_is_refused_in_time(verb: str, tmp_path: Path) -> None:
    """One that a vault is merged from, one that an export is unpacked to."""
    kept, vault, sent = tmp_path / "kept", tmp_path / "vault", tmp_path / "sent.zip"
    Vault.create(vault)
    Vault.create(kept / "other")
    shutil.make_archive(str(sent.with_suffix("")), "zip", telegram_export(tmp_path / "sent", []))
    of = {"merge": "catalogue.db-", "intake": sha256(sent.read_bytes()).hexdigest()[:16]}
    with dying_disk(kept, tmp_path / "disk", of[verb]) as disk:
        words = {"merge": (disk / "other",), "intake": ("telegram", sent, "--to", disk)}
        ended, _ = hurried("--vault", vault, verb, *words[verb])
    assert (ended.status, ended.err.splitlines()[-1:]) == (exit_status.FAILED, refused(disk).splitlines())


def refused(disk: Path) -> str:
    """What a verb says last that meets a disk that does not answer."""
    return f"mediavault: The disk at {disk} does not answer any more: mount it again, then repeat this.\n"


@fuse
def test_9_a_silent_file_and_a_silent_folder_hold_up_nothing_else(bare: Cli, tmp_path: Path) -> None:
    """In turn: watch; verify, a list and deposit; relink."""
    kept, vault = tmp_path / "kept", tmp_path / "vault"
    files = photos(kept / "a", 4)
    (kept / "b silent").mkdir()
    with silent_disk(kept, tmp_path / "disk") as disk:
        watching = ("watch", disk, "--settle", "0.1", "--until-idle", "1", "--no-previews", "--json")
        watched, _ = hurried("--vault", vault, *watching)
        came = [Path(one["path"]).name for one in watched.told if one["outcome"] == "new"]
        assert came == [one.name for one in files]
        assert [Path(one["path"]).name for one in watched.told if one["outcome"] == "unreadable"] == ["b silent"]
        fell_silent(Vault.open(vault), files[0])

        list_ = disk / md5_list(kept, sorted(kept.rglob("*.jpg"))).name
        checks = (("verify", "--json"), ("verify", "--manifest", list_, "--json"), ("deposit", "", tmp_path / "bag"))
        *checked, deposited = side_by_side(vault, checks).values()
        for one in checked:
            assert sorted(told["outcome"] for told in one.told) == ["intact"] * 3 + ["unreadable"], one
        assert re.match(r"Cannot read silent\.jpg: .*\nNot finished: 1 file ", deposited.err), deposited
        assert len(list((tmp_path / "bag.unfinished").rglob("*.jpg"))) == 3
        (kept / "a").rename(kept / "moved")
        relinked, _ = hurried("--vault", vault, "relink", disk / "moved", "--yes")
        assert f"Relink 3 files in {disk}/moved: 3 " in relinked.err
        assert "Cannot read silent.jpg: " in relinked.err


def side_by_side(vault: Path, runs: Collection[tuple[object, ...]]) -> dict[tuple[object, ...], Ended]:
    """How each of some runs ended, by its words: most of their time they wait."""
    with ThreadPoolExecutor(3) as aside:
        return dict(zip(runs, aside.map(lambda words: hurried("--vault", vault, *words)[0], runs), strict=True))


def fell_silent(vault: Vault, file: Path) -> None:
    """Gives a file, on its disk and in the catalogue, the name that a silent disk says nothing of."""
    file.rename(file.with_name("silent.jpg"))
    with vault.catalogue() as catalogue, catalogue.transaction("Rename", by_ingest=True) as edit:
        known = next(one for one in catalogue.shelf.places() if one.path.endswith(file.name))
        path_raw = known.path_raw.replace(os.fsencode(file.name), b"silent.jpg")
        edit.place(known.volume, [Placed(known.asset, path_raw, known.stamp, known.copy)])


# 10: nothing in silence


def test_10_what_cannot_be_looked_at_is_told_of(tmp_path: Path) -> None:
    """In turn: a list that came with a delivery, relink."""
    folder, vault = tmp_path / "folder", tmp_path / "vault"
    files = make_files(folder, 2)
    vault_with(vault, files)
    list_ = md5_list(folder, files)
    odd = [one.name for one in make_odd_files(folder / "odd") if not one.is_symlink()]
    locked = [one.name for one in make_locked(folder / "locks")]
    program = (*PROGRAM, "--vault", str(vault))

    listed = as_anybody([*program, "verify", "--manifest", str(list_), "--json"])
    *told, last = map(json.loads, listed.stdout.splitlines())
    names = {Path(one["path"]).name for one in told if one["outcome"] == "unlisted"}
    assert (listed.returncode, names) == (exit_status.UNREADABLE, {"unreadable.jpg"})
    assert last["summary"]["unseen"] == len(odd) + 2
    for name in (*odd, *locked[:2]):
        assert f"Cannot read {name}: " in listed.stderr.decode(), name

    folder.rename(tmp_path / "moved")
    with Vault.open(vault).catalogue() as catalogue, catalogue.transaction("Scan", by_ingest=True) as edit:
        edit.missing([one.copy for one in catalogue.shelf.places()])
    unreadable = tmp_path / "moved" / "locks" / "unreadable.jpg"
    unreadable.chmod(0o600)
    unreadable.write_bytes(bytes(700))  # as long as one that is looked for
    unreadable.chmod(0)
    relinked = as_anybody([*program, "relink", str(tmp_path / "moved"), "--yes", "--json"])
    assert len(relinked.stdout.splitlines()) == 2, relinked.stderr
    for name in (*odd, *locked):
        assert f"Cannot read {name}: " in relinked.stderr.decode(), name


def test_10_what_has_no_picture_to_compare_is_told_of(bare: Cli, tmp_path: Path) -> None:
    media, vault = tmp_path / "media", tmp_path / "vault"
    photos(media, 6)
    assert bare("--vault", vault, "ingest", media, "--no-previews").status == 0
    assert bare("--vault", vault, "duplicates").err.splitlines()[-1] == (
        "Not compared for want of a preview: a1 (0.jpg), a2 (1.jpg), a3 (2.jpg), a4 (3.jpg), a5 (4.jpg) and 1 more. "
        "mediavault ingest of where they are makes it."
    )
    assert bare("--vault", vault, "ingest", media).status == 0
    assert "Not compared" not in bare("--vault", vault, "duplicates").err


# 13: files that change


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_13_a_file_that_changes_while_it_is_read_is_never_said_to_be_good(
    change: Change, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In turn: a round of verify, a list that came with a delivery, relink."""
    (path,) = make_files(tmp_path / "media", 1, size_bytes=300_000)
    whole, vault = path.read_bytes(), vault_with(tmp_path / "vault", [path])
    with vault.catalogue() as catalogue:
        (due,) = catalogue.fixity.due()
    listed = Listed(os.fsencode(path.name), "md5", md5(whole, usedforsecurity=False).hexdigest())
    tasks = {
        "preadv": (CheckTask(bytes(path), due), ListedTask(bytes(path), listed, len(whole))),
        "pread": (LookTask(bytes(path)),),
    }
    for call, reading in tasks.items():
        for task in reading:
            path.write_bytes(whole)
            with monkeypatch.context() as patched:
                patched.setattr(f"os.{call}", read_once_and(lambda: change(path), getattr(os, call)))
                seen = task()
            why = seen.problem if isinstance(task, LookTask) else seen.outcome
            assert why not in (None, CheckOutcome.INTACT, CheckOutcome.DIGESTED), task
