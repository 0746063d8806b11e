//! Why a claim was read the way it was, in the reader's language: the stored facts, put into words.

use serde::Serialize;

use super::{App, AppError};
use crate::lang::Messages;
use crate::ledger::StoredClaim;
use crate::model::{Derivation, Hop, Modifier, Part, Quantity};
use crate::report::figure::{date, figure};

/// One line of an explanation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// How deep it is set in, from 0.
    pub depth: usize,
    /// What it says.
    pub text: String,
}

/// An explanation, and the facts it was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// Id of the claim.
    pub claim: String,
    /// BCP 47 tag of the language it speaks.
    pub language: String,
    /// What it says.
    pub lines: Vec<Line>,
    /// The rules, captures and values behind it.
    pub derivation: Derivation,
}

impl App {
    /// Explains a claim in the words of `messages`, whatever the language of its article.
    ///
    /// # Errors
    /// There is no such claim, or the ledger cannot be read.
    pub fn explain(&self, id: &str, messages: &Messages) -> Result<Explanation, AppError> {
        let claim = self.told(self.ledger.claim(id))?;
        let mut writer = Writer { messages, lines: Vec::new() };
        writer.claim(&claim);
        Ok(Explanation {
            claim: claim.id,
            language: messages.language().to_owned(),
            lines: writer.lines,
            derivation: claim.record.derivation,
        })
    }
}

struct Writer<'m> {
    messages: &'m Messages,
    lines: Vec<Line>,
}

impl Writer<'_> {
    fn say(&mut self, depth: usize, key: &str, values: &[(&str, &str)]) {
        self.lines.push(Line { depth, text: self.messages.fill(&format!("explain.{key}"), values) });
    }

    fn claim(&mut self, claim: &StoredClaim) {
        let record = &claim.record;
        let (start, end) = (record.selector.start.to_string(), record.selector.end.to_string());
        let place = [("claim", claim.id.as_str()), ("document", &claim.document.id), ("start", &start), ("end", &end)];
        let place = [place.as_slice(), &[("text", record.selector.exact.as_str())]].concat();
        self.say(0, "taken", &place);
        self.say(0, "because_of", &[]);
        self.step(1, &record.derivation);
        if !record.quantities.is_empty() {
            self.say(0, "figures", &[]);
        }
        for quantity in &record.quantities {
            self.figure(quantity, record.quantities.as_slice());
        }
        if !record.times.is_empty() {
            self.say(0, "times", &[]);
        }
        for time in &record.times {
            self.say(1, "time", &[("text", &time.text), ("value", &date(time, self.messages))]);
        }
        self.source(claim);
        self.worth(claim);
        self.say(0, "rules", &[("rules", &record.rules)]);
    }

    /// A step of the derivation and, set in below it, what it was built from.
    fn step(&mut self, depth: usize, step: &Derivation) {
        let words = self.messages.word("builder", &step.builder).to_owned();
        let value = self.messages.word("claim_kind", &step.value).to_owned();
        let values = [("text", step.text.as_str()), ("value", &value), ("words", &words), ("rule", &step.rule)];
        let key = match step.builder.as_str() {
            _ if step.value.is_empty() => "step_plain",
            "carried" => "step_carried",
            "attribution" => "step_attribution",
            _ => "step",
        };
        self.say(depth, key, &values);
        for part in &step.parts {
            self.part(depth + 1, part);
        }
    }

    fn part(&mut self, depth: usize, part: &Part) {
        let name = self.messages.word("part", &part.name).to_owned();
        match (&part.from, &part.entry) {
            (Some(from), _) => self.step(depth, from),
            (None, Some(entry)) => match self.messages.find(&format!("source_kind.{entry}")) {
                Some(kind) => self.say(depth, "who", &[("text", &part.text), ("name", &name), ("kind", kind)]),
                None => self.say(depth, "word", &[("text", &part.text), ("entry", entry)]),
            },
            (None, None) => self.say(depth, "part", &[("text", &part.text), ("name", &name)]),
        }
    }

    fn figure(&mut self, quantity: &Quantity, all: &[Quantity]) {
        self.say(1, "figure", &[("text", &quantity.text), ("figure", &figure(quantity, self.messages))]);
        let bound = |value: Option<rust_decimal::Decimal>| {
            let mut exact = quantity.clone();
            (exact.value, exact.low, exact.high, exact.modifier) = (value, value, value, None);
            figure(&exact, self.messages)
        };
        match (quantity.low, quantity.high) {
            (Some(_), None) => {
                let low = bound(quantity.low);
                self.say(2, if quantity.low_open { "low_open" } else { "low_closed" }, &[("low", &low)]);
            }
            (None, Some(_)) => {
                let high = bound(quantity.high);
                self.say(2, if quantity.high_open { "high_open" } else { "high_closed" }, &[("high", &high)]);
            }
            _ => {}
        }
        if quantity.modifier == Some(Modifier::Approximate) {
            self.say(2, "approximate", &[]);
        }
        if let Some(same) = quantity.same_as.and_then(|index| all.get(index)) {
            self.say(2, "same_as", &[("text", &same.text)]);
        }
    }

    fn source(&mut self, claim: &StoredClaim) {
        let record = &claim.record;
        self.say(0, "source", &[]);
        for hop in &record.chain {
            self.hop(hop);
        }
        if record.chain.iter().all(|hop| hop.text.is_none()) && record.basis.is_empty() {
            self.say(1, "no_source", &[]);
        }
        for hop in &record.basis {
            let kind = self.messages.word("source_kind", hop.kind.as_str()).to_owned();
            let text = hop.text.as_deref().unwrap_or(&hop.name);
            self.say(1, "basis", &[("name", &hop.name), ("kind", &kind), ("text", text)]);
        }
        if let Some(name) = Hop::cycle(&record.chain, &record.basis) {
            self.say(1, "cycle", &[("name", name)]);
        }
        if !claim.roots.is_empty() {
            self.say(1, "roots", &[("roots", &claim.roots.join("; "))]);
        }
    }

    fn hop(&mut self, hop: &Hop) {
        let kind = self.messages.word("source_kind", hop.kind.as_str()).to_owned();
        let Some(text) = &hop.text else {
            self.say(1, "publisher", &[("name", &hop.name)]);
            return;
        };
        let values = [("name", hop.name.as_str()), ("kind", &kind), ("text", text)];
        match &hop.cue {
            Some(cue) => self.say(1, "hop", &[values.as_slice(), &[("cue", cue.as_str())]].concat()),
            None => self.say(1, "hop_bare", &values),
        }
        if hop.unresolved {
            self.say(2, "unresolved", &[("text", text)]);
        }
        if *text != hop.name {
            self.say(2, "stands_for", &[("text", text), ("name", &hop.name)]);
        }
        if let (true, Some(start), Some(end)) = (hop.carried, hop.start, hop.end) {
            self.say(2, "carried", &[("text", text), ("start", &start.to_string()), ("end", &end.to_string())]);
        }
    }

    fn worth(&mut self, claim: &StoredClaim) {
        let worth = claim.record.worth.to_string();
        let because: Vec<&str> =
            claim.record.because.iter().map(|reason| self.messages.word("because", reason)).collect();
        match because.is_empty() {
            true => self.say(0, "worth", &[("worth", &worth)]),
            false => {
                let because = because.join(self.messages.get("list.comma"));
                self.say(0, "worth_because", &[("worth", &worth), ("because", &because)]);
            }
        }
    }
}
