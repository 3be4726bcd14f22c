"""The studio: a local page on which a cut is watched, changed and finished.

`serving.py` holds the port and the process, `guard.py` lets in whom the token lets in, `app.py`
has the addresses, `session.py` the folder that outlives a killed server. `desk.py` is where the cut
is changed: choices in, a planned cut out; `wire.py` says what walks to the page and back. `jobs.py`
runs what takes long beside it, as the same commands that a person would type. `page/` is the page
itself. Nothing here scores, chooses or renders: the pipeline does.
"""
