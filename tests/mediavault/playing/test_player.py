"""mpv without a window: exact frames, both directions, speeds, a player that was killed, and what it cannot reach."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from media_factory import frame_number, make_video
from PIL import Image

from library.model import MediaFacts
from mediavault import media
from mediavault.playing import Player, PlayerGone, PlayerRefused, has_screen, starting
from mediavault.playing import player as player_module
from mediavault.tools import Limits, ToolFailed, opened

pytestmark = pytest.mark.needs_program("mpv")
SIZE, OTHER_SIZE = (320, 180), (384, 216)


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, MediaFacts]:
    """Four seconds at 25 frames, with sound, under a name whose bytes are no UTF-8 and look like an option."""
    folder = tmp_path_factory.mktemp("card")
    named = os.fsdecode(os.fsencode(folder) + b"/-vo=x11 \xcf\xf0\xe8\n'\".mp4")
    path = make_video(folder / "plain.mp4", seconds=4).rename(named)
    return path, media.read(path)


@pytest.fixture
async def player(footage: tuple[Path, MediaFacts]) -> AsyncIterator[Player]:
    made = Player(footage, window=False)
    yield made
    await made.close()


async def played(player: Player, start: int, speed: int, count: int) -> list[int]:
    """The numbers of the first frames that are shown."""
    numbers: list[int] = []
    async for number in player.play(start, speed):
        numbers.append(number)
        if len(numbers) == count:
            break
    return numbers


def process_of(player: Player) -> int:
    """The number of the mpv that runs: the child whose standard input and socket are ours."""
    children = Path("/proc/self/task").glob("*/children")
    numbers = [int(number) for one in children for number in one.read_text().split()]
    (found,) = [number for number in numbers if b"mpv" in Path(f"/proc/{number}/cmdline").read_bytes()]
    return found


@pytest.fixture
def _unjailed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is shown is read from the picture itself, which only an mpv outside the jail may write."""
    monkeypatch.setattr(starting, "UNSEEN", Limits(memory_bytes=None, cpu_s=60, file_bytes=None, jailed=False))


async def seen(player: Player, folder: Path) -> tuple[tuple[int, int], int]:
    """The size of the picture that is shown, and the number that stands in it."""
    picture = folder / "shown.png"
    await player._talk.ask("screenshot-to-file", str(picture), "video")
    with Image.open(picture) as image:
        return image.size, frame_number(image.convert("RGB").tobytes(), *image.size)


@pytest.mark.usefixtures("_unjailed")
async def test_the_frame_shown_is_the_one_asked_for(footage: tuple[Path, MediaFacts], tmp_path: Path) -> None:
    player = Player(footage, window=False)
    for wanted in (0, 57, 12, 13, 99, 1):
        await player.seek(wanted)
        assert player.frame == wanted
        assert await seen(player, tmp_path) == (SIZE, wanted)
    await player.close()


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, MediaFacts]:
    """Two seconds at 29.97 frames, in a picture of another size."""
    path = make_video(tmp_path_factory.mktemp("card") / "b.mov", rate="30000/1001", seconds=2, size=OTHER_SIZE)
    return path, media.read(path)


@pytest.fixture
async def reel(footage: tuple[Path, MediaFacts], other: tuple[Path, MediaFacts]) -> AsyncIterator[Player]:
    """A player of two files."""
    made = Player(footage, other, window=False)
    yield made
    await made.close()


@pytest.mark.usefixtures("_unjailed")
async def test_shots_of_several_files_follow_each_other_from_in_to_out_in_one_mpv(reel: Player, tmp_path: Path) -> None:
    """The same file twice, first and last frames of a file, and a shot of one frame."""
    running = set()
    for video, first, last in (
        (0, 30, 34),
        (1, 7, 12),
        (0, 0, 3),
        (0, 97, 99),
        (1, 0, 0),
        (1, 58, 58),
        (1, 30, 30),
        (0, 71, 71),
    ):
        await reel.cue(video, first, last)
        running.add(process_of(reel))
        assert await seen(reel, tmp_path) == ((SIZE, OTHER_SIZE)[video], first)
        numbers = [number async for number in reel.play(first, 1)]
        assert set(numbers) <= set(range(first, last + 1))
        assert reel.frame == last
        assert await seen(reel, tmp_path) == ((SIZE, OTHER_SIZE)[video], last)
    assert len(running) == 1


async def test_a_shot_is_played_backwards_from_its_out_and_forward_again_up_to_it(
    reel: Player,
) -> None:
    await reel.cue(0, 70, 70)
    numbers = await played(reel, 70, -1, 8)
    assert numbers == sorted(set(numbers), reverse=True)
    assert numbers[-1] <= 63
    back = await reel.pause()
    await reel.seek(back)
    assert [number async for number in reel.play(back, 2)][-1] == 70


