"""A batch reckoned instead of run: unit costs, a small discrete-event simulation, tables of it."""
