//! The classes and roles that the grammar of numbers speaks of, found once when a pack is loaded.

use super::lexicon::{ClassId, ClassSet, Lexicon};
use super::names::{Name, Names};

/// See the field names: classes of the lexicon, and roles of its `numeral` and `fraction` entries.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct NumberWords {
    pub numeral: ClassId,
    pub fraction: ClassId,
    pub vague: ClassId,
    /// "and", "و".
    pub and: ClassId,
    /// "of a" between a fraction and a scale.
    pub of: ClassId,
    /// "minus".
    pub minus: ClassId,
    /// "point".
    pub point: ClassId,
    /// "a" before a scale or part.
    pub article: ClassId,
    /// Scales that need a currency ("$1.2t").
    pub scale_money: ClassId,
    /// "st", "th" behind digits.
    pub ordinal_suffix: ClassId,
    /// Little words around figures.
    pub figure_word: ClassId,
    /// Units, which a part may stand right before ("quarter mile").
    pub measure: ClassId,
    /// Lengths of time, of which a quarter is one.
    pub duration: ClassId,
    /// Every class a piece of a number can have.
    pub pieces: ClassSet,
    pub unit: Name,
    pub teen: Name,
    pub ten: Name,
    pub hundred: Name,
    pub hundreds: Name,
    pub scale: Name,
    pub dual: Name,
    pub construct: Name,
    pub dozen: Name,
    pub ordinal: Name,
    /// Of a vague count: it only determines a noun.
    pub determiner: Name,
    pub compound: Name,
    pub symbol: Name,
    pub part: Name,
    pub plural: Name,
    /// Of a number word that counts roughly ("couple").
    pub rough: Name,
    /// Of an `and`: digits may follow.
    pub digits: Name,
    /// Of an `and`: it may stand between any two pieces, not only after hundreds and scales.
    pub any: Name,
    /// Of a figure word that tells that the figure before it is a length ("high").
    pub extent: Name,
    /// Of a figure word between decimals and whole part.
    pub mirror: Name,
    /// The clitics "and" and the article.
    pub wa: u16,
    pub al: u16,
}

impl NumberWords {
    /// Finds them; `None` when the pack has more than 128 classes.
    pub fn find(lexicon: &mut Lexicon, names: &mut Names) -> Option<NumberWords> {
        let mut role = |name: &str| names.intern(name);
        let (numeral, fraction) = (lexicon.class("numeral")?, lexicon.class("fraction")?);
        let scale_money = lexicon.class("scale_money")?;
        Some(NumberWords {
            numeral,
            fraction,
            vague: lexicon.class("vague")?,
            and: lexicon.class("number_and")?,
            of: lexicon.class("number_of")?,
            minus: lexicon.class("number_minus")?,
            point: lexicon.class("number_point")?,
            article: lexicon.class("number_article")?,
            scale_money,
            figure_word: lexicon.class("figure_word")?,
            measure: lexicon.class("unit")?,
            duration: lexicon.class("duration_unit")?,
            ordinal_suffix: lexicon.class("ordinal_suffix")?,
            pieces: (1 << numeral) | (1 << fraction) | (1 << scale_money),
            unit: role("unit"),
            teen: role("teen"),
            ten: role("ten"),
            hundred: role("hundred"),
            hundreds: role("hundreds"),
            scale: role("scale"),
            dual: role("dual"),
            construct: role("construct"),
            dozen: role("dozen"),
            ordinal: role("ordinal"),
            determiner: role("determiner"),
            compound: role("compound"),
            symbol: role("symbol"),
            part: role("part"),
            plural: role("plural"),
            rough: role("rough"),
            digits: role("digits"),
            any: role("any"),
            extent: role("extent"),
            mirror: role("mirror"),
            wa: lexicon.clitic("wa").unwrap_or(0),
            al: lexicon.clitic("al").unwrap_or(0),
        })
    }
}
