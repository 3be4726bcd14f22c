"""Names and codes of languages turned into one code each (ISO 639), so that `en` finds `eng`."""

_CODES = """
ar ara arabic|bg bul bulgarian|bn ben bengali|ca cat catalan|cs ces cze czech|da dan danish
de deu ger german|el ell gre greek|en eng english|es spa spanish|et est estonian
eu eus baq basque|fa fas per persian|fi fin finnish|fr fra fre french|ga gle iri irish
gl glg galician|he heb hebrew|hi hin hindi|hr hrv croatian|hu hun hungarian
hy hye arm armenian|id ind indonesian|is isl ice icelandic|it ita italian|ja jpn japanese
ka kat geo georgian|ko kor korean|lt lit lithuanian|lv lav latvian|mk mkd mac macedonian
ms msa may malay|nl nld dut dutch|no nor nb nob nn nno norwegian|pl pol polish
pt por portuguese|ro ron rum romanian|ru rus russian|sk slk slo slovak|sl slv slovenian
sq sqi alb albanian|sr srp serbian|sv swe sve swedish|ta tam tamil|te tel telugu|th tha thai
tr tur turkish|uk ukr ukrainian|ur urd urdu|vi vie vietnamese|cy cym wel welsh
zh zho chi chs cht chinese
"""

_LETTERS = {
    names.split()[0]: names.split()[1]
    for line in _CODES.split("\n")
    for names in line.split("|")
    if names.strip()
}

_SAME = {
    name: names.split()[0]
    for line in _CODES.split("\n")
    for names in line.split("|")
    for name in names.split()
}


def language_code(name: str) -> str:
    """Return one code for a language however it is named (`eng`, `en-GB`, `English`: `en`).

    A code that is not in the table stands for itself, in lower case and without its region.
    """
    base = name.strip().lower().replace("_", "-").split("-")[0]
    return _SAME.get(base, base)


def three_letters(name: str) -> str:
    """Return the ISO 639-2/T code of a language, as media files name it (`eng` for `en`).

    A code that is not in the table stands for itself.
    """
    code = language_code(name)
    return _LETTERS.get(code, code)


def is_language(name: str) -> bool:
    """Whether a part of a file's name can only be a language, as in `film.en.srt`."""
    return name.strip().lower().replace("_", "-").split("-")[0] in _SAME
