//! The annotation as JSON, written straight into a buffer: what `serde_json` makes of `output::annotation`, without a
//! string for each field. A test holds the two together.

use rust_decimal::Decimal;

use super::attribution::{AttributionValue, SourceRef};
use super::claim::ClaimValue;
use super::mention::{Mention, QuantityValue, Value};
use super::output::{self, Order, Places};
use super::reading::Reading;
use super::said;
use super::time::TimeValue;
use crate::model::Extent;

/// Appends the annotation as one JSON object, without a line break.
pub fn write(reading: &Reading<'_>, id: &str, language: &str, out: &mut Vec<u8>) {
    let (places, order) = (Places::new(reading), Order::of(reading));
    let mut writer = Writer { reading, places: &places, order: &order, out };
    writer.raw("{\"schema\":1,\"id\":");
    writer.text(id);
    writer.raw(",\"language\":");
    writer.text(language);
    writer.raw(",\"rules\":");
    writer.text(reading.packs.hash());
    writer.raw(",\"sentences\":");
    writer.list(&reading.buffers.sentences, |writer, sentence| {
        writer.place(sentence.first as u32, sentence.last as u32);
        writer.raw("}");
    });
    writer.raw(",\"quantities\":");
    writer.list(&order.quantities, |writer, &id| {
        if let Some(mention) = reading.mention(id)
            && let Some(value) = output::figure(&mention.value)
        {
            writer.quantity(mention, &value);
        }
    });
    writer.raw(",\"times\":");
    writer.list(&order.times, |writer, &id| {
        if let Some(mention) = reading.mention(id)
            && let Value::Time(value) = &mention.value
        {
            writer.time(mention, value);
        }
    });
    writer.raw(",\"attributions\":");
    writer.list(&reading.buffers.attributions, Writer::attribution);
    writer.raw(",\"notes\":");
    writer.list(&order.notes, |writer, &id| {
        if let Some(mention) = reading.mention(id) {
            writer.mention(mention);
            writer.kind(mention.value.sub_kind());
            writer.rule(mention.pack, mention.rule);
        }
    });
    writer.raw(",\"claims\":");
    writer.list(&reading.buffers.claims, Writer::claim);
    writer.raw("}");
}

/// How many bytes stand before the first that JSON escapes.
fn plain_length(bytes: &[u8]) -> usize {
    let behind = |known: usize| bytes.get(known..).unwrap_or_default();
    let known = plain_chunks::<16>(bytes);
    let known = known + plain_chunks::<4>(behind(known));
    known + plain_chunks::<1>(behind(known))
}

/// The same for whole chunks of so many bytes.
fn plain_chunks<const SIZE: usize>(bytes: &[u8]) -> usize {
    let escaped = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
    let plain = |chunk: &&[u8; SIZE]| !chunk.iter().fold(false, |any, &byte| any | escaped(byte));
    bytes.as_chunks().0.iter().take_while(plain).count() * SIZE
}

/// A reading on its way into a buffer.
struct Writer<'w, 'r, 'a> {
    reading: &'r Reading<'a>,
    places: &'w Places<'r, 'a>,
    order: &'w Order,
    out: &'w mut Vec<u8>,
}

