//! Checkpoints: the size and root of the tree, signed, to be kept where the ledger is not (C2SP tlog-checkpoint
//! as a C2SP signed note, Ed25519).

use std::io::Write;
use std::path::Path;

use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use sha2::{Digest, Sha256};

use super::tree::{Frontier, Node, leaf_hash};
use super::{Ledger, LedgerError, Result, encode};

const ALGORITHM: u8 = 1;

/// A key that signs checkpoints.
pub struct CheckpointKey {
    name: String,
    key: SigningKey,
}

/// The public half of a [`CheckpointKey`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckpointVerifier {
    name: String,
    key: VerifyingKey,
}

/// The size and root of a ledger's tree at one time, with its signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which ledger: `onrecord/` and its name.
    pub origin: String,
    /// How many events.
    pub size: u64,
    /// The root over them.
    pub root: Node,
    signed: String,
    signatures: Vec<(String, Vec<u8>)>,
}

fn key_id(name: &str, key: &VerifyingKey) -> [u8; 4] {
    let digest =
        Sha256::new().chain_update(name).chain_update([b'\n', ALGORITHM]).chain_update(key.as_bytes()).finalize();
    let mut id = [0; 4];
    id.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    id
}

impl CheckpointKey {
    /// A new key. Names hold neither white space nor `+`.
    ///
    /// # Errors
    /// The name cannot be one, or the system gives no random bytes.
    pub fn generate(name: &str) -> Result<CheckpointKey> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret)
            .map_err(|error| LedgerError::Refused(format!("the system gives no random bytes: {error}")))?;
        CheckpointKey::from_secret(name, secret)
    }

    /// The key with this secret.
    ///
    /// # Errors
    /// The name cannot be one.
    pub fn from_secret(name: &str, secret: [u8; 32]) -> Result<CheckpointKey> {
        if name.is_empty() || name.contains(|character: char| character.is_whitespace() || character == '+') {
            return Err(LedgerError::Refused(format!("{name:?} cannot name a key: no spaces and no + in it")));
        }
        Ok(CheckpointKey { name: name.to_owned(), key: SigningKey::from_bytes(&secret) })
    }

    /// Reads a key file, or makes one, readable by its owner alone.
    ///
    /// # Errors
    /// The file cannot be read or written, others can read it, or it is no key.
    pub fn open(path: &Path, name: &str) -> Result<CheckpointKey> {
        if !path.exists() {
            let key = CheckpointKey::generate(name)?;
            if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
                super::place::create_private_directory(parent)?;
            }
            key.save(path)?;
            return Ok(key);
        }
        #[cfg(unix)]
        {
            let found = std::fs::metadata(path).map_err(|error| LedgerError::file(path, error))?;
            let mode = std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & 0o777;
            if mode & 0o077 != 0 {
                let reason = format!("others can read this key (mode {mode:04o}); `chmod 600` it");
                return Err(LedgerError::BadPath { path: path.to_owned(), reason });
            }
        }
        let text = std::fs::read_to_string(path).map_err(|error| LedgerError::file(path, error))?;
        let parts = text.trim().split_once(' ').and_then(|(name, secret)| Some((name, encode::unhex32(secret)?)));
        let no_key = || LedgerError::BadPath { path: path.to_owned(), reason: "this is no checkpoint key".to_owned() };
        let (name, secret) = parts.ok_or_else(no_key)?;
        CheckpointKey::from_secret(name, secret)
    }

    fn save(&self, path: &Path) -> Result<()> {
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let text = format!("{} {}\n", self.name, encode::hex(&self.key.to_bytes()));
        let write = || {
            let mut file = options.open(path)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()
        };
        write().map_err(|error| LedgerError::file(path, error))
    }

    /// The public half.
    pub fn verifier(&self) -> CheckpointVerifier {
        CheckpointVerifier { name: self.name.clone(), key: self.key.verifying_key() }
    }

    fn sign(&self, text: &str) -> String {
        let mut signature = key_id(&self.name, &self.key.verifying_key()).to_vec();
        signature.extend_from_slice(&self.key.sign(text.as_bytes()).to_bytes());
        format!("— {} {}\n", self.name, base64(&signature))
    }
}

/// `name+key id+base64`, the C2SP spelling of a verifier key.
impl std::fmt::Display for CheckpointVerifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bytes: Vec<u8> = std::iter::once(ALGORITHM).chain(*self.key.as_bytes()).collect();
        write!(f, "{}+{}+{}", self.name, encode::hex(&key_id(&self.name, &self.key)), base64(&bytes))
    }
}

impl std::str::FromStr for CheckpointVerifier {
    type Err = LedgerError;
    fn from_str(text: &str) -> Result<CheckpointVerifier> {
        let read = || {
            let mut parts = text.trim().splitn(3, '+');
            let (name, id, bytes) = (parts.next()?, parts.next()?, unbase64(parts.next()?)?);
            let (algorithm, key) = bytes.split_first()?;
            let key = VerifyingKey::from_bytes(key.try_into().ok()?).ok()?;
            let good = *algorithm == ALGORITHM && encode::hex(&key_id(name, &key)) == id;
            good.then(|| CheckpointVerifier { name: name.to_owned(), key })
        };
        read().ok_or_else(|| LedgerError::Refused(format!("{:?} is no verifier key (name+id+key)", text.trim())))
    }
}

