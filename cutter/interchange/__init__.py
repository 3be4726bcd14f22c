"""The cut in other programs' words: cutter's own plan file, and (later) editors' timelines."""
