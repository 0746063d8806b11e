//! Frames: how a reporting word stands to its source and to what is said.
//!
//! A frame is declared by a rule of stratum `cue`; nothing else is needed to teach a language a new one:
//!
//! ```toml
//! [[rule]]
//! id = "en.cue.verb"
//! stratum = "cue"
//! pattern = "cue=@report_verb:strong"      # captures: cue, and where they stand apart source, content
//! build = "cue"
//! with = { source = "before after", content = "connector colon quote before clause" }
//! yes = [["The mayor said the road was closed.", "The mayor: the road was closed"]]
//! ```
//!
//! `source`: the places where the source may stand, tried from left to right; none of them: nobody is named.
//!   before    the noun phrase that ends at the cue (auxiliaries and adverbs between are stepped over)
//!   after     the noun phrase that begins behind the cue
//!   captured  what the pattern captures as `source`
//!   carried   whoever spoke before in this sentence ("adding that")
//!   subject   the subject of the clause that the cue goes on ("closed the road, saying that")
//!   previous  whoever spoke last before this sentence (Arabic verbs without a subject)
//!   possessor whose noun the cue is ("Ms Hill's claim that", "his claim that")
//!   object    the noun phrase behind a preposition that the verb takes ("نقلت … عن"); its subject carried the words
//!   required  not a place: without a source the frame does not hold
//! `content`: what may be the content, tried from left to right; when nothing fits, the frame does not hold.
//!   connector  a clause behind a word of class `connector` ("that", "أن"); where roles of the verb are canonical ids of
//!              connectors, only these
//!   colon      what follows a colon or dash
//!   quote      a quotation behind the cue
//!   clause     the rest of the clause behind the cue
//!   phrase     the same, where it opens with a noun phrase or another object and not with a preposition
//!   finding    the same as phrase, where the source is a document, data or a poll ("the study found 12 errors")
//!   datum      the same as finding, where a number stands in it ("the poll put support at 38%")
//!   figure     the same as phrase, where a number stands in it ("reported 12 deaths")
//!   stating    the same as phrase, where a quotation or a clause with a connector stands in it ("described it as “a risk”",
//!              "dismissed the view that it was unsafe")
//!   finite     a clause without connector that has a subject and a finite verb ("thinks the plan will fail")
//!   naming     the same as phrase, where a noun and what it is called follow ("called the plan a mistake")
//!   question   a question told ("asked whether the plan will fail")
//!   inserted   the clause around a source and cue between commas ("The plan, he thinks, will fail")
//!   object_infinitive a noun phrase and what it is to do ("expects the road to open")
//!   infinitive the rest of the clause behind a word of class `infinitive` ("to")
//!   noun       what follows a preposition that the verb takes: class `noun_preposition` with a canonical id that is a
//!              role of the verb
//!   object     the verb's object behind its subject, with what the preposition adds that the verb takes ("accused X of"),
//!              where subjects follow
//!   event      a noun of class `event_noun` behind the subject, with what belongs to it ("announced the death of 3")
//!   before     the clause or quotation before the cue and its source
//!   around     the clause that the cue stands in, both sides of it
//!   captured   what the pattern captures as `content`
//! `act`: `says` (default); `carries`: the source carried all that follows in the document (a dateline: "(Reuters) -"); `cites`: the source is what the speaker of the sentence rests on ("citing documents");
//!   `relays`: the source carried the words of the speaker ("in an interview with Reuters"). Both need no content.

use std::collections::BTreeMap;

/// Where a source may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourcePlace {
    /// Before the cue.
    Before,
    /// Behind the cue.
    After,
    /// Where the pattern says.
    Captured,
    /// In an earlier statement of the sentence.
    Carried,
    /// The subject of the clause.
    Subject,
    /// In the last statement before the sentence.
    Previous,
    /// Whose noun the cue is.
    Possessor,
    /// Behind a preposition that the verb takes.
    Object,
}

