"""Checks the lexicon tables: what a rule may rely on when it looks a word up."""

import re
from fractions import Fraction

import arabic

HEADERS = {
    "lexicon": "form class canon value role note".split(),
    "units": "unit dimension factor offset note".split(),
    "currencies": "code minor_digits territories note".split(),
    "territories": "code currency note".split(),
}
# The tables this script and its hand-written companions hold; others in the folder have their own owners.
CURATED = ("calendar", "demonyms", "measures", "money", "numerals", "territories", "whole_words")
# A form may mean two things in one class when its role says which reading this is.
SEVERAL_READINGS = {"generic", "ambiguous", "construct", "symbol", "code", "abbr"}
CANONS = {
    "currency": r"[A-Z]{3}|[a-z]+", "currency_ambiguous": r"[A-Z]{3}|[a-z]+", "currency_code": "[A-Z]{3}",
    "currency_glued": "[A-Z]{3}", "currency_minor": "[A-Z]{3}", "currency_million": "[A-Z]{3}", "territory_case": "[A-Z]{2}", "month": r"0[1-9]|1[0-2]", "weekday": "[1-7]",
    "territory": "[A-Z]{2}", "demonym": "[A-Z]{2}", "percent": "%|percentage point|basis point",
}
UNIT_CLASSES = {"unit", "unit_glued", "unit_per", "duration_unit", "calendar_unit"}
MUST_HAVE_VALUE = {"numeral", "scale_money", "fraction", "multiple", "decade", "currency_minor", "currency_million"}


def number(text):
    """The exact number written as a decimal or as a/b; None when it is neither."""
    if not re.fullmatch(r"-?\d+(\.\d+)?(/[1-9]\d*)?", text):
        return None
    above, _, below = text.partition("/")
    return Fraction(above) / Fraction(below or 1)


def read(path, header, problems):
    """[(line number, columns)] of a table; says what is wrong with its shape."""
    rows = []
    seen_header = False
    for line_number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        columns = line.split("\t")
        if not seen_header:
            seen_header = True
            if columns != header:
                problems.append(f"{path}:{line_number}: header is {columns}, must be {header}")
        elif len(columns) != len(header):
            problems.append(f"{path}:{line_number}: {len(columns)} columns, must be {len(header)}")
        else:
            rows.append((line_number, columns))
    return rows


def all_tables(lang, languages):
    """What is wrong with the tables, one line each."""
    problems = []
    shared = lang / "_shared"
    known_units = _shared_table(shared / "units.tsv", "units", problems, numbers=(2,), optional=(3,))
    known_codes = _shared_table(shared / "currencies.tsv", "currencies", problems, numbers=(1,))
    _shared_table(shared / "territories.tsv", "territories", problems)
    for language in languages:
        folder = lang / language / "lexicon"
        paths = sorted(folder.glob("cldr_*.tsv")) + [folder / f"{name}.tsv" for name in CURATED]
        readings = {}
        for path in paths:
            if path.is_file():
                _lexicon(path, readings, known_units, known_codes, problems)
    return problems


def _shared_table(path, kind, problems, numbers=(), optional=()):
    rows = read(path, HEADERS[kind], problems)
    keys = [columns[0] for _, columns in rows]
    if len(set(keys)) != len(keys):
        problems.append(f"{path}: a key stands twice")
    for line, columns in rows:
        for index in (*numbers, *optional):
            text = columns[index]
            if number(text) is None and (text or index in numbers):
                problems.append(f"{path}:{line}: {text!r} is no number")
    return set(keys)


def _lexicon(path, readings, known_units, known_codes, problems):
    for line, (form, kind, canon, value, role, _) in read(path, HEADERS["lexicon"], problems):
        place = f"{path}:{line}"
        if value and number(value) is None:
            problems.append(f"{place}: value {value!r} is no number")
        if not value and kind in MUST_HAVE_VALUE:
            problems.append(f"{place}: class {kind} needs a value")
        if kind in CANONS and not re.fullmatch(CANONS[kind], canon):
            problems.append(f"{place}: canon {canon!r} does not fit class {kind}")
        if kind in UNIT_CLASSES and canon not in known_units:
            problems.append(f"{place}: unit {canon!r} is not in _shared/units.tsv")
        if kind.startswith("currency") and canon.isupper() and canon not in known_codes:
            problems.append(f"{place}: currency {canon!r} is not in _shared/currencies.tsv")
        in_row = set()
        for spelling in form.split("|"):
            folded = arabic.fold(spelling)
            if not folded or spelling != spelling.strip():
                problems.append(f"{place}: empty or padded form {spelling!r}")
            if set(spelling) & set("ºª"):
                problems.append(f"{place}: {spelling!r}: an ordinal sign folds to a letter")
            if folded in in_row:
                problems.append(f"{place}: {spelling!r} folds to another form of its row")
            in_row.add(folded)
            reading = (canon, value, "ordinal" in role)
            for other, roles, other_place in readings.get((folded, kind), []):
                free = SEVERAL_READINGS & {*role.split(), *roles.split()}
                if other[2] == reading[2] and other[:2] != reading[:2] and not free:
                    problems.append(f"{place}: {spelling!r} is {reading[:2]} here and {other[:2]} in {other_place}")
            readings.setdefault((folded, kind), []).append((reading, role, f"{path.name}:{line}"))
