"""Films × profiles × formats: many cuts in one run, resumable, on this machine or on several.

`matrix.py` turns films, profiles and formats into the cuts that are wanted, `graph.py` these into
tasks, `drive.py` hands tasks that are ready to a Runner and writes what came of them into the
`journal.py`; `work.py` does a task, wherever that is.
"""
