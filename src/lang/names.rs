//! Names as small numbers: roles, canonical ids, capture names.

use std::num::NonZeroU64;

use rustc_hash::FxHashMap;

/// A name known to the packs; compare, do not print. The number is a hash of the letters, so that every pack numbers
/// alike without knowing the others.
///
/// ```
/// use onrecord::lang::names::Name;
/// assert_eq!(Name::of("month"), Name::of("month"));
/// assert_ne!(Name::of("month"), Name::of("year"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(NonZeroU64);

impl Name {
    /// The number of a name: 64 bits of FNV-1a.
    pub const fn of(text: &str) -> Name {
        let mut hash = 0xcbf2_9ce4_8422_2325u64;
        let mut bytes = text.as_bytes();
        while let [byte, rest @ ..] = bytes {
            hash = (hash ^ *byte as u64).wrapping_mul(0x0100_0000_01b3);
            bytes = rest;
        }
        match NonZeroU64::new(hash) {
            Some(hash) => Name(hash),
            None => Name(NonZeroU64::MIN),
        }
    }
}

/// Every name a pack uses, in letters.
#[derive(Debug, Default)]
pub struct Names {
    texts: FxHashMap<Name, Box<str>>,
    clash: Option<(Box<str>, Box<str>)>,
}

impl Names {
    /// The number of a name, which is kept in letters.
    pub fn intern(&mut self, text: &str) -> Name {
        let name = Name::of(text);
        let known = self.texts.entry(name).or_insert_with(|| text.into());
        if **known != *text {
            self.clash = Some((known.clone(), text.into()));
        }
        name
    }

    /// The number of a name that is known.
    pub fn find(&self, text: &str) -> Option<Name> {
        Some(Name::of(text)).filter(|name| self.texts.contains_key(name))
    }

    /// A known name in letters.
    pub fn text(&self, name: Name) -> Option<&str> {
        self.texts.get(&name).map(|text| &**text)
    }

    /// Two names of one number, which a pack cannot tell apart: one in some billions of billions.
    pub const fn clash(&self) -> Option<&(Box<str>, Box<str>)> {
        self.clash.as_ref()
    }
}
