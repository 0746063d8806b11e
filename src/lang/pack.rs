//! One language, ready to read with.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::PackError;
use super::assets::Files;
use super::lexicon::{ClassSet, Lexicon, Lookup};
use super::names::Names;
use super::number_words::NumberWords;
use super::pattern::{self, Fragments};
use super::rule::{Rule, RuleFile, RuleId, STRATA};
use super::sources::Sources;
use super::starts::Starts;
use crate::text::token::Token;

/// `pack.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// BCP 47 tag.
    pub language: String,
    /// ISO 15924 code of its script (`Arab`, `Latn`).
    pub script: String,
    /// Name of the language in itself.
    pub name: String,
    /// How its outlets write numbers.
    pub numbers: NumberStyle,
    /// What its sentences do with who said what.
    #[serde(default)]
    pub attribution: AttributionSettings,
    /// How they write dates in digits.
    #[serde(default)]
    pub dates: DateStyle,
}

/// What the reader of attributions must know of a language beside its words and frames.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AttributionSettings {
    /// Endings that make a word without an entry count as a verb ("ed").
    pub verb_endings: Vec<String>,
    /// Endings of participles that go on with a clause ("ing").
    pub participle_endings: Vec<String>,
    /// Endings that make a word without an entry count as an adverb ("ly").
    pub adverb_endings: Vec<String>,
    /// Labels of questions in an interview ("Q").
    pub question_labels: Vec<String>,
    /// Labels of its answers ("A").
    pub answer_labels: Vec<String>,
    /// Ending of nouns in the plural and of verbs with one subject ("s"): a form that is noun and verb must agree with it.
    pub plural_ending: String,
    /// Name of the clitic that is the definite article, where it is one (`al`).
    pub article: String,
    /// Beginning of words without an entry that hold the article ("ال").
    pub article_beginning: String,
    /// Endings of words without an entry that mean several ("ون").
    pub plural_endings: Vec<String>,
    /// Clitics that make a noun part of a prepositional phrase (`li`, `bi`).
    pub prepositions: Vec<String>,
    /// Clitics that open a clause, so that nothing before the word is its subject (`wa`, `fa`).
    pub conjunctions: Vec<String>,
    /// Prepositions that are clitics, by the role of the verbs that take them before a noun (`bi = "bi_noun"`).
    pub glued_prepositions: BTreeMap<String, String>,
    /// Clitics that lead to whoever is told (`li`).
    pub addressee: Vec<String>,
    /// Endings of adjectives made from nouns ("ي"): such a word begins no noun phrase.
    pub adjective_endings: Vec<String>,
    /// Endings that are pronouns of a possessor ("هم").
    pub pronoun_endings: Vec<String>,
    /// Endings of nouns without an article that are objects and no subjects behind a verb ("ا" of the accusative, "ة" behind a
    /// verb of the other gender).
    pub object_endings: Vec<String>,
    /// Clitics of verbs that tell what will be (`sa`).
    pub future: Vec<String>,
    /// Whether the subject usually follows its verb.
    pub subject_follows: bool,
}

impl Settings {
    /// Reads the `pack.toml` of a language.
    ///
    /// # Errors
    /// When it is missing or says something else than settings; the error names file and line.
    pub(super) fn read(tag: &str, files: &[Files]) -> Result<Settings, PackError> {
        let path = format!("{tag}/pack.toml");
        let found = files.iter().find_map(|files| files.get(&path));
        let text = found.ok_or_else(|| PackError::new(&path, None, "is missing"))?;
        toml::from_str(text).map_err(|error| PackError::in_toml(&path, text, &error))
    }
}

/// How a language's outlets write dates in digits.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DateStyle {
    /// Whether "5/6/2025" is the fifth of June and not May the sixth.
    pub day_first: bool,
}

impl Default for DateStyle {
    /// As most of the world does.
    fn default() -> Self {
        DateStyle { day_first: true }
    }
}

/// How a language's outlets write numbers in digits.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumberStyle {
    /// Marks that group thousands.
    pub group: String,
    /// Marks before the decimals.
    pub decimal: String,
    /// Marks that some outlets use for one and some for the other: three digits behind decide for grouping.
    pub either: String,
}

/// Classes of little words.
const FUNCTION_WORDS: [&str; 16] = [
    "pronoun",
    "object_pronoun",
    "reflexive",
    "determiner",
    "possessive_mark",
    "infinitive",
    "preposition",
    "conjunction",
    "subordinator",
    "relative",
    "free_relative",
    "auxiliary",
    "adverb",
    "verb",
    "demonstrative",
    "negation",
];

/// Classes of currencies.
const CURRENCIES: [&str; 4] = ["currency", "currency_code", "currency_ambiguous", "currency_glued"];

/// Classes of words that join a clause to what comes behind it.
const JOINTS: [&str; 3] = ["conjunction", "subordinator", "connector"];

fn class_set(lexicon: &Lexicon, names: &[&str]) -> ClassSet {
    names.iter().filter_map(|name| lexicon.find_class(name)).fold(0, |set, class| set | 1 << class)
}

