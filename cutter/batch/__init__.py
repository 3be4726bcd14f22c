"""Films × profiles × formats: many cuts in one run, resumable, on this machine or on several.

`matrix.py` turns films, profiles and formats into the cuts that are wanted, `graph.py` these into
tasks. `drive.py` hands tasks that are ready to a Runner, in the order of `order.py`; `books.py`
knows what is wanted (`wanted.py`), what earlier runs left (`standing.py`, by the keys of `keys.py`)
and what it leads to, and writes what came of each task into the `journal.py`. `work.py` does a
task, wherever that is. `tally.py` makes of the books a `summary.py`, `telling.py` files of that.
"""
