//! The bytes of an event that its hash covers (schema/SPEC.md, "Event encoding"): pure functions.
//!
//! Every field is written with its length before it, so no two different events share an encoding.

use sha2::{Digest, Sha256};

use crate::model::{Event, EventKind};

/// What the first event has as its previous hash: 64 zeros.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

const MAGIC: &[u8] = b"onrecord event 1\n";
const FIELDS: usize = 8;

/// The encoding of an event; `event.hash` itself is not part of it.
///
/// ```
/// use onrecord::ledger::{decode, encode};
/// use onrecord::model::{Event, EventKind};
/// let event = Event {
///     seq: 1, id: "a".into(), recorded_at: "2026-01-01T00:00:00Z".into(), actor: "me".into(),
///     kind: EventKind::Tagged, version: 1, payload: "{}".into(), previous: "0".repeat(64), hash: String::new(),
/// };
/// assert_eq!(decode(&encode(&event)), Some(event));
/// ```
pub fn encode(event: &Event) -> Vec<u8> {
    let mut encoding = Vec::with_capacity(event.payload.len() + 320);
    encode_into(event, &mut |bytes| encoding.extend_from_slice(bytes));
    encoding
}

/// Hands the encoding on piece by piece.
fn encode_into(event: &Event, out: &mut dyn FnMut(&[u8])) {
    out(MAGIC);
    let mut field = |value: &[u8]| {
        out(&(value.len() as u64).to_be_bytes());
        out(value);
    };
    field(&event.seq.to_be_bytes());
    field(event.id.as_bytes());
    field(event.recorded_at.as_bytes());
    field(event.actor.as_bytes());
    field(event.kind.as_str().as_bytes());
    field(&u64::from(event.version).to_be_bytes());
    field(event.payload.as_bytes());
    field(event.previous.as_bytes());
}

/// Reads an encoding back; none when the bytes are not exactly one encoded event.
pub fn decode(bytes: &[u8]) -> Option<Event> {
    let mut rest = bytes.strip_prefix(MAGIC)?;
    let mut fields = Vec::with_capacity(FIELDS);
    for _ in 0..FIELDS {
        let (length, after) = rest.split_at_checked(8)?;
        let length = usize::try_from(u64::from_be_bytes(length.try_into().ok()?)).ok()?;
        let (value, after) = after.split_at_checked(length)?;
        fields.push(value);
        rest = after;
    }
    let [seq, id, recorded_at, actor, kind, version, payload, previous] = fields.as_slice() else { return None };
    if !rest.is_empty() {
        return None;
    }
    let text = |value: &[u8]| std::str::from_utf8(value).ok().map(str::to_owned);
    let number = |value: &[u8]| value.try_into().ok().map(u64::from_be_bytes);
    Some(Event {
        seq: number(seq)?,
        id: text(id)?,
        recorded_at: text(recorded_at)?,
        actor: text(actor)?,
        kind: text(kind)?.parse::<EventKind>().ok()?,
        version: u32::try_from(number(version)?).ok()?,
        payload: text(payload)?,
        previous: text(previous)?,
        hash: String::new(),
    })
}

/// Lower-case hexadecimal SHA-256 of the event's encoding: what `event.hash` must be.
pub fn event_hash(event: &Event) -> String {
    hex(&event_digest(event))
}

/// SHA-256 of the event's encoding.
pub(super) fn event_digest(event: &Event) -> [u8; 32] {
    let mut digest = Sha256::new();
    encode_into(event, &mut |bytes| digest.update(bytes));
    digest.finalize().into()
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from(if digit < 10 { b'0' + digit } else { b'a' - 10 + digit }));
        }
    }
    text
}

/// Lower-case hexadecimal SHA-256 of some bytes.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Reads 64 lower-case hexadecimal digits.
pub(super) fn unhex32(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0_u8; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *byte = value(*high)? << 4 | value(*low)?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn event() -> impl Strategy<Value = Event> {
        // Few letters, so that neighbouring fields often hold the same text, cut in other places.
        let text = || "[1 a\u{0}é]{0,4}";
        let kind = proptest::sample::select(EventKind::ALL);
        (0_u64..40, text(), text(), text(), kind, 0_u32..40, text(), text()).prop_map(
            |(seq, id, recorded_at, actor, kind, version, payload, previous)| Event {
                seq,
                id,
                recorded_at,
                actor,
                kind,
                version,
                payload,
                previous,
                hash: String::new(),
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(
            std::env::var("ONRECORD_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(20_000)
        ))]
        #[test]
        fn two_events_with_one_encoding_are_one_event(one in event(), other in event(), cut in any::<prop::sample::Index>()) {
            prop_assert_eq!(encode(&one) == encode(&other), one == other);
            let bytes = encode(&one);
            prop_assert_eq!(decode(&bytes), Some(one));
            prop_assert_eq!(decode(&bytes[..cut.index(bytes.len())]), None);
            prop_assert_eq!(decode(&[&bytes[..], b"x"].concat()), None);
        }
    }

    #[test]
    fn a_moved_border_between_fields_moves_the_hash() {
        let with = |actor: &str, payload: &str| {
            let mut event = decode(&encode(&Event {
                seq: 1,
                id: String::new(),
                recorded_at: String::new(),
                actor: actor.into(),
                kind: EventKind::Tagged,
                version: 1,
                payload: payload.into(),
                previous: GENESIS.into(),
                hash: String::new(),
            }))
            .unwrap();
            event.hash = event_hash(&event);
            event.hash
        };
        assert_ne!(with("1", "12"), with("11", "2"));
        // Control: fields joined without their lengths are the same bytes.
        assert_eq!(["1", "12"].concat(), ["11", "2"].concat());
    }
}
