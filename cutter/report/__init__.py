"""Shows a cut to people: rows for a terminal, a contact sheet, a page of HTML."""
