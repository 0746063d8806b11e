"""Number words from the spell-out rules of CLDR, with the inflections the rules leave out."""

import re

from arabic import distinct, strip_marks

SCALES = [10**power for power in (3, 6, 9, 12, 15)]


def words(rules, name):
    """Value -> the word a rule set gives for it, for the rules that are one literal word or phrase."""
    found = {}
    for base, body in ((rule[0], rule[1]) for rule in rules[name] if len(rule) == 2):
        literal = re.sub(r"\[[^]]*\]", "", body).rstrip(";").strip().lstrip("'")
        if base.isdigit() and literal and not re.search("[=←→<>#]", literal):
            found[int(base)] = strip_marks(literal)
    return found


def _role(value):
    if value < 10:
        return "unit"
    if value < 20:
        return "teen"
    if value < 100:
        return "ten"
    return "hundred" if value == 100 else "hundreds" if value < 1000 else "scale"


def english(rules):
    """English rows (form, class, canon, value, role)."""
    cardinal = words(rules, "%spellout-cardinal")
    for base, body in (rule for rule in rules["%spellout-cardinal"] if len(rule) == 2):
        if base.isdigit() and int(base) >= 20 and (word := re.search("[a-z]+", body)):
            cardinal[int(base)] = word.group()
    ordinal = words(rules, "%spellout-ordinal")
    for value, word in cardinal.items():
        if value >= 13:
            ordinal[value] = word[:-1] + "ieth" if word.endswith("y") else word + "th"
    ordinal.pop(0, None)
    rows = [([word], value, _role(value)) for value, word in cardinal.items()]
    rows += [([word], value, "ordinal " + _role(value)) for value, word in ordinal.items()]
    return [("|".join(forms), "numeral", "", str(value), role) for forms, value, role in rows]


# What Arabic grammar makes of a number word and the rules do not list: gender, case, construct.
UNITS = {
    1: ["واحد", "واحدة", "واحدا"], 2: ["اثنان", "اثنين", "اثنتان", "اثنتين", "اثنا", "اثني", "اثنتا", "اثنتي"],
    3: ["ثلاث", "ثلاثة", "ثلاثا"], 4: ["أربع", "أربعة", "أربعا"], 5: ["خمس", "خمسة", "خمسا"], 6: ["ست", "ستة", "ستا"],
    7: ["سبع", "سبعة", "سبعا"], 8: ["ثمان", "ثماني", "ثمانية", "ثمانيا"], 9: ["تسع", "تسعة", "تسعا"],
}
COMPOUND_ONE = ["أحد", "إحدى"]
TEEN_TWO = ["اثنا", "اثني", "اثنتا", "اثنتي"]
HUNDRED = ["مائة", "مئة", "مية"]
ORDINALS = {
    1: ["أول", "أولى"], 2: ["ثاني", "ثان", "ثانية"], 3: ["ثالث", "ثالثة"], 4: ["رابع", "رابعة"],
    5: ["خامس", "خامسة"], 6: ["سادس", "سادسة"], 7: ["سابع", "سابعة"], 8: ["ثامن", "ثامنة"],
    9: ["تاسع", "تاسعة"], 10: ["عاشر", "عاشرة"],
}


def arabic(rules):
    """Arabic rows (form, class, canon, value, role)."""
    given = [words(rules, name) for name in rules if not name.startswith("_") and "ordinal" not in name]
    ordinals = [words(rules, name) for name in rules if "spellout-ordinal" in name]

    def cldr(value, tables=given):
        return [table[value] for table in tables if value in table]

    rows = [(cldr(0), 0, "unit")]
    for value, forms in UNITS.items():
        rows.append((cldr(value) + forms, value, "unit"))
    rows.append((cldr(10) + ["عشر", "عشرا"], 10, "teen"))
    for value in range(11, 20):
        ones = COMPOUND_ONE if value == 11 else TEEN_TWO if value == 12 else UNITS[value - 10]
        ones = [one for one in ones if not one.endswith("ا") or value == 12]
        rows.append((cldr(value) + [f"{one} {ten}" for one in ones for ten in ("عشر", "عشرة")], value, "teen"))
    for value in range(20, 100, 10):
        nominative = cldr(value)[0]
        tens = [nominative, nominative[:-2] + "ين"]
        rows.append((cldr(value) + tens, value, "ten"))
        # "One" takes another form before a ten, and a rank stands before its ten: whole phrases.
        joints = [joint + ten for joint in ("و", "و ") for ten in tens]
        rows.append(([f"{one} {joint}" for one in COMPOUND_ONE for joint in joints], value + 1, "ten"))
        joints = [joint + ten for joint in ("وال", "و ال") for ten in tens]
        for one, forms in {**ORDINALS, 1: ["حادي", "حادية"]}.items():
            if one < 10:
                ranks = [form for form in forms if form != "ثان"]
                rows.append(([f"{rank} {joint}" for rank in ranks for joint in joints], value + one, "ordinal ten"))
    rows.append((cldr(100) + HUNDRED, 100, "hundred"))
    duals = [stem + ending for stem in ("مائت", "مئت") for ending in ("ان", "ين", "ا", "ي")]
    rows.append((cldr(200) + duals, 200, "hundreds"))
    for value in range(300, 1000, 100):
        ones = [one for one in UNITS[value // 100] if not one.endswith(("ا", "ة"))]
        forms = [one + joint + hundred for hundred in HUNDRED[:2] for one in ones for joint in ("", " ")]
        rows.append((forms, value, "hundreds"))
    for value in SCALES:
        rows += _scale(value, cldr(value))
    for value, forms in ORDINALS.items():
        definite = [word.removeprefix("ال") for word in cldr(value, ordinals) if word.startswith("ال")]
        rows.append((definite + forms, value, "ordinal " + _role(value)))
    for value in range(11, 20):
        ones = ["حادي", "حادية"] if value == 11 else [one for one in ORDINALS[value - 10] if one != "ثان"]
        rows.append(([f"{one} {ten}" for one in ones for ten in ("عشر", "عشرة")], value, "ordinal teen"))
    return [("|".join(distinct(forms)), "numeral", "", str(value), role) for forms, value, role in rows]


def _scale(value, names):
    """A scale word: after a number, as accusative after a number, and as a dual of its own."""
    plurals = {"ألف": ["آلاف"], "مليون": ["ملايين"], "مليار": ["مليارات"]}
    name = names[0]
    return [
        ([*names, *plurals.get(name, [name + "ات"])], value, "scale"),
        ([name + "ا"], value, "scale accusative"),
        ([name + "ان", name + "ين", name + "ي"], 2 * value, "scale dual"),
        ([name + "ا"], 2 * value, "scale dual construct"),
    ]