async def test_what_is_not_at_hand_is_opened_when_it_is_wanted(
    footage: tuple[Path, MediaFacts], other: tuple[Path, MediaFacts], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a list of more files than are held open at once, and of one that is gone."""
    monkeypatch.setattr(player_module, "AT_HAND", 1)
    player = Player(footage, other, (tmp_path / "gone.mov", other[1]), window=False)
    for video, frame in ((0, 5), (1, 6), (0, 7)):
        await player.cue(video, frame, frame + 9)
        assert (player.frame, player.is_open) == (frame, True)
    with pytest.raises(FileNotFoundError):
        await player.cue(2, 0, 9)
    await player.cue(0, 8, 9)
    assert player.frame == 8
    await player.close()


async def test_a_player_killed_between_two_shots_goes_on_with_the_next(
    reel: Player,
) -> None:
    await reel.cue(0, 5, 20)
    os.kill(process_of(reel), signal.SIGKILL)
    await reel._talk.ended.wait()
    await reel.cue(1, 9, 11)
    assert reel.frame == 9
    assert [number async for number in reel.play(9, 1)][-1] == 11


async def test_irregular_frames_are_counted_one_by_one(tmp_path: Path) -> None:
    options = ["-vf", "select='lt(n,20)+not(mod(n,7))'", "-fps_mode", "vfr"]
    path = make_video(tmp_path / "a.mp4", rate="30", seconds=2, sound=0, options=options)
    player = Player((path, media.read(path)), window=False)
    for wanted, moment in ((5, 5 / 30), (20, 21 / 30), (23, 42 / 30)):
        await player.seek(wanted)
        assert player.frame == wanted
        assert await player._talk.ask("get_property", "time-pos") == pytest.approx(moment, abs=0.002)
    await player.close()


async def test_forward_each_frame_is_told_in_order(player: Player) -> None:
    numbers = await played(player, 10, 1, 12)
    assert 10 <= numbers[0] <= 15  # the machine may be busy
    assert numbers == sorted(set(numbers))
    assert numbers[-1] - numbers[0] <= 30


async def test_pausing_stands_on_the_frame_that_is_shown(player: Player) -> None:
    last = (await played(player, 30, 1, 5))[-1]
    stopped = await player.pause()
    assert 0 <= stopped - last <= 4
    assert await player._talk.ask("get_property", "time-pos") == pytest.approx(stopped / 25, abs=0.001)
    assert await player.pause() == stopped


async def test_backwards_from_the_middle(player: Player) -> None:
    numbers = await played(player, 60, -1, 8)
    assert 50 <= numbers[0] <= 60
    assert numbers == sorted(set(numbers), reverse=True)
    stopped = await player.pause()
    assert stopped <= numbers[-1]
    await player.seek(stopped + 1)
    assert player.frame == stopped + 1


@pytest.mark.parametrize(("start", "speed", "end"), [(60, 8, 99), (20, -8, 0)])
async def test_playing_stops_by_itself_at_either_end(player: Player, start: int, speed: int, end: int) -> None:
    numbers = [number async for number in player.play(start, speed)]
    assert abs(numbers[-1] - end) <= 1
    assert abs(await player.pause() - end) <= 1


async def test_faster_without_going_back(player: Player) -> None:
    before = (await played(player, 0, 1, 6))[-1]
    after = await played(player, before, 4, 3)
    assert after[0] >= before
    assert await player._talk.ask("get_property", "speed") == 4.0


async def test_a_killed_player_comes_back_where_it_was(player: Player) -> None:
    numbers: list[int] = []
    async for number in player.play(20, 1):
        numbers.append(number)
        if len(numbers) == 5:
            os.kill(process_of(player), signal.SIGKILL)
        if len(numbers) == 10:
            break
    assert numbers == sorted(set(numbers))
    assert numbers[-1] < 45
    os.kill(process_of(player), signal.SIGKILL)
    await player._talk.ended.wait()
    await player.seek(33)
    assert player.frame == 33


async def test_a_window_closed_by_hand_stays_closed(player: Player) -> None:
    with pytest.raises(PlayerGone, match="play opens it again"):
        async for _ in player.play(0, 1):
            await player._talk.ask("quit")
    assert not player.is_open
    await player.seek(5)
    assert player.is_open


async def test_without_a_screen_no_window_is_said_to_be_one(
    footage: tuple[Path, MediaFacts], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    player = Player(footage)
    with pytest.raises(ToolFailed, match="it ended before it showed a picture"):
        await player.seek(0)
    assert not player.is_open


async def test_closing_ends_the_process(player: Player) -> None:
    await player.seek(0)
    running = process_of(player)
    await player.close()
    with pytest.raises(ProcessLookupError):
        os.kill(running, 0)


async def test_an_unknown_wish_is_refused_by_name(player: Player) -> None:
    await player.seek(0)
    with pytest.raises(PlayerRefused, match=r"mpv does not fly 3 \("):
        await player._talk.ask("fly", 3)


async def loads(player: Player, place: str) -> bool:
    """Whether mpv can be made to open something else; one that cannot ends."""
    await player.seek(0)
    player._there = False
    await player._talk.ask("loadfile", place)
    try:
        await player._arrived()
    except PlayerGone:
        return False
    return bool(await player._talk.ask("get_property", "path") == place)


async def test_it_opens_no_address_and_no_other_file(
    player: Player, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even an mpv that was taken over reaches neither the network nor another original."""
    other = str(make_video(tmp_path / "other.mp4", seconds=1))
    assert not await loads(player, other)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        assert not await loads(player, f"http://127.0.0.1:{server.getsockname()[1]}/a.mp4")
        with pytest.raises(BlockingIOError):
            server.accept()
    await player.close()
    monkeypatch.setattr(starting, "UNSEEN", Limits(jailed=False))
    assert await loads(player, other)  # what the jail is for


def test_a_playlist_dressed_as_a_video_is_not_followed(tmp_path: Path) -> None:
    with opened(make_video(tmp_path / "a.mp4", seconds=1)) as source:
        argv = starting.command(source, 9, window=True)
    assert argv[-2:] == ["--", f"fd://{source.fd}"]
    assert {"--no-config", "--demuxer=lavf", "--ytdl=no", "--load-scripts=no", "--access-references=no"} <= set(argv)
    assert not any("hls" in word or "concat" in word for word in argv)


@pytest.mark.parametrize(
    ("environment", "seen"),
    [
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({}, False),
        ({"DISPLAY": "localhost:10", "SSH_CONNECTION": "10.0.0.1"}, False),
    ],
)
def test_a_window_needs_a_screen_here(environment: dict[str, str], seen: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert has_screen(environment) is seen
