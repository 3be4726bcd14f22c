"""The questions that are asked: each module answers one into a Finding."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.measuring.report import Finding
from benchmarks.topics import (
    accuracy,
    analysis,
    batch,
    classic,
    clip,
    planning,
    recommend,
    render,
    scale,
    scaling,
    search,
    studio,
    taste,
    whole,
)
from benchmarks.topics.bench import Bench

TOPICS: dict[str, tuple[str, Callable[[Bench, Finding], None]]] = {
    "analysis": ("Analysis without CLIP against a bare decode", analysis.run),
    "accuracy": ("Shots found", accuracy.run),
    "clip": ("CLIP: full-size ViT-B-32, random weights", clip.run),
    "render": ("Rendering a cut of clips of 3 s", render.run),
    "whole": ("The whole job against the naive whole", whole.run),
    "planning": ("Planning and start-up", planning.run),
    "studio": ("The studio's page in a browser", studio.run),
    "scaling": ("Scaling", scaling.run),
    "batch": ("Batch: films × profiles × shapes", batch.run),
    "scale": ("What a batch's parts cost", scale.run),
    "taste": ("Taste that learns: simulated viewers", taste.run),
    "recommend": ("Recommending: MovieLens latest-small", recommend.run),
    "search": ("Searching a library of shots", search.run),
    "classic": ("The classic example: a linear model, step by step", classic.run),
}
"""Every topic's title and what measures it, in the order of the page."""
