"""The volumes of all analysed films, as one model sees them, in few files that are mapped at once.

`shelf.py` is one file of volumes, `catalogue.py` what tells which files count and which film lies
where, `library.py` keeps both up to date. Knows nothing about what is looked for.
"""
