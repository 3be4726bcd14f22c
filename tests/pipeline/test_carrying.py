"""What films have besides pictures goes into the cut, is read once, and lies beside it as files."""

import dataclasses
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pysubs2
import pytest

from cutter import ffmpeg
from cutter.errors import OutputExists, OutputRefused, UsageError
from cutter.interchange.plan import plan_from_json, plan_to_json
from cutter.media import wording
from cutter.media.source import open_source
from cutter.media.tracks import with_audio
from cutter.pipeline import Look
from cutter.pipeline.captioning import caption_files, refuse_unfit_captions, write_captions
from cutter.pipeline.carrying import carried, further_sound, with_carried
from cutter.progress import SILENT
from cutter.schema import (
    Clip,
    Cue,
    CueTrack,
    EditDecisionList,
    Media,
    Output,
    Source,
    SubtitleTrack,
    TimeRange,
)
from cutter.timeline.captions import captions_of
from tests.films import real_film

WORDS = {
    "eng": [(1, 2, "one"), (12, 13, "two\nlines"), (18, 19, "three")],
    "rus": [(1, 2, "раз"), (12, 13, "два\nстроки")],
}


def srt(cues: Sequence[tuple[int, int, str]]) -> str:
    return "\n".join(
        f"{n}\n00:00:{a:02d},000 --> 00:00:{b:02d},000\n{text}\n"
        for n, (a, b, text) in enumerate(cues, start=1)
    )


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build 20 s with sound in two languages and a commentary, and words in two."""
    folder = tmp_path_factory.mktemp("film")
    inputs = ["-f", "lavfi", "-i", "color=black:size=64x48:rate=5:duration=20"]
    inputs += ["-f", "lavfi", "-i", "sine=440:duration=20"]
    for language, cues in WORDS.items():
        (folder / f"w.{language}.srt").write_text(srt(cues), encoding="utf-8")
        inputs += ["-i", str(folder / f"w.{language}.srt")]
    names = ["language=eng", "language=eng", "language=deu"]
    tags = [x for n, name in enumerate(names) for x in (f"-metadata:s:a:{n}", name)]
    tags += ["-metadata:s:a:1", "title=Commentary", "-metadata:s:s:0", "language=eng"]
    maps = [x for m in ("0", "1", "1", "1", "2", "3", "2") for x in ("-map", m)]
    path = folder / "film.mkv"
    ffmpeg.run(
        [
            *(*inputs, *maps, "-c:v", "libx264", "-c:a", "aac", "-c:s", "srt", *tags),
            *("-metadata:s:s:1", "language=rus", "-metadata:s:s:2", "language=eng"),
            *("-disposition:a:0", "default", "-y", str(path)),
        ]
    )
    return path


@pytest.fixture
def media(film: Path) -> Media:
    return open_source(film)


def cut(*films: Media) -> EditDecisionList:
    """Return a cut of 10 s to 14 s of every film."""
    span = TimeRange(Fraction(10), Fraction(14))
    return EditDecisionList(
        tuple(Source(m.path.as_posix(), m.fingerprint, m.end, m.frame_rate) for m in films),
        tuple(Clip(number, (0,), span, span, 0.0, ()) for number in range(len(films))),
        Output(64, 48, Fraction(5)),
        *("alice", "basic", Fraction(9), "film", 0.0),
    )


def test_a_cut_carries_the_words_that_are_heard_in_every_language(
    media: Media, tmp_path: Path
) -> None:
    edl = with_carried(cut(media), [media], Look(cache=tmp_path), SILENT)
    tracks = edl.sources[0].subtitles
    # The third track says what the first one says.
    assert [(track.language, len(track.cues)) for track in tracks] == [("en", 1), ("ru", 1)]
    assert [cue.text for cue in captions_of(edl, "ru")] == ["два\nстроки"]
    assert edl.other_sound[0].language == "de"
    assert edl.other_sound[0].streams == (media.audio[2].index,)
    assert len(edl.other_sound) == 1
    text = plan_to_json(edl, tmp_path)
    assert plan_from_json(text, tmp_path / "plan.json") == edl


def test_a_film_is_read_once_whoever_the_cut_is_for(
    media: Media, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = Look(cache=tmp_path)
    first = carried(media, look, SILENT)
    asked: list[int] = []
    inside = wording._inside

    def counted(media: Media, indices: Sequence[int]) -> object:
        asked.append(len(indices))
        return inside(media, indices)

    monkeypatch.setattr(wording, "_inside", counted)
    assert carried(media, look, SILENT) == first
    assert asked == [0]
    assert carried(media, Look(cache=tmp_path / "other"), SILENT) == first
    assert asked == [0, 3]


def test_one_sound_that_is_asked_for_is_the_only_one(media: Media, tmp_path: Path) -> None:
    heard = with_audio(media, "de")
    edl = with_carried(cut(heard), [heard], Look(cache=tmp_path, audio="de"), SILENT)
    assert edl.other_sound == ()
    silent = dataclasses.replace(cut(media), output=Output(64, 48, Fraction(5), has_sound=False))
    assert with_carried(silent, [media], Look(cache=tmp_path), SILENT).other_sound == ()


def test_sounds_of_several_films_meet_by_language(media: Media) -> None:
    english, commentary, german = media.audio
    only = dataclasses.replace(media, audio=(english,))
    mute = dataclasses.replace(media, audio=())
    (track,) = further_sound([only, media, mute])
    assert track.streams == (None, german.index, None)
    assert further_sound([only, mute]) == ()
    assert further_sound([dataclasses.replace(media, audio=(english, commentary))]) == ()
    # Where films are heard in different languages, both can be had throughout.
    mixed = [media, with_audio(media, "de")]
    assert [(t.language, t.streams) for t in further_sound(mixed)] == [
        ("en", (english.index, english.index)),
        ("de", (german.index, german.index)),
    ]


def test_words_that_are_pictures_are_told_and_not_carried(media: Media, tmp_path: Path) -> None:
    pgs = SubtitleTrack(9, "hdmv_pgs_subtitle", "fra", "", is_default=False, is_text=False)
    media = dataclasses.replace(media, subtitles=(*media.subtitles, pgs))
    edl = with_carried(cut(media), [media], Look(cache=tmp_path), SILENT)
    assert edl.notes == ("film.mkv: a subtitle track is made of pictures and not taken along",)
    assert len(edl.sources[0].subtitles) == 2


@pytest.mark.parametrize(("asked", "code"), [("eng", "en"), ("Russian", "ru"), ("", "")])
def test_the_language_in_the_picture_is_named_as_the_tracks_are(
    media: Media, tmp_path: Path, asked: str, code: str
) -> None:
    edl = dataclasses.replace(cut(media), output=Output(64, 48, Fraction(5), burnt_in=asked))
    edl = with_carried(edl, [media], Look(cache=tmp_path), SILENT)
    assert edl.output.burnt_in == code
    assert len(captions_of(edl, code)) == 1


def test_a_language_that_no_film_has_cannot_be_drawn(media: Media, tmp_path: Path) -> None:
    edl = dataclasses.replace(cut(media), output=Output(64, 48, Fraction(5), burnt_in="fr"))
    with pytest.raises(UsageError, match=r"--burn-in fr: .* there are: en, ru"):
        with_carried(edl, [media], Look(cache=tmp_path), SILENT)
    mute = dataclasses.replace(media, subtitles=())
    with pytest.raises(UsageError, match="no subtitles in words"):
        with_carried(edl, [mute], Look(cache=tmp_path), SILENT)


def test_files_beside_the_cut_are_named_and_timed_as_players_like_them(
    media: Media, tmp_path: Path
) -> None:
    edl = with_carried(cut(media, media), [media, media], Look(cache=tmp_path / "c"), SILENT)
    target = tmp_path / "my cut.mp4"
    refuse_unfit_captions(edl, target, overwrite=False)
    written = write_captions(edl, target, overwrite=False)
    assert [path.name for path in written] == ["my cut.en.srt", "my cut.ru.srt"]
    data = (tmp_path / "my cut.ru.srt").read_bytes()
    assert data.startswith("1\r\n00:00:02,000 --> 00:00:03,000\r\nдва\r\nстроки\r\n\r\n2".encode())
    events = pysubs2.load(str(tmp_path / "my cut.en.srt"))
    assert [(e.start, e.end, e.text) for e in events] == [
        (2000, 3000, "two\\Nlines"),
        (6000, 7000, "two\\Nlines"),
    ]
    with pytest.raises(OutputExists, match=r"my cut\.en\.srt"):
        refuse_unfit_captions(edl, target, overwrite=False)
    refuse_unfit_captions(edl, target, overwrite=True)
    kept = tmp_path / "my cut.ru.srt"
    with pytest.raises(OutputRefused, match="this is a source"):
        refuse_unfit_captions(edl, target, overwrite=True, sources=[kept])


def carried_track(language: str) -> CueTrack:
    span = TimeRange(Fraction(11), Fraction(12))
    return CueTrack(language, "", (Cue(span, f"in {language}", language),))


def test_several_tracks_of_one_language_have_names_of_their_own(media: Media) -> None:
    edl = cut(media)
    one = dataclasses.replace(carried_track("en"), title="")
    tracks = [one, one, dataclasses.replace(one, title="SDH")]
    tracks += [carried_track("../x"), carried_track("")]
    source = dataclasses.replace(edl.sources[0], subtitles=tuple(tracks))
    edl = dataclasses.replace(edl, sources=(source,))
    names = [path.name for path in caption_files(edl, Path("a/cut.mp4"))]
    assert names == ["cut.en.srt", "cut.en.2.srt", "cut.en.sdh.srt", "cut.x.srt", "cut.srt"]


def test_a_file_that_would_become_the_films_own_subtitles_is_refused(
    media: Media, tmp_path: Path
) -> None:
    edl = with_carried(cut(media), [media], Look(cache=tmp_path), SILENT)
    with pytest.raises(OutputRefused, match=r"would be taken for subtitles of film\.mkv"):
        refuse_unfit_captions(edl, media.path.with_suffix(".mp4"), overwrite=True)


@pytest.mark.real_media
def test_a_real_film_with_several_tracks(tmp_path: Path) -> None:
    media = open_source(real_film("nasa_multistream_16s.mp4"))
    tracks = carried(media, Look(cache=tmp_path), SILENT)
    assert {track.language for track in tracks} == {"en"}
    assert tracks[0].cues[0].text == "NAR: This is the optical and science segment of the Webb"
    assert further_sound([media]) == ()
