"""Reads the unpacked CLDR packages, and fetches them when no folder is given."""

import json
import pathlib
import subprocess
import tarfile

PACKAGES = (
    "cldr-core",
    "cldr-numbers-full",
    "cldr-units-full",
    "cldr-dates-full",
    "cldr-cal-islamic-full",
    "cldr-localenames-full",
    "cldr-rbnf",
)


def fetch(folder):
    """Puts each package of PACKAGES, unpacked, into `folder` with the ordinary npm client."""
    for package in PACKAGES:
        packed = subprocess.run(
            ["npm", "pack", "--silent", package],
            cwd=folder, check=True, capture_output=True, text=True,
        ).stdout.split()[-1]
        target = pathlib.Path(folder, package)
        with tarfile.open(pathlib.Path(folder, packed)) as archive:
            for member in archive.getmembers():
                # Every file of an npm package lies below the folder `package/`.
                member.name = member.name.split("/", 1)[-1]
                archive.extract(member, target, filter="data")


class Cldr:
    """The CLDR packages below one folder; each read is by package, locale and path of keys."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        missing = [name for name in PACKAGES if not (self.folder / name / "package.json").is_file()]
        if missing:
            raise SystemExit(f"{self.folder}: missing package(s) {', '.join(missing)}: npm pack them there and unpack")

    def version(self, package):
        """The version of a package."""
        return json.loads((self.folder / package / "package.json").read_text("utf-8"))["version"]

    def locales(self, package, language):
        """The language's own locale first, then its regional ones in order."""
        names = sorted(path.name for path in (self.folder / package / "main").iterdir())
        regional = [name for name in names if name.startswith(language + "-") and not name.endswith(("Dsrt", "Shaw"))]
        return [language, *regional]

    def read(self, package, locale, file, *keys):
        """The value at `keys` below a locale's node in one of its files."""
        path = self.folder / package / "main" / locale / file
        node = json.loads(path.read_text("utf-8"))["main"][locale]
        for key in keys:
            node = node[key]
        return node

    def supplemental(self, file, key):
        """A table of the core package."""
        path = self.folder / "cldr-core" / "supplemental" / file
        return json.loads(path.read_text("utf-8"))["supplemental"][key]

    def spellout(self, language):
        """The rule sets of a language's spell-out rules: name -> [(base value or pattern, body)]."""
        path = self.folder / "cldr-rbnf" / "rbnf" / f"{language}.json"
        rules = json.loads(path.read_text("utf-8"))["rbnf"]["rbnf"]["SpelloutRules"]
        return {name: [tuple(rule) for rule in body] for name, body in rules.items()}