impl Writer<'_, '_, '_> {
    fn raw(&mut self, json: &str) {
        self.out.extend_from_slice(json.as_bytes());
    }

    fn list<T>(&mut self, items: &[T], write: impl Fn(&mut Self, &T)) {
        self.out.push(b'[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.out.push(b',');
            }
            write(self, item);
        }
        self.out.push(b']');
    }

    fn text(&mut self, text: &str) {
        self.out.push(b'"');
        let mut rest = text.as_bytes();
        loop {
            let (before, after) = rest.split_at(plain_length(rest));
            self.out.extend_from_slice(before);
            let Some((&byte, after)) = after.split_first() else { break };
            match byte {
                b'"' => self.raw("\\\""),
                b'\\' => self.raw("\\\\"),
                b'\n' => self.raw("\\n"),
                b'\r' => self.raw("\\r"),
                b'\t' => self.raw("\\t"),
                0x08 => self.raw("\\b"),
                0x0c => self.raw("\\f"),
                _ => self.out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            }
            rest = after;
        }
        self.out.push(b'"');
    }

    fn number(&mut self, mut number: usize) {
        let mut digits = [0u8; 20];
        let mut used = 0;
        for slot in digits.iter_mut().rev() {
            *slot = b'0' + (number % 10) as u8;
            number /= 10;
            used += 1;
            if number == 0 {
                break;
            }
        }
        self.out.extend_from_slice(digits.get(digits.len() - used..).unwrap_or_default());
    }

    /// `{"start":…,"end":…` of a range of tokens, left open.
    fn place(&mut self, first: u32, last: u32) {
        let Extent { start, end } = self.places.extent(first, last);
        self.raw("{\"start\":");
        self.number(start);
        self.raw(",\"end\":");
        self.number(end);
    }

    /// The same with its text.
    fn passage(&mut self, first: u32, last: u32) {
        self.place(first, last);
        self.raw(",\"text\":");
        self.text(self.places.text(first, last));
    }

    fn mention(&mut self, mention: &Mention) {
        self.passage(mention.first, mention.last);
    }

    fn kind(&mut self, kind: &str) {
        self.raw(",\"kind\":\"");
        self.raw(kind);
        self.raw("\"");
    }

    /// The rule, and the end of the object.
    fn rule(&mut self, pack: u8, rule: u16) {
        self.raw(",\"rule\":");
        let rule = self.reading.pack(pack).and_then(|pack| pack.rule(rule));
        self.text(rule.map_or("", |rule| &rule.text.id));
        self.raw("}");
    }

    /// A key and a text or null.
    fn maybe(&mut self, key: &str, text: Option<&str>) {
        self.raw(key);
        match text {
            Some(text) => self.text(text),
            None => self.raw("null"),
        }
    }

    /// A key and a text, where there is one.
    fn present(&mut self, key: &str, text: Option<&str>) {
        if text.is_some() {
            self.maybe(key, text);
        }
    }

    fn flag(&mut self, key: &str, flag: bool) {
        self.raw(key);
        self.raw(if flag { "true" } else { "false" });
    }

    fn amount(&mut self, key: &str, amount: Option<Decimal>) {
        self.raw(key);
        let Some(amount) = amount else { return self.raw("null") };
        match usize::try_from(amount.mantissa()) {
            Ok(whole) if amount.scale() == 0 => {
                self.out.push(b'"');
                self.number(whole);
                self.out.push(b'"');
            }
            _ => self.text(&amount.to_string()),
        }
    }

    fn quantity(&mut self, mention: &Mention, value: &QuantityValue) {
        let pack = self.reading.pack(mention.pack);
        let unit = value.unit.map(|unit| output::unit_text(self.reading, pack, unit));
        self.mention(mention);
        self.kind(value.kind.as_str());
        self.amount(",\"value\":", value.value);
        self.amount(",\"low\":", value.low);
        self.amount(",\"high\":", value.high);
        self.flag(",\"low_open\":", value.low_open);
        self.flag(",\"high_open\":", value.high_open);
        self.maybe(",\"modifier\":", value.modifier.map(|modifier| modifier.as_str()));
        self.maybe(",\"unit\":", unit);
        self.maybe(",\"per\":", value.per.map(|per| output::unit_text(self.reading, pack, per)));
        self.present(",\"entity\":", value.entity.map(|(first, last)| self.places.text(first, last)));
        self.present(",\"iso\":", output::iso(self.reading, value, unit).as_deref());
        if let Some(stated) = value.same_as.and_then(|stated| self.order.place(stated)) {
            self.raw(",\"same_as\":");
            self.number(stated);
        }
        self.rule(mention.pack, mention.rule);
    }

    fn time(&mut self, mention: &Mention, value: &TimeValue) {
        let resolved = value.resolve(self.reading.date);
        self.mention(mention);
        self.kind(value.kind.as_str());
        self.maybe(",\"value\":", resolved.value.as_deref());
        self.maybe(",\"low\":", resolved.low.map(output::day).as_deref());
        self.maybe(",\"high\":", resolved.high.map(output::day).as_deref());
        self.present(",\"modifier\":", value.modifier.map(|modifier| modifier.as_str()));
        self.present(",\"calendar\":", output::calendar(value));
        self.rule(mention.pack, mention.rule);
    }

    fn source(&mut self, value: &SourceRef) {
        self.passage(value.first, value.last);
        let (name, antecedent) = said::name(self.reading, self.places, value);
        self.raw(",\"name\":");
        self.text(name);
        self.kind(value.kind.as_str());
        if value.plural {
            self.raw(",\"plural\":true");
        }
        if value.unresolved {
            self.raw(",\"unresolved\":true");
        }
        if let Some((start, end)) = antecedent {
            self.raw(",\"antecedent\":[");
            self.number(start);
            self.raw(",");
            self.number(end);
            self.raw("]");
        }
        self.raw("}");
    }

    fn attribution(&mut self, value: &AttributionValue) {
        self.raw("{\"source\":");
        match &value.source {
            Some(source) => self.source(source),
            None => self.raw("null"),
        }
        self.raw(",\"cue\":");
        match value.cue {
            Some((first, last)) => {
                self.passage(first, last);
                self.raw("}");
            }
            None => self.raw("null"),
        }
        self.raw(",\"content\":");
        self.list(&value.content, |writer, &(first, last)| {
            writer.place(first, last);
            writer.raw("}");
        });
        self.raw(",\"style\":\"");
        self.raw(value.style.as_str());
        self.flag("\",\"carried\":", value.carried);
        self.raw(",\"via\":");
        self.list(&value.via, Self::source);
        if !value.basis.is_empty() {
            self.raw(",\"basis\":");
            self.list(&value.basis, Self::source);
        }
        self.rule(value.pack, value.rule);
    }

    fn claim(&mut self, claim: &ClaimValue) {
        self.passage(claim.first, claim.last);
        self.kind(claim.kind.as_str());
        let order = self.order;
        for (key, ids) in [(",\"quantities\":", &claim.quantities), (",\"times\":", &claim.times)] {
            self.raw(key);
            let places: Vec<usize> = ids.iter().filter_map(|&id| order.place(id)).collect();
            self.list(&places, |writer, &place| writer.number(place));
        }
        self.raw(",\"attribution\":");
        match claim.attribution {
            Some(index) => self.number(index),
            None => self.raw("null"),
        }
        self.raw(",\"worth\":");
        self.hundredths(claim.worth);
        if !claim.because.is_empty() {
            self.raw(",\"because\":");
            self.list(&claim.because, |writer, reason| writer.text(reason));
        }
        self.raw(",\"rule\":");
        self.text(claim.rule());
        self.raw("}");
    }

    /// Hundredths as a decimal fraction of one or two digits.
    fn hundredths(&mut self, hundredths: u8) {
        let (ones, tenths, rest) = (hundredths / 100, hundredths / 10 % 10, hundredths % 10);
        self.out.extend_from_slice(&[b'0' + ones, b'.', b'0' + tenths]);
        if rest != 0 {
            self.out.push(b'0' + rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::extract::{Engine, Request};
    use crate::lang::Packs;

    #[test]
    fn what_is_written_is_what_serde_writes() {
        let mut worker = Engine::new(Arc::new(Packs::builtin().unwrap())).unwrap().worker();
        let texts = [
            "\"We sold 40% of it,\" Layla Haddad, 47, told Reuters on Monday.\n\nShe said the firm had paid about $3.5 \
             million (2.9 million euros) in March 2024 \u{1}\t\\ and could not be reached for comment. Of that, 12 miles \
             per hour was lost, according to documents and two officials. It took three weeks, late in 2023.",
            "قالت وزارة المالية لوكالة رويترز إن 3.5 مليار دولار أنفقت خلال ثلاثة أشهر في 15 رمضان 1444، وأضافت «لم نرد» \
             أن أكثر من 20 بالمئة نقصت.",
            "",
            "No.",
        ];
        for text in texts {
            let request =
                Request { id: "a\"b", text, language: None, date: chrono::NaiveDate::from_ymd_opt(2025, 7, 23) };
            let mut written = Vec::new();
            worker.write(&request, &mut written);
            let expected = serde_json::to_string(&worker.annotate(&request)).unwrap();
            assert_eq!(String::from_utf8(written).unwrap(), expected);
        }
    }

    #[test]
    fn hundredths_are_written_as_fractions() {
        let packs = Packs::builtin().unwrap();
        let mut buffers = crate::extract::reading::Buffers::default();
        let reading = super::Reading { text: "", date: None, packs: &packs, buffers: &mut buffers };
        let (places, order) = (super::Places::new(&reading), super::Order::of(&reading));
        for hundredths in 0..=100 {
            let mut out = Vec::new();
            super::Writer { reading: &reading, places: &places, order: &order, out: &mut out }.hundredths(hundredths);
            let expected = serde_json::to_string(&(f64::from(hundredths) / 100.0)).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
