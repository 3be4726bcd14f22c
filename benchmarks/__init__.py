"""Measurements of cutter against its limits and its alternatives, as ratios in one run.

`bench_film/` draws the film, `films.py` keeps it, `measuring/` runs cases and counts, `work/` holds
what is measured, `peers/` other people's ways of doing it, and `topics/` the questions.
"""
