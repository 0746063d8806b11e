"""The lexicon tables that come from CLDR's names: currencies, units, calendar, territories."""

import csv
import pathlib
import re

import arabic

# Currencies out of use that news still names (old prices, archives).
HISTORIC = ("ATS", "BEF", "BGN", "DEM", "ESP", "FIM", "FRF", "GRD", "HRK", "IEP", "ITL", "NLG", "PTE", "SUR", "ZWD")
# Codes that are also words, names or other abbreviations once case is folded ("all", "try", "Ron", "SAR").
WORDLIKE_CODES = {
    "ALL", "AMD", "ANG", "ARS", "ATS", "AWG", "BAM", "BIF", "BOB", "CAD", "CLP", "COP", "CUP", "DEM", "ERN", "FIM", "GEL", "GIP",
    "HRK", "KID", "LAK", "LAX", "LEI", "MAD", "MOP", "MUR", "NAD", "PAB", "PEN", "PHP", "RON", "SAR", "SOS", "TOP", "TRY", "WST",
}
# Places that share their name with a town, a person or an everyday word: عمان is Oman and Amman, مالي is also "financial".
AMBIGUOUS_PLACES = {"عمان", "مالي", "بنين", "Chad", "Georgia", "Guinea", "Jersey", "Jordan"}
# Symbols whose owner only the context tells; money.tsv says what each means alone.
SHARED_SYMBOLS = {"$", "£", "kr", "rs", "c$", "f", "¥", "₩", "fdj"}