/// A language: its words and rules.
#[derive(Debug)]
pub struct Pack {
    /// `pack.toml`.
    pub settings: Settings,
    /// Its words.
    pub lexicon: Lexicon,
    /// The names its tables and rules use.
    pub names: Names,
    /// What the grammar of numbers looks for in them.
    pub number_words: NumberWords,
    /// Classes of little words, which are never the noun that a number counts.
    pub function_words: ClassSet,
    /// Classes of currencies.
    pub currencies: ClassSet,
    /// Classes of words that join a clause to what comes behind it.
    pub joints: ClassSet,
    /// Clitics that do the same ("و").
    pub joining_clitics: u16,
    /// Its rules, shared ones first, in order of priority.
    pub rules: Vec<Rule>,
    /// Which rules can start at what.
    pub starts: Starts,
}

impl Pack {
    /// Builds the pack of a language from the files of all packs.
    ///
    /// # Errors
    /// When a table or rule cannot be read; the error names file and line.
    pub fn build(settings: Settings, tag: &str, files: &[Files], sources: &Sources) -> Result<Pack, PackError> {
        let mut names = Names::default();
        let mut lexicon = Lexicon::new();
        for files in files {
            for (path, text) in in_folder(files, &[&format!("{tag}/"), "_shared/"], "clitics.tsv") {
                lexicon.read_clitics(path, text)?;
            }
            for (path, text) in in_folder(files, &["_shared/lexicon/", &format!("{tag}/lexicon/")], ".tsv") {
                lexicon.read(path, text, &mut names)?;
            }
        }
        sources.add_to(&mut lexicon, &mut names);
        let number_words = NumberWords::find(&mut lexicon, &mut names)
            .ok_or_else(|| PackError::new(tag, None, "its tables have more than 128 classes"))?;
        let function_words = class_set(&lexicon, &FUNCTION_WORDS);
        let currencies = class_set(&lexicon, &CURRENCIES);
        let joints = class_set(&lexicon, &JOINTS);
        let conjunctions = settings.attribution.conjunctions.iter();
        let joining_clitics = conjunctions.filter_map(|name| lexicon.clitic(name)).fold(0, |all, bit| all | bit);
        let (mut fragments, mut texts) = (Fragments::new(), Vec::new());
        for files in files {
            for (path, text) in in_folder(files, &["_shared/rules/", &format!("{tag}/rules/")], ".toml") {
                let file: RuleFile = toml::from_str(text).map_err(|error| PackError::in_toml(path, text, &error))?;
                let language = if path.starts_with("_shared/") { "_shared" } else { tag };
                fragments.extend(file.fragment);
                texts.extend(file.rule.into_iter().map(|text| (path, language, text)));
            }
        }
        let mut rules = Vec::new();
        for (path, language, text) in texts {
            rules.push(read_rule(path, language, text, &fragments, &mut lexicon, &mut names)?);
        }
        let mut seen = std::collections::BTreeSet::new();
        for rule in &rules {
            if !seen.insert(rule.text.id.as_str()) {
                return Err(PackError::new(&rule.text.id, None, "is the id of two rules"));
            }
        }
        let starts = Starts::of(&rules, &lexicon);
        if let Some((one, other)) = names.clash() {
            return Err(PackError::new(
                tag,
                None,
                &format!("cannot tell the names {one:?} and {other:?} apart; rename one"),
            ));
        }
        Ok(Pack {
            settings,
            lexicon,
            names,
            number_words,
            function_words,
            currencies,
            joints,
            joining_clitics,
            rules,
            starts,
        })
    }

    /// Looks a token up; `buffer` is scratch.
    pub fn look_up(&self, text: &str, token: &Token, buffer: &mut String) -> Lookup {
        let lookup = self.lexicon.look_up(text, token, buffer);
        Lookup { strata: self.starts.strata_of_word(&self.lexicon, &lookup), ..lookup }
    }

    /// A rule by its number.
    pub fn rule(&self, id: RuleId) -> Option<&Rule> {
        self.rules.get(id as usize)
    }
}

fn in_folder<'a>(files: &'a Files, folders: &[&str], ending: &str) -> Vec<(&'a String, &'a str)> {
    folders
        .iter()
        .flat_map(|folder| files.iter().filter(move |(path, _)| path.starts_with(folder) && path.ends_with(ending)))
        .filter(|(path, _)| ending != ".tsv" || path.contains("/lexicon/"))
        .map(|(path, text)| (path, &**text))
        .collect()
}

fn read_rule(
    path: &str,
    language: &str,
    text: super::rule::RuleText,
    fragments: &Fragments,
    lexicon: &mut Lexicon,
    names: &mut Names,
) -> Result<Rule, PackError> {
    let problem = |what: String| PackError::new(path, None, &format!("rule {}: {what}", text.id));
    let stratum = STRATA
        .iter()
        .position(|stratum| *stratum == text.stratum)
        .ok_or_else(|| problem(format!("{:?} is no stratum; strata are {}", text.stratum, STRATA.join(", "))))?;
    if text.yes.is_empty() {
        return Err(problem("has no example in `yes`".into()));
    }
    let pattern = pattern::compile(&text.pattern, fragments, lexicon, names).map_err(problem)?;
    for (key, value) in &text.with {
        names.intern(key);
        names.intern(value);
    }
    Ok(Rule { language: language.to_owned(), stratum, pattern, text })
}
