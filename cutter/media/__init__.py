"""Films and their subtitles: opened, probed, decoded. PyAV lives here."""
