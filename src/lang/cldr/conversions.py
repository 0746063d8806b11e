"""Exact factors of units, worked out from CLDR's conversion data, and the shared tables."""

import re
from fractions import Fraction

import names

POWERS = {"square": 2, "cubic": 3}
# CLDR base unit -> (dimension, base unit of onrecord, what CLDR's factor is multiplied by).
BASES = {
    "meter": ("length", 1), "square-meter": ("area", 1), "cubic-meter": ("volume", 1000), "kilogram": ("mass", 1),
    "second": ("duration", 1), "year": ("duration_months", 12), "meter-per-second": ("speed", 1), "kelvin": ("temperature", 1),
    "kilogram-square-meter-per-square-second": ("energy", 1), "kilogram-square-meter-per-cubic-second": ("power", 1),
    "kilogram-per-meter-square-second": ("pressure", 1), "bit": ("data", Fraction(1, 8)), "part": ("proportion", 1),
    "revolution": ("angle", 360), "revolution-per-second": ("frequency", 1), "ampere": ("current", 1),
}
# What CLDR leaves to its factor algebra, or rounds.
OVERRIDES = {
    "troy ounce": ("mass", Fraction("0.0311034768"), ""), "hertz": ("frequency", Fraction(1), ""),
    "part per million": ("proportion", Fraction(1, 10**6), ""), "part per billion": ("proportion", Fraction(1, 10**9), ""),
    "permille": ("proportion", Fraction(1, 1000), ""), "kelvin": ("temperature", Fraction(1), "0"),
    "millimeter of mercury": ("pressure", Fraction("133.322387415"), ""),
    "inch of mercury": ("pressure", Fraction("3386.388640341"), ""),
    "milligram per deciliter": ("mass_concentration", Fraction("0.00001"), ""),
    "liter per kilometer": ("fuel_consumption", Fraction(1), ""), "mile per gallon": ("fuel_economy", Fraction("1.609344") / Fraction("3.785411784"), ""),
    "becquerel": ("radioactivity", Fraction(1), ""), "sievert": ("radiation_dose", Fraction(1), ""),
    "newton": ("force", Fraction(1), ""), "volt": ("voltage", Fraction(1), ""), "ohm": ("resistance", Fraction(1), ""),
    "lumen": ("luminous_flux", Fraction(1), ""), "pixel": ("pixels", Fraction(1), ""), "megapixel": ("pixels", Fraction(10**6), ""),
}
HEADER_UNITS = ("unit", "dimension", "factor", "offset", "note")


class Conversions:
    """CLDR's conversion tables."""

    def __init__(self, cldr):
        self.constants = {name: entry["_value"] for name, entry in cldr.supplemental("units.json", "unitConstants").items()}
        self.units = cldr.supplemental("units.json", "convertUnits")
        self.prefixes = cldr.supplemental("units.json", "unitPrefixes")

    def value(self, expression):
        """A factor expression: products, one division bar, names of constants."""
        above, _, below = expression.partition("/")

        def product(side):
            result = Fraction(1)
            for term in (term.strip() for term in side.split("*") if term.strip()):
                result *= self.value(self.constants[term]) if term in self.constants else Fraction(term)
            return result

        return product(above) / product(below) if below else product(above)

    def single(self, name):
        """(base unit, factor, offset) of a unit that is no compound."""
        power = 1
        for word, exponent in POWERS.items():
            if name.startswith(word + "-"):
                name, power = name[len(word) + 1:], exponent
        scale = Fraction(1)
        if name not in self.units:
            for prefix, entry in self.prefixes.items():
                if name.startswith(prefix) and name[len(prefix):] in self.units:
                    name = name[len(prefix):]
                    scale = Fraction(10) ** int(entry["_power10"])
                    break
        unit = self.units[name]
        factor = (scale * self.value(unit.get("_factor", "1"))) ** power
        base = unit["_baseUnit"] if power == 1 else {2: "square-", 3: "cubic-"}[power] + unit["_baseUnit"]
        return base, factor, self.value(unit["_offset"]) if "_offset" in unit else None

    def of(self, identifier):
        """(dimension, factor, offset) of a unit identifier without its category."""
        if identifier == "kilowatt-hour":
            return "energy", Fraction(3_600_000), None
        if identifier == "acre-foot":
            return "volume", self.single("acre")[1] * self.single("foot")[1] * 1000, None
        if identifier == "pound-force-per-square-inch":
            return "pressure", self.single("pound-force")[1] / self.single("square-inch")[1], None
        above, _, below = identifier.partition("-per-")
        base, factor, offset = self.single(above)
        if below:
            base_below, factor_below, _ = self.single(below)
            base, factor = f"{base}-per-{base_below}", factor / factor_below
        dimension, scale = BASES[base]
        return dimension, factor * scale, offset


def decimal(number):
    """The number as an exact decimal, or as a/b where it has none."""
    rest, twos, fives = number.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{number.numerator}/{number.denominator}"
    places = max(twos, fives)
    digits = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    text = digits[:-places] + "." + digits[-places:] if places else digits
    return ("-" if number < 0 else "") + text


def units(cldr, choice, curated):
    """Rows of _shared/units.tsv: each canonical unit with its dimension and factor."""
    conversions = Conversions(cldr)
    rows = {}
    for chosen in choice:
        canon = chosen["canon"]
        if canon in OVERRIDES:
            dimension, factor, offset = OVERRIDES[canon]
            rows[canon] = (canon, dimension, decimal(factor), offset, "")
            continue
        dimension, factor, offset = conversions.of(re.sub("^[a-z]+-", "", chosen["cldr"], count=1))
        rows[canon] = (canon, dimension, decimal(factor), "" if offset is None else decimal(offset), "")
    for extra in curated:
        above, _, below = extra["factor"].partition("/")
        factor = decimal(Fraction(above) / Fraction(below or 1))
        rows[extra["unit"]] = (extra["unit"], extra["dimension"], factor, extra["offset"] or "", extra["note"] or "")
    return [rows[canon] for canon in sorted(rows)]


def currencies(cldr):
    """Rows of _shared/currencies.tsv: minor digits and the territories that use each currency."""
    digits = cldr.supplemental("currencyData.json", "currencyData")["fractions"]
    holders = names.current_currencies(cldr)
    rows = []
    rows.append(("BTC", "8", "", "bitcoin; not of ISO 4217"))
    for code in sorted({*holders, *names.HISTORIC, "XDR"} - {"XXX"}):
        minor = digits.get(code, digits["DEFAULT"])["_digits"]
        rows.append((code, minor, " ".join(holders.get(code, [])), "" if code in holders else "special drawing rights" if code == "XDR" else "historic"))
    return sorted(rows)


def territories(cldr):
    """Rows of _shared/territories.tsv: each territory's currency of today, the first in CLDR's order of preference."""
    rows = []
    for territory, uses in sorted(cldr.supplemental("currencyData.json", "currencyData")["region"].items()):
        current = [code for use in uses for code, dates in use.items()
                   if "_to" not in dates and dates.get("_tender") != "false"]
        if current and re.fullmatch("[A-Z]{2}", territory):
            rows.append((territory, current[0], "also " + " ".join(current[1:]) if current[1:] else ""))
    return rows