impl Checkpoint {
    /// Reads a checkpoint.
    ///
    /// # Errors
    /// The text is not a signed C2SP checkpoint.
    pub fn parse(text: &str) -> Result<Checkpoint> {
        let read = || {
            let (head, tail) = text.split_once("\n\n")?;
            let signed = format!("{head}\n");
            let mut lines = head.split('\n');
            let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
            let plain = size == "0" || (!size.starts_with('0') && size.bytes().all(|digit| digit.is_ascii_digit()));
            let mut signatures = Vec::new();
            for line in tail.strip_suffix('\n')?.split('\n') {
                let (name, signature) = line.strip_prefix("— ")?.split_once(' ')?;
                signatures.push((name.to_owned(), unbase64(signature)?));
            }
            let root = unbase64(root)?.try_into().ok()?;
            (plain && !origin.is_empty()).then_some(())?;
            Some(Checkpoint { origin: origin.to_owned(), size: size.parse().ok()?, root, signed, signatures })
        };
        read().ok_or_else(|| LedgerError::Refused("this is no checkpoint (origin, size, root, signature)".to_owned()))
    }

    /// Whether it bears a good signature of this key.
    pub fn is_signed_by(&self, verifier: &CheckpointVerifier) -> bool {
        self.signatures.iter().any(|(name, bytes)| {
            let Some((id, signature)) = bytes.split_first_chunk::<4>() else { return false };
            let signature: Option<&[u8; 64]> = signature.try_into().ok();
            *name == verifier.name
                && *id == key_id(name, &verifier.key)
                && signature.is_some_and(|bytes| {
                    verifier.key.verify(self.signed.as_bytes(), &Signature::from_bytes(bytes)).is_ok()
                })
        })
    }
}

impl Ledger {
    /// The origin line of this ledger's checkpoints.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn origin(&self) -> Result<String> {
        let name = self.setting("ledger")?;
        let name = name.ok_or_else(|| LedgerError::damaged("event 1", "the ledger has no name"))?;
        Ok(format!("onrecord/{name}"))
    }

    /// A signed checkpoint of the ledger as it is now: keep it where the ledger is not.
    ///
    /// # Errors
    /// The ledger cannot be read, or a hash in it is none.
    pub fn checkpoint(&self, key: &CheckpointKey) -> Result<String> {
        let mut frontier = Frontier::default();
        self.leaves()?.into_iter().for_each(|leaf| frontier.push(leaf));
        let text = format!("{}\n{}\n{}\n", self.origin()?, frontier.size(), base64(&frontier.root()));
        Ok(format!("{text}\n{}", key.sign(&text)))
    }

    /// Keeps a checkpoint beside the ledger: with the key, it shows later changes made without the key.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn keep_checkpoint(&self, checkpoint: &str) -> Result<()> {
        let path = self.kept_checkpoint();
        super::place::create_private(&path)?;
        std::fs::write(&path, checkpoint).map_err(|error| LedgerError::file(&path, error))
    }

    /// Where [`Ledger::keep_checkpoint`] keeps it: the ledger's own name with `.checkpoint` after it.
    pub fn kept_checkpoint(&self) -> std::path::PathBuf {
        let mut name = self.path.as_os_str().to_owned();
        name.push(".checkpoint");
        std::path::PathBuf::from(name)
    }

    /// The hash of every leaf, in order.
    ///
    /// # Errors
    /// The ledger cannot be read, or a hash in it is none.
    pub fn leaves(&self) -> Result<Vec<Node>> {
        let mut statement = self.connection.prepare_cached("SELECT seq, hash FROM event ORDER BY seq")?;
        let mut rows = statement.query([])?;
        let mut leaves = Vec::new();
        while let Some(row) = rows.next()? {
            let (seq, hash): (i64, String) = (row.get(0)?, row.get(1)?);
            let hash = encode::unhex32(&hash)
                .ok_or_else(|| LedgerError::damaged(format!("event {seq}"), "its hash is none"))?;
            leaves.push(leaf_hash(&hash));
        }
        Ok(leaves)
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base64 of RFC 4648 with padding.
pub fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().chain([0, 0].iter()).take(3).fold(0_u32, |group, byte| group << 8 | u32::from(*byte));
        for place in 0..4 {
            let digit = ALPHABET.get((group >> (18 - 6 * place) & 63) as usize).copied().unwrap_or(b'=');
            out.push(if place > chunk.len() { '=' } else { char::from(digit) });
        }
    }
    out
}

/// Reads base64 in its one spelling.
pub fn unbase64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    for chunk in text.trim_end_matches('=').as_bytes().chunks(4) {
        let mut group = 0_u32;
        for digit in chunk {
            group = group << 6 | u32::try_from(ALPHABET.iter().position(|known| known == digit)?).ok()?;
        }
        group <<= 6 * (4 - chunk.len());
        out.extend(group.to_be_bytes().get(1..chunk.len())?);
    }
    (base64(&out) == text).then_some(out)
}
