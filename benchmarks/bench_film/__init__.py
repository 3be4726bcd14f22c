"""A drawn film for benchmarks, with the structure of a real one and every boundary known.

`story.py` invents scenes, shots and boundaries; `grounds.py`, `figures.py` and `takes.py` draw
them; `sound.py` makes what is heard; `build.py` writes the file and the truth beside it.
"""
