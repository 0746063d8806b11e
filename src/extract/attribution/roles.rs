//! The roles of lexicon entries, and the captures of rules, that the reader of attributions asks for.

use crate::lang::names::{Name, Names};

/// The roles that the reader asks lexicon entries for.
#[derive(Debug, Clone, Copy)]
pub struct Roles {
    /// The form is also another word.
    pub ambiguous: Option<Name>,
    /// The verb takes the person told before its content.
    pub addressee: Option<Name>,
    /// The verb may stand before its subject behind the content.
    pub inverts: Option<Name>,
    /// The form is a participle.
    pub participle: Option<Name>,
    /// Refers to a man.
    pub masc: Option<Name>,
    /// Refers to a woman.
    pub fem: Option<Name>,
    /// The bare word makes a source without a name.
    pub unnamed_ok: Option<Name>,
    /// Several are meant.
    pub plural: Option<Name>,
    /// Opens a noun phrase and is none by itself ("the", "her").
    pub article: Option<Name>,
    /// The same of a possessive.
    pub possessive: Option<Name>,
    /// Makes a passive of the verb behind it ("was"), or is one ("was said").
    pub passive: Option<Name>,
    /// Leads from a passive to who did it ("by").
    pub agent: Option<Name>,
    /// The kind of source nouns that name a document or data.
    pub document: Option<Name>,
    /// Tells what a document or data shows.
    pub finds: Option<Name>,
    /// Opens a phrase of a noun and what it does ("with Ms Hill saying").
    pub absolute: Option<Name>,
    /// Tells whom its subject rests on.
    pub cites: Option<Name>,
    /// Opens a question told ("why", "whether").
    pub question: Option<Name>,
    /// The phrase holds its speaker as a glued pronoun ("على حد قوله").
    pub anaphor: Option<Name>,
    /// Whatever noun stands behind the verb's preposition is a statement ("unveiled a new system").
    pub reveals: Option<Name>,
    /// The verb takes a noun that tells an event as what it reports ("announced the closing of").
    pub told_event: Option<Name>,
    /// A noun that tells how somebody stands to what it names, and not that it happened.
    pub stance: Option<Name>,
    /// A noun that tells an event and names offices and bodies as well.
    pub office: Option<Name>,
    /// The verb nearly always reports.
    pub strong: Option<Name>,
    /// The verb reports only where more than it says so.
    pub weak: Option<Name>,
    /// The form is a verb only behind an auxiliary ("known").
    pub perfect: Option<Name>,
    /// Who speaks himself ("I", "we").
    pub first: Option<Name>,
    /// A pronoun that a preposition carries ("لي").
    pub pronoun: Option<Name>,
    /// A noun with the pronoun of whoever it belongs to glued on ("رئيسها").
    pub possessed: Option<Name>,
    /// Honours somebody and tells no office ("سعادة").
    pub honorific: Option<Name>,
    /// "the same" before or behind a noun ("ذات المتحدث", "المصدر نفسه").
    pub same: Option<Name>,
    /// The verb tells what its subject thinks and need not say ("expects").
    pub thinks: Option<Name>,
    /// Sets a clause against another ("لكن").
    pub contrast: Option<Name>,
    /// Who is spoken to ("you").
    pub second: Option<Name>,
    /// Introduces a clause that tells who says what is told around it ("as he said").
    pub clause: Option<Name>,
    /// Ends the names of companies ("Corp").
    pub company: Option<Name>,
    /// A number that tells no figure ("several").
    pub vague: Option<Name>,
    /// The captures of a rule for cues.
    pub captures: Captures,
}

/// What rules for cues may capture.
#[derive(Debug, Clone, Copy)]
pub struct Captures {
    /// The reporting words.
    pub cue: Option<Name>,
    /// Who says it.
    pub source: Option<Name>,
    /// What is said.
    pub content: Option<Name>,
}

impl Roles {
    /// Those that a pack's tables use.
    pub fn of(names: &Names) -> Roles {
        Roles {
            ambiguous: names.find("ambiguous"),
            addressee: names.find("addressee"),
            inverts: names.find("inverts"),
            participle: names.find("participle"),
            masc: names.find("masc"),
            fem: names.find("fem"),
            unnamed_ok: names.find("unnamed_ok"),
            plural: names.find("plural"),
            article: names.find("article"),
            possessive: names.find("possessive"),
            passive: names.find("passive"),
            agent: names.find("agent"),
            document: names.find("document"),
            finds: names.find("finds"),
            absolute: names.find("absolute"),
            cites: names.find("cites"),
            question: names.find("question"),
            anaphor: names.find("anaphor"),
            reveals: names.find("reveals"),
            told_event: names.find("told_event"),
            stance: names.find("stance"),
            office: names.find("office"),
            strong: names.find("strong"),
            weak: names.find("weak"),
            perfect: names.find("perfect"),
            first: names.find("first"),
            second: names.find("second"),
            pronoun: names.find("pronoun"),
            possessed: names.find("possessed"),
            contrast: names.find("contrast"),
            thinks: names.find("thinks"),
            honorific: names.find("honorific"),
            same: names.find("same"),
            clause: names.find("clause"),
            company: names.find("company"),
            vague: names.find("vague"),
            captures: Captures { cue: names.find("cue"), source: names.find("source"), content: names.find("content") },
        }
    }
}
