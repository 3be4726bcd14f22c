"""What was edited is what is found, whatever the form it came back in; rounding is no edit."""

import dataclasses
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.interchange.formats import FORMATS, Export
from cutter.interchange.reading import READERS
from cutter.schema import Clip, EditDecisionList, Output, Source, TimeRange, Title, Transition
from cutter.timeline.compare import differences
from tests.interchange.cuts import NTSC, NTSC_FILM, PAL, two_hours

FOLDER = Path("/films/cuts")
FORMS = {"otio": ".otio", "fcpxml": ".fcpxml", "edl": ".edl", "llc": ".llc"}
RATES = {"23.976": NTSC_FILM, "25": PAL, "29.97": NTSC}
FILM = "a" * 32


def there_and_back(edl: EditDecisionList, form: str) -> EditDecisionList:
    """Return a cut as it is read from a form that it was written to."""
    path = FOLDER / f"cut{FORMS[form]}"
    text = FORMATS[form].write(edl, Export(FOLDER, "a cut"))
    reader = READERS[FORMS[form]]
    named = reader.films(text, path)
    # A LosslessCut project knows its film's name alone.
    found = [next(s for s in edl.sources if Path(s.path).name in film.paths[0]) for film in named]
    return reader.read(text, path, found)


def cut(spans: list[TimeRange], rate: Fraction, *, film_rate: Fraction | None = None,
        path: str = "/films/a.mp4", fingerprint: str = FILM) -> EditDecisionList:  # fmt: skip
    source = Source(
        path, fingerprint, Fraction(1000), film_rate or rate, width=640, height=360, channels=2
    )
    clips = tuple(Clip(0, (n,), span, span, 0.5, ()) for n, span in enumerate(spans))
    output = Output(640, 360, rate)
    return EditDecisionList((source,), clips, output, "", "basic", Fraction(60), "film", 0.0)


def seconds(start: float, end: float) -> TimeRange:
    return TimeRange(Fraction(str(start)), Fraction(str(end)))


