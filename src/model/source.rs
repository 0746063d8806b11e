//! Who said it.

use serde::{Deserialize, Serialize};

use super::string_enum;

string_enum! {
    /// What sort of source somebody or something is.
    SourceKind, "source kind" {
        /// A named person, or one person named by office.
        Person = "person",
        /// A company, party, institution or other body.
        Organisation = "organisation",
        /// A newspaper, broadcaster, website.
        Outlet = "outlet",
        /// A news agency.
        Agency = "agency",
        /// A ministry, army, court, police force or other public authority.
        Government = "government",
        /// A report, study, poll, contract, filing.
        Document = "document",
        /// A group of people ("residents", "Republicans").
        Group = "group",
        /// People whose names are withheld ("people familiar with the matter").
        Unnamed = "unnamed",
    }
}

impl SourceKind {
    /// Whether it makes its living from other people's words, so that it only carries what somebody else said.
    ///
    /// ```
    /// use onrecord::model::SourceKind;
    /// assert!(SourceKind::Agency.is_carrier() && !SourceKind::Document.is_carrier());
    /// ```
    pub const fn is_carrier(self) -> bool {
        matches!(self, SourceKind::Outlet | SourceKind::Agency)
    }
}

/// A source where it stands in a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceMention {
    /// First code point of the mention.
    pub start: usize,
    /// Code point after the mention.
    pub end: usize,
    /// The mention as it stands ("the paper", "he").
    pub text: String,
    /// The resolved name: what "the paper" stands for; canonical English name of a known alias.
    pub name: String,
    /// What sort of source it is.
    pub kind: SourceKind,
    /// Whether several are meant ("sources"), where the text shows it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub plural: bool,
    /// Whether the words only point at somebody ("she", "the agency") whom the text names nowhere.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unresolved: bool,
    /// Where the name that `name` resolves to stands, when it is another place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub antecedent: Option<(usize, usize)>,
}

/// One step on the way from the document to the root of a claim, or one thing the root rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    /// Resolved name.
    pub name: String,
    /// What sort of source it is.
    pub kind: SourceKind,
    /// The reporting words, if there are any.
    pub cue: Option<String>,
    /// The mention as it stands in the document; none for the publisher, known from outside the text.
    pub text: Option<String>,
    /// First code point of the mention.
    pub start: Option<usize>,
    /// Code point after the mention.
    pub end: Option<usize>,
    /// Whether the mention stands in another sentence than the claim.
    pub carried: bool,
    /// Whether several are meant ("sources").
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub plural: bool,
    /// Whether the words only point at somebody ("the agency") whom the text names nowhere: a gap in the chain.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unresolved: bool,
}

impl Hop {
    /// Somebody known from outside the text: no words of it tell of him.
    ///
    /// ```
    /// use onrecord::model::{Hop, SourceKind};
    /// assert_eq!(Hop::named("Reuters", SourceKind::Agency).text, None);
    /// ```
    pub fn named(name: impl Into<String>, kind: SourceKind) -> Hop {
        Hop {
            name: name.into(),
            kind,
            cue: None,
            text: None,
            start: None,
            end: None,
            carried: false,
            plural: false,
            unresolved: false,
        }
    }

    /// Who stands twice on a way, so that it has no beginning: A cites B, and B cites A.
    ///
    /// ```
    /// use onrecord::model::{Hop, SourceKind};
    /// let hop = |name: &str| Hop::named(name, SourceKind::Outlet);
    /// assert_eq!(Hop::cycle(&[hop("A"), hop("B"), hop("A")], &[]), Some("A"));
    /// assert_eq!(Hop::cycle(&[hop("A"), hop("B")], &[hop("A")]), Some("A"));
    /// assert_eq!(Hop::cycle(&[hop("A"), hop("B")], &[]), None);
    /// ```
    pub fn cycle<'h>(chain: &'h [Hop], basis: &'h [Hop]) -> Option<&'h str> {
        let before = |at: usize| chain.get(..at.min(chain.len())).unwrap_or(&[]);
        let mut way = chain.iter().chain(basis).enumerate();
        let twice = |(at, hop): &(usize, &Hop)| hop.is_named() && before(*at).iter().any(|one| one.name == hop.name);
        way.find(twice).map(|(_, hop)| hop.name.as_str())
    }

    /// Whether it is somebody in particular: neither nameless people nor a document.
    pub const fn is_named(&self) -> bool {
        !self.unresolved && !matches!(self.kind, SourceKind::Unnamed | SourceKind::Document | SourceKind::Group)
    }

    /// Whether two ways pass the same sources of the same kind in the same order.
    pub fn same_way(one: &[Hop], other: &[Hop]) -> bool {
        let sources =
            |way: &[Hop]| -> Vec<(String, SourceKind)> { way.iter().map(|hop| (hop.name.clone(), hop.kind)).collect() };
        sources(one) == sources(other)
    }
}
