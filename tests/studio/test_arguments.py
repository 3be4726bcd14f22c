"""A command run beside the page looks at the film as the page does."""

from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from cutter.cli.app import app
from cutter.cli.asked import look_of
from cutter.cli.groups import Common, Limits, Looking
from cutter.pipeline import Look
from cutter.studio.arguments import looking_arguments

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)
ASKED = st.fixed_dictionaries(
    {},
    optional={
        "model": TEXTS,
        "sentences": TEXTS,
        "device": st.sampled_from(["auto", "cpu", "cuda"]),
        "precision": st.sampled_from(["auto", "fp32", "bf16"]),
        "runtime": st.sampled_from(["torch", "openvino"]),
        "offline": st.booleans(),
        "cache": st.builds(Path, st.sampled_from(["/tmp/store", "/tmp/a store"])),
        "detector": st.sampled_from(["adaptive", "content", "hash", "none"]),
        "threshold": st.floats(0.001, 1000),
        "min_shot": st.decimals(min_value="0.001", max_value="9", places=3).map(lambda x: f"{x}s"),
        "fast": st.booleans(),
        "subtitles": st.just(Path("/tmp/-films/a film.srt")),
        "subtitle_lang": TEXTS,
        "audio": TEXTS,
        "max_gb": st.floats(0.01, 1e4),
        "max_megapixels": st.floats(0.01, 1e4),
        "max_hours": st.floats(0.01, 1e3),
        "max_streams": st.integers(1, 10_000),
        "max_wait": st.floats(0.01, 1e3),
    },
)


def look_asked(asked: dict[str, Any]) -> Look:
    def group(kind: type[Any]) -> Any:  # noqa: ANN401 - one of three
        return kind(**{name: asked[name] for name in kind.__annotations__ if name in asked})

    return look_of(group(Common), group(Looking), group(Limits))


@given(ASKED)
def test_the_options_mean_the_look_that_they_are_made_of(asked: dict[str, Any]) -> None:
    look = look_asked(asked)
    group = typer.main.get_command(app)
    command = group.commands["analyze"]  # type: ignore[attr-defined]
    with command.make_context("analyze", ["film.mp4", *looking_arguments(look)]) as context:
        told = look_asked({**context.params})
    assert told.policy.longest == pytest.approx(look.policy.longest)
    assert told.policy.patience == pytest.approx(look.policy.patience)
    assert _plain(told) == _plain(look)


def _plain(look: Look) -> dict[str, object]:
    """Return a look's fields but for limits of hours, which may differ in the last bit."""
    told = {name: getattr(look, name) for name in Look.__dataclass_fields__}
    policy = told.pop("policy")
    limits = (policy.most_bytes, policy.most_pixels, policy.most_streams)
    return {**told, "limits": limits}
