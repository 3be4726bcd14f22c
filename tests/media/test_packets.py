"""A table of packets says which frame each is and where a copy may begin and end."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from cutter import ffmpeg
from cutter.media import h264_sets, nal
from cutter.media.counter import packets_read
from cutter.media.decode import read
from cutter.media.native import native_frames
from cutter.media.packets import NOWHERE, packet_table, packet_tables
from cutter.media.source import open_source
from cutter.schema import Media, TimeRange
from tests.films import SAMPLE

X264 = ("-c:v", "libx264", "-preset", "fast", "-x264-params", "keyint=40:bframes=3:b-adapt=0")


def made(folder: Path, name: str, *more: str, seconds: int = 8) -> Media:
    path = folder / name
    source = f"testsrc2=size=160x96:rate=24000/1001:duration={seconds}"
    arguments = ["-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p", *X264, *more]
    ffmpeg.run([*arguments, "-y", str(path)])
    return open_source(path)


@pytest.mark.parametrize("name", ["film.mp4", "film.mkv", "film.ts"])
def test_numbers_and_times_are_those_of_the_decoded_frames(tmp_path: Path, name: str) -> None:
    media = made(tmp_path, name)
    table = packet_table(media)
    times = [frame.time for frame in read(media, sound=False) if hasattr(frame, "small")]
    assert sorted(table.times()) == times
    assert sorted(table.numbers.tolist()) == list(range(len(times)))
    assert all(time * media.frame_rate == number for number, time in enumerate(times))
    assert table.starts().tolist() == list(range(0, len(times), 40))


def test_a_copy_may_end_where_no_later_frame_was_decoded_before() -> None:
    table = packet_table(open_source(SAMPLE))
    numbers, ends = table.numbers.tolist(), set(table.ends().tolist())
    for row in range(len(numbers)):
        before = set(numbers[: row + 1])
        is_end = before == set(range(len(before)))
        assert (len(before) in ends and max(before) + 1 == len(before)) == is_end


def test_only_the_packets_around_a_span_are_read(tmp_path: Path) -> None:
    media = made(tmp_path, "film.mp4", seconds=40)
    whole = packet_table(media)
    rate = media.frame_rate
    span = TimeRange(400 / rate, 450 / rate)
    before = packets_read()
    (part,) = packet_tables(media, [span])
    assert packets_read() - before < 200
    numbers = part.numbers.tolist()
    assert set(range(400, 450)) <= set(numbers)
    row = whole.numbers.tolist().index(numbers[0])
    assert whole.stamps[row : row + len(part)].tolist() == part.stamps.tolist()
    assert whole.kinds[row : row + len(part)].tolist() == part.kinds.tolist()


def test_frames_that_lie_on_no_constant_rate_are_nowhere(tmp_path: Path) -> None:
    stamps = "settb=1/1000,setpts='if(lt(N,60),N,N*1.37)/(24000/1001)/TB'"
    exact = ("-fps_mode", "passthrough", "-enc_time_base", "1/1000")
    media = made(tmp_path, "film.mkv", "-vf", stamps, *exact)
    table = packet_table(media)
    assert (table.numbers == NOWHERE).any()
    assert len(table.times()) == len(table)


@pytest.mark.parametrize("name", ["film.mp4", "film.mkv", "film.ts"])
def test_native_frames_are_the_same_wherever_decoding_begins(tmp_path: Path, name: str) -> None:
    media = made(tmp_path, name)
    whole = dict(native_frames(media, [(0, 190)]))
    runs = [(150, 7), (0, 2), (39, 3), (81, 1), (185, 5), (12, 20)]
    wanted = [n for first, count in runs for n in range(first, first + count)]
    again = list(native_frames(media, runs))
    assert [number for number, _ in again] == wanted
    assert all(frame == whole[number] for number, frame in again)
    assert all(len(frame) == 160 * 96 * 3 // 2 for frame in whole.values())


def test_parameter_sets_are_read_alike_from_every_container(tmp_path: Path) -> None:
    from cutter.media.packets import reading

    sets = []
    for name in ("film.mp4", "film.mkv", "film.ts"):
        with reading(made(tmp_path, name)) as reader:
            sets.append(nal.parameter_sets("h264", reader.extradata))
    assert len(sets[0]) == 2
    assert sets[0] == sets[1] == sets[2]
    sequence = h264_sets.read_sequence(sets[0][0])
    assert (sequence.id, sequence.profile, sequence.is_progressive) == (0, 100, True)
    assert h264_sets.set_id(sets[0][1]) == 0


@pytest.mark.parametrize("size", [0, 1, 2, 4])
def test_units_are_found_with_lengths_and_with_start_codes(size: int) -> None:
    parts = [b"\x65abc", b"\x41" + bytes(3) + b"\x01\x02", b"\x06x"]
    if size == 0:
        data = b"\0\0\0\1" + parts[0] + b"\0\0\1" + parts[2] + b"\0\0\0\1" + parts[0]
        assert [bytes(unit) for unit in nal.units(data, 0)] == [parts[0], parts[2], parts[0]]
    else:
        data = b"".join(len(part).to_bytes(size, "big") + part for part in parts)
        assert [bytes(unit) for unit in nal.units(data, size)] == parts


def test_a_set_that_is_cut_short_is_refused() -> None:
    with pytest.raises(ValueError, match="cut short"):
        h264_sets.read_sequence(b"\x67\x64")


def test_a_table_cannot_be_changed() -> None:
    table = packet_table(open_source(SAMPLE))
    for column in (table.stamps, table.numbers, table.kinds):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 1
    assert table.numbers.dtype == np.int64
    assert table.times()[0] == Fraction(0)
