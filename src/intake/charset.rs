//! From bytes to characters, without a single replacement character on the quiet.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::IntakeError;

/// Characters and the character set they came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// WHATWG name of the character set (`UTF-8`, `windows-1256`).
    pub encoding: &'static str,
}

/// Decodes with the character set named by `label`, or else the one that the bytes show: a byte
/// order mark, valid UTF-8, UTF-16 by its zero bytes, and last a guess by letter frequencies.
pub fn decode(name: &str, bytes: &[u8], label: Option<&str>) -> Result<Decoded, IntakeError> {
    let encoding = match label {
        Some(label) => Encoding::for_label(label.as_bytes())
            .ok_or_else(|| IntakeError::UnknownCharset { label: label.to_owned() })?,
        None => detect(name, bytes)?,
    };
    let (text, encoding, damaged) = encoding.decode(bytes);
    if damaged {
        let offset = first_bad_byte(encoding, bytes);
        return Err(IntakeError::Undecodable { name: name.to_owned(), offset, encoding: encoding.name().into() });
    }
    if is_binary(&text) {
        return Err(binary(name));
    }
    Ok(Decoded { text: text.into_owned(), encoding: encoding.name() })
}

fn binary(name: &str) -> IntakeError {
    IntakeError::NotText { name: name.to_owned(), found: "binary data".into() }
}

fn detect(name: &str, bytes: &[u8]) -> Result<&'static Encoding, IntakeError> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Ok(encoding);
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return Ok(encoding);
    }
    if bytes.contains(&0) {
        return Err(binary(name));
    }
    if std::str::from_utf8(bytes).is_ok() || is_damaged_utf8(bytes) {
        return Ok(UTF_8);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    Ok(detector.guess(None, Utf8Detection::Deny))
}

/// UTF-16 without a byte order mark: the high byte of nearly every unit is that of Latin letters,
/// digits and spaces (0x00) or of the Arabic block (0x06), and the low byte is nearly never zero.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(4096))?;
    if !bytes.len().is_multiple_of(2) || !head.contains(&0) {
        return None;
    }
    let count =
        |parity: usize, wanted: &[u8]| head.iter().skip(parity).step_by(2).filter(|byte| wanted.contains(byte)).count();
    let units = head.len() / 2;
    let looks = |high: usize, low: usize| count(high, &[0, 6]) * 10 >= units * 9 && count(low, &[0]) * 10 <= units;
    if looks(1, 0) { Some(UTF_16LE) } else { looks(0, 1).then_some(UTF_16BE) }
}

/// Whether the bytes are UTF-8 with a few broken places: then guessing another character set would
/// turn every good letter into two wrong ones.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad * 10
}

/// Position of the first byte that does not decode.
fn first_bad_byte(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    let mut decoder = encoding.new_decoder();
    let mut buffer = vec![0u8; 4096];
    let mut position = 0;
    loop {
        let rest = bytes.get(position..).unwrap_or_default();
        let (result, read, _) = decoder.decode_to_utf8_without_replacement(rest, &mut buffer, true);
        position += read;
        match result {
            DecoderResult::Malformed(length, after) => {
                return position.saturating_sub(usize::from(length) + usize::from(after));
            }
            DecoderResult::InputEmpty => return position,
            DecoderResult::OutputFull => {}
        }
    }
}

/// Whether the text holds a NUL, or more than one control character in a hundred.
fn is_binary(text: &str) -> bool {
    let is_control = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B);
    text.contains('\0') || text.bytes().filter(is_control).count() * 100 > text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{ISO_8859_6, WINDOWS_1256};

    /// An Arabic sentence by its code points: no Arabic letter stands outside src/lang.
    fn arabic() -> String {
        let words = "\u{642}\u{627}\u{644}\u{62a} \u{627}\u{644}\u{648}\u{632}\u{627}\u{631}\u{629} \u{625}\u{646} \
                     \u{639}\u{62f}\u{62f} \u{627}\u{644}\u{636}\u{62d}\u{627}\u{64a}\u{627} \u{628}\u{644}\u{63a} 20. ";
        words.repeat(3)
    }

    fn detected(bytes: &[u8]) -> Result<Decoded, IntakeError> {
        decode("page.txt", bytes, None)
    }

    #[test]
    fn arabic_character_sets_are_found() {
        for encoding in [WINDOWS_1256, ISO_8859_6] {
            let text = arabic();
            let bytes: Vec<u8> = text.chars().map(|letter| byte_of(encoding, letter)).collect();
            let decoded = detected(&bytes).unwrap();
            assert_eq!((decoded.text, decoded.encoding), (text, encoding.name()));
        }
    }

    /// The byte of a letter (encoding_rs writes no legacy ISO-8859-6, so it is looked up).
    fn byte_of(encoding: &'static Encoding, letter: char) -> u8 {
        (0..=255u8).find(|byte| encoding.decode(&[*byte]).0.chars().eq([letter])).unwrap()
    }

    #[test]
    fn utf16_is_found_with_and_without_its_mark() {
        for (mark, little) in [(true, true), (false, true), (true, false), (false, false)] {
            let text = if mark { format!("\u{FEFF}{}", arabic()) } else { arabic() };
            let bytes: Vec<u8> = text
                .encode_utf16()
                .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
                .collect();
            let decoded = detected(&bytes).unwrap();
            assert_eq!((decoded.text, decoded.encoding), (arabic(), if little { "UTF-16LE" } else { "UTF-16BE" }));
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        assert_eq!(detected(b"\xEF\xBB\xBFHello").unwrap().text, "Hello");
    }

    #[test]
    fn damaged_utf8_is_refused_with_its_place() {
        let mut bytes = arabic().into_bytes();
        let place = bytes.iter().position(|byte| *byte == b' ').unwrap();
        bytes.splice(place..place, [0xFF]);
        let Err(IntakeError::Undecodable { offset, encoding, .. }) = detected(&bytes) else { panic!("was read") };
        assert_eq!((offset, encoding), (place, "UTF-8".into()));
    }

    #[test]
    fn binary_data_is_refused() {
        assert!(matches!(detected(b"ab\0\x01\x02cd"), Err(IntakeError::NotText { .. })));
        assert!(matches!(detected(b"\x01\x02\x03\x04abc"), Err(IntakeError::NotText { .. })));
    }

    #[test]
    fn a_named_character_set_wins_and_an_unknown_one_is_refused() {
        assert_eq!(decode("p", b"\xC7", Some("windows-1256")).unwrap().text, "\u{627}");
        assert!(matches!(decode("p", b"a", Some("klingon")), Err(IntakeError::UnknownCharset { .. })));
    }
}