PLAIN = [seconds(10, 13), seconds(20, 24), seconds(30, 32.4), seconds(40, 45)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", RATES)
@pytest.mark.parametrize("film_rate", ["the same", "25", "29.97", "variable"])
def test_an_unchanged_timeline_shows_no_difference(form: str, name: str, film_rate: str) -> None:
    rate = RATES[name]
    edl = two_hours(
        rate, clips=60, source_rate=RATES.get(film_rate), is_vfr=film_rate == "variable"
    ).edl
    edl = dataclasses.replace(edl, titles=(Title("A title", Fraction(3), "start"),))
    if film_rate == "the same":
        edl = dataclasses.replace(edl, transitions=(Transition(3, "dissolve", 12 / rate),))
    found = differences(edl, there_and_back(edl, form))
    assert not found
    assert len(found.kept) == 60


@dataclass(frozen=True)
class Edited:
    """A cut, the same edited, and what was done to it."""

    ours: EditDecisionList
    theirs: EditDecisionList
    removed: tuple[int, ...]
    trimmed: dict[int, Fraction]
    moved: int | None
    added: tuple[TimeRange, ...]


@st.composite
def edits(draw: st.DrawFn) -> Edited:
    rate = draw(st.sampled_from(list(RATES.values())))
    slots = draw(st.lists(st.integers(0, 60), min_size=3, max_size=9, unique=True))
    spans, theirs, removed, trimmed, added = [], [], [], {}, []
    for number, slot in enumerate(slots):
        # Off the grid of frames, as films of variable rate are.
        start = slot * 15 + Fraction(draw(st.integers(1000, 2000)), 1000)
        length = Fraction(draw(st.integers(1000, 6000)), 1000)
        span = TimeRange(start, start + length)
        spans.append(span)
        change = draw(st.sampled_from(["", "", "", "remove", "start", "end", "split", "longer"]))
        part = Fraction(draw(st.integers(30, 70)), 100)
        middle = span.start + span.duration * part
        if change == "remove":
            removed.append(number)
        elif change == "start":
            trimmed[number] = 1 - part
            theirs.append(TimeRange(middle, span.end))
        elif change == "end":
            trimmed[number] = part
            theirs.append(TimeRange(span.start, middle))
        elif change == "split":
            theirs += [TimeRange(span.start, middle), TimeRange(middle, span.end)]
        elif change == "longer":
            theirs.append(TimeRange(span.start, span.end + 2))
            added.append(TimeRange(span.end, span.end + 2))
        else:
            theirs.append(span)
    if draw(st.booleans()):
        new = TimeRange(Fraction(950), Fraction(953))
        theirs.insert(draw(st.integers(0, len(theirs))), new)
        added.append(new)
    moved = None
    if len(theirs) > 1 and draw(st.booleans()):
        taken = theirs.pop(draw(st.integers(0, len(theirs) - 1)))
        theirs.insert(draw(st.integers(0, len(theirs))), taken)
        moved = next((n for n, span in enumerate(spans) if span.intersection(taken)), None)
    if not theirs:
        theirs, removed, trimmed = list(spans), [], {}
    ours = cut(spans, rate)
    back = cut(theirs, rate, path="/elsewhere/b.mp4")
    if form := draw(st.sampled_from(["", *FORMS])):
        back = there_and_back(back, form)
    return Edited(ours, back, tuple(removed), trimmed, moved, tuple(added))


@settings(max_examples=60)
@given(edits())
def test_what_was_edited_is_what_is_found(edited: Edited) -> None:
    found = differences(edited.ours, edited.theirs)
    near = 3 / min(RATES.values())
    clips = edited.ours.clips
    assert found.removed == edited.removed
    assert [clip for clip, _ in found.trimmed] == sorted(edited.trimmed)
    for clip, left in found.trimmed:
        length = clips[clip].source_range.duration
        assert abs(left - edited.trimmed[clip]) * length <= near
    assert len(found.added) == len(edited.added)
    for place, span in zip(
        sorted(found.added, key=lambda p: p.span), sorted(edited.added), strict=True
    ):
        assert place.film == FILM
        assert abs(place.span.start - span.start) <= near
        assert abs(place.span.end - span.end) <= near
    changed = {*found.removed, *found.moved, *edited.trimmed}
    assert set(found.kept) == set(range(len(clips))) - changed
    if edited.moved is None:
        assert not found.moved


@given(st.permutations(range(7)))
def test_moved_clips_are_the_fewest_seconds_that_explain_the_order(order: list[int]) -> None:
    spans = [TimeRange(Fraction(20 * n), Fraction(20 * n + 1 + n)) for n in range(7)]
    ours = cut(spans, PAL)
    found = differences(ours, cut([spans[n] for n in order], PAL))
    left = [n for n in order if n not in found.moved]
    assert left == sorted(left)
    # Every way to keep some clips in order keeps no more seconds.
    longest = max(
        sum(1 + n for n in kept)
        for mask in range(1 << 7)
        if (kept := [n for n in order if mask >> n & 1]) == sorted(kept)
    )
    assert sum(1 + n for n in left) == longest
    assert not found.removed
    assert not found.trimmed
    assert not found.added


def test_two_clips_of_one_shot_are_told_apart() -> None:
    spans = [seconds(10, 12), seconds(12.5, 14), seconds(14, 16)]
    found = differences(cut(spans, PAL), cut([spans[0], spans[2]], PAL))
    assert found.removed == (1,)
    assert found.kept == (0, 2)


def test_a_clip_that_is_there_twice_is_added_once() -> None:
    found = differences(cut(PLAIN, PAL), cut([*PLAIN, PLAIN[1]], PAL))
    assert [place.span for place in found.added] == [PLAIN[1]]
    assert found.kept == (0, 1, 2, 3)


def test_a_cut_that_shows_a_clip_twice_comes_back_the_same() -> None:
    edl = cut([*PLAIN, PLAIN[1]], PAL)
    assert not differences(edl, there_and_back(edl, "edl"))


def test_joining_two_clips_that_touch_changes_nothing() -> None:
    ours = cut([seconds(10, 12), seconds(12, 14)], PAL)
    assert not differences(ours, cut([seconds(10, 14)], PAL))


def test_a_film_that_was_encoded_anew_stands_for_ours() -> None:
    ours = cut(PLAIN, PAL)
    assert not differences(ours, cut(PLAIN, PAL, path="/proxies/A.mov", fingerprint="b" * 32))
    other = differences(ours, cut(PLAIN, PAL, path="/films/other.mp4", fingerprint="b" * 32))
    assert other.removed == (0, 1, 2, 3)
    assert len(other.added) == 4


def test_a_clip_too_short_for_a_frame_is_not_missed() -> None:
    ours = cut([*PLAIN, seconds(60, 60.01)], PAL)
    assert not differences(ours, there_and_back(ours, "edl"))


def test_one_clip_of_a_hair_between_others_is_found() -> None:
    ours = cut([seconds(10, 10.04), seconds(20, 20.04), seconds(30, 33)], PAL)
    found = differences(ours, cut([seconds(10, 10.04), seconds(30, 33)], PAL))
    assert found.removed == (1,)
    assert found.kept == (0, 2)


@pytest.mark.parametrize("form", FORMS)
def test_a_clip_of_one_frame_off_the_grid_comes_back(form: str) -> None:
    ours = cut([seconds(10.02, 10.06), seconds(20, 23), seconds(30.02, 30.06)], PAL)
    theirs = there_and_back(ours, form)
    # Where a form carries the plan, the shifted frame alone is compared.
    shifted = dataclasses.replace(
        theirs,
        clips=tuple(
            dataclasses.replace(clip, source_range=clip.source_range.shifted(Fraction(1, 50)))
            for clip in theirs.clips
        ),
    )
    assert not differences(ours, theirs)
    assert not differences(ours, shifted)