/// What the content may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentPlace {
    /// A clause behind a connector.
    Connector,
    /// Behind a colon or dash.
    Colon,
    /// A quotation behind the cue.
    Quote,
    /// Whatever follows in the clause.
    Clause,
    /// What follows, unless a preposition opens it.
    Phrase,
    /// What a document found.
    Finding,
    /// What follows, with a number in it.
    Figure,
    /// What a document found, with a number in it.
    Datum,
    /// What follows, with a quotation or a clause in it.
    Stating,
    /// A noun and what it is called.
    Naming,
    /// A clause with a subject and a finite verb.
    Finite,
    /// A question told.
    Question,
    /// The clause around source and cue.
    Inserted,
    /// A noun phrase and an infinitive behind it.
    ObjectInfinitive,
    /// An infinitive behind the cue.
    Infinitive,
    /// What follows a preposition that the verb takes.
    Noun,
    /// The verb's object, behind the subject.
    Object,
    /// A noun that tells an event, behind the subject.
    Event,
    /// What stands before the cue.
    Before,
    /// The clause around the cue.
    Around,
    /// Where the pattern says.
    Captured,
}

/// What the cue does with its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Act {
    /// The source says the content.
    #[default]
    Says,
    /// The speaker rests on the source.
    Cites,
    /// The source carried the words of the speaker.
    Relays,
    /// The source carried the whole document.
    Carries,
}

/// A frame as a rule declares it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frame {
    /// Places of the source, best first.
    pub source: Vec<SourcePlace>,
    /// Whether the frame holds only with a source.
    pub required: bool,
    /// Shapes of the content, best first.
    pub content: Vec<ContentPlace>,
    /// What the cue does.
    pub act: Act,
}

impl Frame {
    /// Whether the source stands in an earlier statement only ("as he put it").
    pub fn elsewhere(&self) -> bool {
        !self.source.is_empty()
            && self.source.iter().all(|place| matches!(place, SourcePlace::Carried | SourcePlace::Previous))
    }

    /// Reads a rule's settings.
    ///
    /// # Errors
    /// Says which word it does not know.
    pub fn read(with: &BTreeMap<String, String>) -> Result<Frame, String> {
        let words = |key: &str| with.get(key).map(String::as_str).unwrap_or("").split_whitespace();
        let mut frame = Frame::default();
        for word in words("source") {
            match word {
                "before" => frame.source.push(SourcePlace::Before),
                "after" => frame.source.push(SourcePlace::After),
                "captured" => frame.source.push(SourcePlace::Captured),
                "carried" => frame.source.push(SourcePlace::Carried),
                "subject" => frame.source.push(SourcePlace::Subject),
                "previous" => frame.source.push(SourcePlace::Previous),
                "possessor" => frame.source.push(SourcePlace::Possessor),
                "object" => frame.source.push(SourcePlace::Object),
                "required" => frame.required = true,
                other => return Err(format!("{other:?} is no place of a source")),
            }
        }
        for word in words("content") {
            frame.content.push(match word {
                "connector" => ContentPlace::Connector,
                "colon" => ContentPlace::Colon,
                "quote" => ContentPlace::Quote,
                "clause" => ContentPlace::Clause,
                "phrase" => ContentPlace::Phrase,
                "finding" => ContentPlace::Finding,
                "figure" => ContentPlace::Figure,
                "datum" => ContentPlace::Datum,
                "stating" => ContentPlace::Stating,
                "naming" => ContentPlace::Naming,
                "finite" => ContentPlace::Finite,
                "question" => ContentPlace::Question,
                "inserted" => ContentPlace::Inserted,
                "object_infinitive" => ContentPlace::ObjectInfinitive,
                "infinitive" => ContentPlace::Infinitive,
                "noun" => ContentPlace::Noun,
                "before" => ContentPlace::Before,
                "object" => ContentPlace::Object,
                "event" => ContentPlace::Event,
                "around" => ContentPlace::Around,
                "captured" => ContentPlace::Captured,
                other => return Err(format!("{other:?} is no shape of content")),
            });
        }
        frame.act = match with.get("act").map_or("says", String::as_str) {
            "says" => Act::Says,
            "cites" => Act::Cites,
            "relays" => Act::Relays,
            "carries" => Act::Carries,
            other => return Err(format!("{other:?} is no act")),
        };
        Ok(frame)
    }
}
