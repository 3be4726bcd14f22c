"""cutter makes a viewer's own cut of a film, from a taste profile that a person can read.

The Python API is what the command line calls: `analyze`, `plan`, `render` and `make`, with `Look`
for how films are looked at and `Wish` for what the cut shall be like.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cutter.pipeline import Look, Planned, Wish, analyze, make, plan, render

__version__ = "0.1.0"
__all__ = ["Look", "Planned", "Wish", "__version__", "analyze", "make", "plan", "render"]


def __getattr__(name: str) -> object:
    """Import the pipeline at the first use of a public name, so that `import cutter` is cheap."""
    if name not in __all__:
        raise AttributeError(f"module 'cutter' has no attribute '{name}'")
    from cutter import pipeline

    return getattr(pipeline, name)
