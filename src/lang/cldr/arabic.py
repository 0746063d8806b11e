"""Arabic spelling and inflection: the mechanical forms of a noun phrase from its CLDR name."""

import re
import unicodedata

MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200e\u200f\u061c]")
FOLDS = str.maketrans("أإآٱىةؤئ٠١٢٣٤٥٦٧٨٩", "اااايهوي0123456789")

# Plurals that are not the noun with -at. Several are all in use.
PLURALS = {
    "أسبوع": ["أسابيع"], "بوصة": ["بوصات"], "برميل": ["براميل"], "دقيقة": ["دقائق"], "درهم": ["دراهم"],
    "دينار": ["دنانير", "دينارات"], "رطل": ["أرطال"], "ربع": ["أرباع"], "ساعة": ["ساعات"], "جزء": ["أجزاء"],
    "سنة": ["سنوات", "سنين"], "شهر": ["أشهر", "شهور"], "شيكل": ["شواكل", "شيكلات"], "شيقل": ["شواقل", "شيقلات"], "طن": ["أطنان"],
    "فدان": ["أفدنة", "فدادين"], "قدم": ["أقدام"], "قرن": ["قرون"], "قيراط": ["قراريط"], "متر": ["أمتار"],
    "ميل": ["أميال"], "يوم": ["أيام"], "عقد": ["عقود"], "قرش": ["قروش"],
    "فلس": ["فلوس"], "قنطار": ["قناطير"], "إردب": ["أرادب"], "ليلة": ["ليال", "ليالي"], "أوقية": ["أوقيات", "أواق", "أواقي"],
    "ثانية": ["ثوان", "ثواني"], "عقدة": [],
}
# Words that agree with the noun although they are no adjectives of relation in -i.
AGREEING = {"مربع", "مربعة", "مكعب", "مكعبة", "جديد", "جديدة"}
# Nouns that are feminine without the ending; writers let adjectives agree either way.
EITHER_GENDER = {"قدم"}
# Nouns that take no ending at all.
INVARIABLE = {"يورو", "فهرنهايت", "كلفن", "هرتز", "هيرتز", "بايت", "بت"}
# Places whose name ends like an adjective.
PLACES = {"بروناي", "باراغواي", "أوروغواي", "اوروغواي"}
PREPOSITIONS = ("في", "لكل", "بالمليون", "بالمليار")
PREFIXES = ("كيلو", "ميغا", "ميجا", "غيغا", "جيجا", "جيغا", "تيرا", "سنتي", "ملي", "ميلي", "مللي", "نانو", "ميكرو", "هكتو")


def strip_marks(text):
    """The text without vowel signs, tatweel and direction marks."""
    return MARKS.sub("", text).strip()


def fold(text):
    """The text as the program folds it: what this makes equal need not be listed twice."""
    plain = unicodedata.normalize("NFKD", strip_marks(text).translate(FOLDS))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).lower().replace("’", "'").replace("ʻ", "'")


def distinct(forms):
    """The forms in order, without those that fold to an earlier one."""
    seen = set()
    return [form for form in forms if form and not (fold(form) in seen or seen.add(fold(form)))]


def _is_adjective(word):
    return word in AGREEING or (word not in PLACES and re.search("(ي|ية)$", word) is not None and len(word) > 3)


def _masculine(adjective):
    return adjective[:-1] if adjective.endswith("ة") else adjective


def _accusative(noun):
    """The noun with tanwin on alef, where the ending is written."""
    return [] if noun in INVARIABLE or re.search("[ةاوىيء]$", noun) else [noun + "ا"]


def _dual(noun):
    stem = noun[:-1] + "ت" if noun.endswith("ة") else noun
    return [] if noun in INVARIABLE or noun.endswith("ا") else [stem + "ان", stem + "ين"]


def _plurals(noun):
    if noun in PLURALS:
        return PLURALS[noun]
    return [] if noun in INVARIABLE else [(noun[:-1] if noun.endswith(("ة", "ا")) else noun) + "ات"]


def inflect(phrase):
    """(singular and plural forms, dual forms) of an indefinite noun with its adjectives or fixed tail."""
    noun, *rest = strip_marks(phrase).split()
    if noun in PREPOSITIONS:
        return [strip_marks(phrase)], []
    prefix = ""
    if noun in PREFIXES and rest:
        # A measuring prefix that stands apart ("كيلو متر"): only the unit after it is inflected.
        prefix, noun, rest = noun + " ", rest[0], rest[1:]
    split = next((i for i, word in enumerate(rest) if not _is_adjective(word)), len(rest))
    adjectives, tail = [_masculine(word) for word in rest[:split]], rest[split:]
    # A noun that governs a genitive ("جنيه جنوب السودان") takes neither tanwin nor the -n of the dual.
    governs = bool(tail) and not adjectives and tail[0] not in (*PREPOSITIONS, *INVARIABLE)
    feminine = noun.endswith("ة") or noun in EITHER_GENDER

    def joined(head, *endings):
        return [prefix + " ".join([head, *(word + ending for word in adjectives), *tail]) for ending in endings]

    single = joined(noun, "ة" if feminine else "")
    if noun in EITHER_GENDER and adjectives:
        single += joined(noun, "")
    if not governs:
        for head in _accusative(noun):
            single += joined(head, *(["ة", "ا"] if feminine else ["ا"]))
    for head in _plurals(noun) + ([noun + "ات"] if prefix and noun in PLURALS and not feminine else []):
        single += joined(head, "ة")
    dual = []
    if not governs:
        for head in _dual(noun):
            dual += joined(head, ("ت" if feminine else "") + head[-2:])
    return distinct(single), distinct(dual)


# Spellings of borrowed sounds: newsrooms write g as غ, ج or ق, w as و, and t as ط or ت.
SPELLINGS = (
    ("غرام", "جرام"), ("غالون", "جالون"), ("ميغا", "ميجا"), ("غيغا", "جيجا"), ("غيغا", "جيغا"), ("واط", "وات"),
    ("هرتز", "هيرتز"), ("لتر", "ليتر"), ("سنتيمتر", "سنتمتر"), ("ملي", "ميلي"), ("ملي", "مللي"), ("بكسل", "بيكسل"),
)


def spellings(name):
    """A unit's CLDR name as newsrooms also spell it, the prefix joined or apart."""
    names = [strip_marks(name)]
    for theirs, other in SPELLINGS:
        names += [known.replace(theirs, other) for known in names if theirs in known]
    result = []
    for known in names:
        head, *rest = known.split()
        prefix = next((p for p in PREFIXES if head.startswith(p)), None)
        result.append(known)
        if prefix and head != prefix:
            result.append(" ".join([prefix, head[len(prefix):], *rest]))
        elif prefix and rest:
            result.append(" ".join([prefix + rest[0], *rest[1:]]))
    return distinct(result)
