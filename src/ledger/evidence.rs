//! Evidence: files are kept by the hash of their bytes, beside the ledger, before the event that names them.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use serde::Deserialize;

use super::work::check_evidence;
use super::{By, Evidence, Ledger, LedgerError, Result, encode, payload, place};
use crate::model::{Event, EventKind};

impl Ledger {
    /// The directory of the evidence files: the ledger's own name with `.evidence` after it.
    pub fn evidence_directory(&self) -> PathBuf {
        let mut name = self.path.as_os_str().to_owned();
        name.push(".evidence");
        PathBuf::from(name)
    }

    /// Puts evidence with a file to a claim. `text` is what the file says, as read from it.
    ///
    /// # Errors
    /// The quotation does not stand verbatim in the text, there is no such claim, or the file or the ledger
    /// cannot be written.
    pub fn add_evidence_file(
        &mut self,
        claim: &str,
        evidence: &Evidence,
        bytes: &[u8],
        text: &str,
        by: &By<'_>,
    ) -> Result<Event> {
        check_evidence(evidence)?;
        if let Some(quote) = evidence.quote.as_deref().filter(|quote| !text.contains(quote)) {
            let shown: String = quote.chars().take(60).collect();
            let reason = format!("\"{shown}\" does not stand word for word in the file; quote exactly what it says");
            return Err(LedgerError::Refused(reason));
        }
        self.claim(claim)?;
        let hash = encode::sha256_hex(bytes);
        self.keep_file(&hash, bytes)?;
        self.add_evidence(claim, &Evidence { file_hash: Some(hash), ..evidence.clone() }, by)
    }

    /// The bytes of an evidence file.
    ///
    /// # Errors
    /// The hash is none, or the file is missing or has been changed.
    pub fn evidence_file(&self, hash: &str) -> Result<Vec<u8>> {
        let path = self.evidence_path(hash)?;
        let bytes = fs::read(&path).map_err(|error| LedgerError::file(&path, error))?;
        if encode::sha256_hex(&bytes) != hash {
            return Err(LedgerError::damaged(
                path.display().to_string(),
                "it is not the file whose hash it is named by",
            ));
        }
        Ok(bytes)
    }

    /// Names never become paths: only a hash does.
    fn evidence_path(&self, hash: &str) -> Result<PathBuf> {
        if encode::unhex32(hash).is_none() {
            return Err(LedgerError::not_found("evidence file", hash));
        }
        Ok(self.evidence_directory().join(hash))
    }

    /// Keeps a file by its hash, safely on the disk before it is named; whether it was new.
    pub(super) fn keep_file(&self, hash: &str, bytes: &[u8]) -> Result<bool> {
        let path = self.evidence_path(hash)?;
        if self.evidence_file(hash).is_ok() {
            // Whoever kept it may have been killed before its name was safe.
            place::sync_directory(&path)?;
            return Ok(false);
        }
        let store = self.evidence_directory();
        if store.is_symlink() {
            let reason = "this is a link; evidence is kept in a folder of its own beside the ledger".to_owned();
            return Err(LedgerError::BadPath { path: store, reason });
        }
        place::create_private_directory(&store)?;
        place::sync_directory(&store)?;
        let mut partial = path.clone().into_os_string();
        partial.push(format!(".{}.partial", std::process::id()));
        let partial = PathBuf::from(partial);
        let written = (|| {
            let mut file = place::create_new_private(&partial)?;
            file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|error| LedgerError::file(&partial, error))?;
            fs::rename(&partial, &path).map_err(|error| LedgerError::file(&path, error))?;
            place::sync_directory(&path)
        })();
        if written.is_err() {
            let _ = fs::remove_file(&partial);
        }
        written.map(|()| true)
    }

    /// Files of the evidence directory that no event names: what a crash between file and event leaves.
    ///
    /// # Errors
    /// The ledger or the directory cannot be read.
    pub fn evidence_orphans(&self) -> Result<Vec<String>> {
        let directory = self.evidence_directory();
        if !directory.exists() {
            return Ok(Vec::new());
        }
        let mut named = Vec::new();
        self.each_event(|event| {
            named.extend(file_of(event));
            Ok(())
        })?;
        let entries = fs::read_dir(&directory).map_err(|error| LedgerError::file(&directory, error))?;
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut orphans: Vec<String> = names.filter(|name| !named.contains(name)).collect();
        orphans.sort_unstable();
        Ok(orphans)
    }
}

/// The evidence file that an event names, its own or that of the event inside.
pub(super) fn file_of(event: &Event) -> Option<String> {
    #[derive(Deserialize)]
    struct Holder {
        evidence: Evidence,
    }
    match event.kind {
        EventKind::EvidenceAdded => serde_json::from_str::<Holder>(&event.payload).ok()?.evidence.file_hash,
        EventKind::EventImported => file_of(&serde_json::from_str::<payload::Imported>(&event.payload).ok()?.event),
        _ => None,
    }
}