def tsv(path):
    """The rows of a TSV file with comment lines and a header, as dictionaries."""
    lines = [line for line in pathlib.Path(path).read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def row(forms, kind, canon, value="", role=""):
    """One lexicon row; forms in alphabetical order."""
    return ("|".join(sorted(arabic.distinct(forms))), kind, canon, value, role)


def current_currencies(cldr):
    """Code -> territories where it is legal tender today."""
    holders = {}
    for territory, uses in cldr.supplemental("currencyData.json", "currencyData")["region"].items():
        for use in uses:
            for code, dates in use.items():
                if "_to" not in dates and dates.get("_tender") != "false":
                    holders.setdefault(code, []).append(territory)
    return {code: sorted(territories) for code, territories in sorted(holders.items())}


def currencies(cldr, language):
    """Currency rows: names in every number and case, the dual apart, code and own symbol."""
    codes = sorted({*current_currencies(cldr), *HISTORIC} - {"XXX"})
    tables = [cldr.read("cldr-numbers-full", locale, "currencies.json", "numbers", "currencies")
              for locale in cldr.locales("cldr-numbers-full", language)]
    symbols = {}
    for code in codes:
        for key, text in tables[0].get(code, {}).items():
            if key.startswith("symbol"):
                symbols.setdefault(_plain(text), set()).add(code)
    rows = []
    for code in codes:
        # Arabic: only the singular; the inflection gives the dual, the plural and the accusative.
        wanted = ("displayName", "displayName-count-other") if language == "ar" else None
        names = [_plain(table[code][key]) for table in tables if code in table for key in sorted(table[code])
                 if (key in wanted if wanted else key.startswith("displayName"))]
        # Names with years or remarks in brackets ("1964-2022") are labels, not words of the language.
        # An Afghan is an "أفغاني" far more often than the money is.
        names = [name for name in dict.fromkeys(names) if name != "أفغاني" and not re.search(r"[0-9٠-٩(–]| - ", name)]
        dual = []
        if language == "ar":
            names, dual = _inflected(names)
        if names:
            rows.append(row(names, "currency", code))
        if dual:
            rows.append(row(dual, "currency", code, "2", "dual"))
        own = [text for text, owners in symbols.items() if owners == {code} and _is_own_symbol(text)]
        for side in ("prefix suffix", "suffix"):
            there = [form for text in own for form in (text, text.rstrip(".")) if _side(text) == side]
            # One letter before the sign is also the article before a dollar: "a $5bn deal".
            lone = [form for form in there if re.fullmatch("[A-Za-z][$£¥€]", form)]
            there = [form for form in there if form not in lone]
            if there:
                rows.append(row(there, "currency", code, "", "symbol " + side))
            if lone:
                rows.append(row(lone, "currency_glued", code, "", f"symbol {side} case"))
        rows.append(row([code], "currency_code" if code in WORDLIKE_CODES else "currency", code, "", "code case"))
    return rows


def _plain(text):
    return arabic.strip_marks(text).replace("\u202f", " ").replace("\u00a0", " ")


def _inflected(names):
    single, dual = [], []
    for name in names:
        forms, duals = arabic.inflect(name)
        single, dual = single + forms, dual + duals
    folded = {arabic.fold(form) for form in single}
    return single, [form for form in dual if arabic.fold(form) not in folded]


def _is_own_symbol(text):
    return bool(text) and arabic.fold(text) not in SHARED_SYMBOLS and re.fullmatch("[A-Za-zр.]{1,4}", text) is None


def _side(text):
    return "suffix" if re.search("[\u0600-\u06ff]", text) and "؋" not in text else "prefix suffix"


def units(cldr, language, choice):
    """Unit rows from CLDR's long names; short and narrow names that are no long name are symbols."""
    tables = [cldr.read("cldr-units-full", locale, "units.json", "units")
              for locale in cldr.locales("cldr-units-full", language)]
    rows = []
    for chosen in choice:
        skip = (chosen["skip"] or "").split(",")
        if language in skip:
            continue
        left_out = {arabic.fold(item.partition(":")[2]) for item in skip if item.startswith(language + ":")}
        words = _patterns(tables, chosen["cldr"], ("long",), language)
        dual = []
        if language == "ar":
            words, dual = _arabic_unit(tables[0]["long"].get(chosen["cldr"], {}), words)
        else:
            words = [form for word in words for form in (word, word.replace("-", " "))]
        taken = left_out | {arabic.fold(form) for form in words + dual}
        symbols = [form for form in _patterns(tables, chosen["cldr"], ("short", "narrow"), language)
                   if arabic.fold(form) not in taken and not _is_label(form)]
        letters = [form for form in symbols if re.fullmatch("[A-Za-z]", form)]
        symbols = [form for form in symbols if form not in letters]
        canon = "tonne" if (language, chosen["canon"]) == ("ar", "ton") else chosen["canon"]
        for forms, value, role in (
            (words, "", ""), (dual, "2", "dual"), (symbols, "", "symbol"), (letters, "", "symbol case"),
        ):
            forms = [form for form in forms if arabic.fold(form) not in left_out]
            if forms:
                rows.append(row(forms, chosen["class"], canon, value, role))
    return rows


def _patterns(tables, unit, widths, language):
    """A unit's names in the widths, without the number; in Arabic those of one and of many, not the duals."""
    found = []
    for table in tables:
        for width in widths:
            for key, text in sorted(table[width].get(unit, {}).items()):
                wanted = key.startswith("unitPattern") and not key.endswith("count-two") and "واحدة" not in text
                if language == "ar" and width != "long":
                    wanted = key.endswith("count-other")
                if key != "displayName" and not wanted or (key == "displayName" and language == "ar"):
                    continue
                form = re.sub(" ²", "²", _plain(text.replace("{0}", "")).lstrip("/ ").strip())
                if _is_native(form, language) and form not in ("′", "″", "#"):
                    found.append(form)
                    found += [form.replace("μ", "µ")] if "μ" in form else []
    return list(dict.fromkeys(found))


def _is_native(form, language):
    # A locale without a name of its own shows the root's, in another script.
    return bool(form) and (language != "ar" or re.search("[\u0600-\u06ff°‰]", form) is not None)


def _is_label(form):
    # "meters²", "miles/gal": labels of a unit chooser that running text does not use.
    return re.search("[a-z]{5,}|[a-z]{4,}[²³]", form) is not None


def _arabic_unit(table, words):
    base = _plain(table.get("unitPattern-count-other", "").replace("{0}", "")).strip()
    if not _is_native(base, "ar"):
        return [], []
    single, dual = [], []
    for spelling in arabic.spellings(base):
        forms, duals = arabic.inflect(spelling)
        single, dual = single + forms, dual + duals
    single += [form for word in words for form in arabic.spellings(word)]
    return single, arabic.distinct(dual)


MONTHS = [str(number) for number in range(1, 13)]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def months(cldr, language):
    """Month rows, Gregorian and Hijri; the Arabic Gregorian names of every country."""
    rows = []
    for package, file, calendar, role in (
        ("cldr-dates-full", "ca-gregorian.json", "gregorian", "gregorian"),
        ("cldr-cal-islamic-full", "ca-islamic.json", "islamic", "hijri"),
    ):
        for number in MONTHS:
            wide, short = _calendar_names(cldr, language, package, file, calendar, "months", number)
            rows.append(row(wide, "month", number.zfill(2), "", role))
            if short and role == "gregorian":  # "Ram.", "Sha." are labels of calendars, not words of running text.
                rows.append(row(short, "month", number.zfill(2), "", role + " abbr"))
    return rows


def weekdays(cldr, language):
    """Weekday rows, Monday first."""
    rows = []
    for number, day in enumerate(WEEKDAYS, 1):
        wide, short = _calendar_names(cldr, language, "cldr-dates-full", "ca-gregorian.json", "gregorian", "days", day)
        rows.append(row(wide, "weekday", str(number)))
        # Arabic weekdays without article are number words or names ("أحد": one, "جمعة": a name).
        if short and language != "ar":
            rows.append(row(short, "weekday", str(number), "", "abbr"))
    return rows


def _calendar_names(cldr, language, package, file, calendar, kind, key):
    wide, short = [], []
    for locale in cldr.locales(package, language):
        node = cldr.read(package, locale, file, "dates", "calendars", calendar, kind)
        for context in ("format", "stand-alone"):
            wide.append(_plain(node[context]["wide"][key]))
            short.append(_plain(node[context]["abbreviated"][key]))
    folded = {arabic.fold(name) for name in wide}
    short = [name for name in short if arabic.fold(name) not in folded]
    # Transliterations with a letter-apostrophe are also written with a plain one and with none.
    wide = [form for name in wide for form in (name, name.replace("ʻ", "'"), name.replace("ʻ", "’"), name.replace("ʻ", ""))]
    return wide, [form for name in short for form in (name, name.rstrip(".") + ".")]


def territories(cldr, language):
    """Territory rows: every country and region with an ISO 3166 code, all its names."""
    names = {}
    for locale in cldr.locales("cldr-localenames-full", language):
        table = cldr.read("cldr-localenames-full", locale, "territories.json", "localeDisplayNames", "territories")
        for key, name in table.items():
            code = key.split("-alt-")[0]
            if re.fullmatch("[A-Z]{2}", code) and code not in ("XA", "XB", "ZZ", "QO", "CQ", "EZ", "UN", "EU"):
                names.setdefault(code, []).append(_plain(name))
    rows = []
    for code, forms in sorted(names.items()):
        spellings = [spelling for form in forms for spelling in _territory_spellings(form)]
        # "US" is a country only in capitals, else a pronoun.
        kinds = (("territory", "ambiguous", AMBIGUOUS_PLACES), ("territory_case", "case", {"US"}))
        special = AMBIGUOUS_PLACES | {"US"}
        rows += [row(sorted(forms), kind, code, "", role) for kind, role, forms in (
            ("territory", "", set(spellings) - special),
            *((kind, role, wanted & set(spellings)) for kind, role, wanted in kinds),
        ) if forms]
    return rows


def _territory_spellings(name):
    """A territory's name as running text writes it; none for names that are labels ("Congo (DRC)", "Hong Kong SAR")."""
    if re.search(r"SAR\b|منطقة|DRC|Republic\)|Ivory|كينشاسا|برازافيل|Kinshasa|Brazzaville", name) and name not in ("Ivory Coast",):
        return []
    # Two names in one: "Myanmar (Burma)", "جزر كوكوس (كيلينغ)".
    result = [part.strip(" )") for part in name.split("(")]
    for old, new in (("’", "'"), ("&", "and"), ("St.", "St"), ("St.", "Saint")):
        result += [form.replace(old, new) for form in result if old in form]
    result += [re.sub(r"\s*[-–]\s*", " ", form) for form in result]
    return [form for form in result if form]
