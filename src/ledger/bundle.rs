//! Bundles: a whole ledger as lines of JSON, to be merged into another.
//!
//! The first line names the ledger, how many events follow and their root; each further line is an event, then
//! come the files of the evidence. Whoever merges a bundle keeps each event whole, hash and all.

use std::io::{BufRead, Write};

use serde::{Deserialize, Serialize};

use super::append::{NewEvent, append_in, event_with_id};
use super::checkpoint::{base64, unbase64};
use super::projection::{self, Memory};
use super::tree::{Frontier, leaf_hash};
use super::{By, GENESIS, Ledger, LedgerError, Result, encode, evidence, payload};
use crate::model::{Event, EventKind};

const FORMAT: &str = "onrecord bundle 1";

#[derive(Serialize, Deserialize)]
struct Header {
    format: String,
    ledger: String,
    size: u64,
    root: String,
}

#[derive(Serialize, Deserialize)]
struct File {
    file: String,
    data: String,
}

/// What merging a bundle did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Name of the ledger it came from.
    pub ledger: String,
    /// Events that were new here.
    pub added: u64,
    /// Events that were here already.
    pub known: u64,
    /// Files of evidence that were new here.
    pub files: u64,
}

impl Ledger {
    /// Writes the whole ledger as a bundle.
    ///
    /// # Errors
    /// The ledger or a file of its evidence cannot be read, or `out` cannot be written.
    pub fn export(&self, out: &mut dyn Write) -> Result<u64> {
        let transaction = self.connection.unchecked_transaction()?;
        let mut frontier = Frontier::default();
        self.leaves()?.into_iter().for_each(|leaf| frontier.push(leaf));
        let ledger = self.origin()?.trim_start_matches("onrecord/").to_owned();
        let root = base64(&frontier.root());
        line(out, &Header { format: FORMAT.to_owned(), ledger, size: frontier.size(), root })?;
        let mut files = Vec::new();
        self.each_event(|event| {
            files.extend(evidence::file_of(event));
            line(out, event)
        })?;
        files.sort_unstable();
        files.dedup();
        for file in files {
            let data = base64(&self.evidence_file(&file)?);
            line(out, &File { file, data })?;
        }
        out.flush().map_err(|error| LedgerError::file("the bundle", error))?;
        transaction.finish()?;
        Ok(frontier.size())
    }

    /// Merges a bundle: its events are appended as they stand, those known already are passed over. Documents
    /// and claims that both have become one; verdicts stand side by side and overwrite none.
    ///
    /// # Errors
    /// The bundle is not whole or has been changed, or the ledger cannot be written; then nothing is merged.
    pub fn import(&mut self, bundle: &mut dyn BufRead, by: &By<'_>) -> Result<Imported> {
        self.merge(Bundle::read(bundle)?, by)
    }

    /// Merges a bundle that has been read.
    ///
    /// # Errors
    /// The ledger cannot be written; then nothing is merged.
    pub fn merge(&mut self, bundle: Bundle, by: &By<'_>) -> Result<Imported> {
        let Bundle { header, events, files } = bundle;
        let mut imported = Imported { ledger: header.ledger.clone(), added: 0, known: 0, files: 0 };
        for (name, bytes) in files {
            imported.files += u64::from(self.keep_file(&name, &bytes)?);
        }
        self.write(|connection| {
            let root = unbase64(&header.root).unwrap_or_default();
            let summary =
                payload::BundleImported { ledger: header.ledger.clone(), size: header.size, root: header.root };
            let id = format!("bundle-{}", encode::hex(&root));
            let mut new = vec![NewEvent::with_id(id, EventKind::BundleImported, &summary)?];
            for event in events {
                // The beginning and the settings of another ledger are not ours.
                if matches!(
                    event.kind,
                    EventKind::LedgerCreated | EventKind::SettingChanged | EventKind::BundleImported
                ) {
                    continue;
                }
                if event_with_id(connection, &event.id)?.is_some() {
                    imported.known += 1;
                    continue;
                }
                imported.added += 1;
                new.push(wrap(&header.ledger, event)?);
            }
            if imported.added > 0 {
                append_in(connection, by, new)?;
            }
            Ok(())
        })?;
        Ok(imported)
    }
}

/// An event as this ledger keeps it; one that was imported there is passed on as it is.
fn wrap(ledger: &str, event: Event) -> Result<NewEvent> {
    let id = event.id.clone();
    if event.kind == EventKind::EventImported {
        return Ok(NewEvent { id, kind: event.kind, version: event.version, payload: event.payload });
    }
    NewEvent::with_id(id, EventKind::EventImported, &payload::Imported { ledger: ledger.to_owned(), event })
}

fn line(out: &mut dyn Write, value: &impl Serialize) -> Result<()> {
    let mut text = serde_json::to_vec(value).map_err(|error| LedgerError::damaged("the bundle", error))?;
    text.push(b'\n');
    out.write_all(&text).map_err(|error| LedgerError::file("the bundle", error))
}

/// A bundle that is whole: every event is what its hash says, all of them are what the root says, and each means
/// something to this program. Read before a ledger is opened, so that none is begun for one that is not.
pub struct Bundle {
    header: Header,
    events: Vec<Event>,
    files: Vec<(String, Vec<u8>)>,
}

/// What is wrong with a line.
fn bad(number: usize, reason: String) -> LedgerError {
    LedgerError::Refused(format!("the bundle is damaged at line {number}: {reason}; ask for it again"))
}

impl Header {
    fn read(line: &str) -> Result<Header> {
        let header: Header = serde_json::from_str(line).map_err(|error| bad(1, error.to_string()))?;
        if header.format != FORMAT {
            return Err(bad(1, format!("its format is {:?}, not {FORMAT:?}", header.format)));
        }
        Ok(header)
    }
}

impl Bundle {
    /// Reads a bundle and holds every event against its hash, and all of them against the root.
    ///
    /// # Errors
    /// It cannot be read, is not whole, or has been changed.
    pub fn read(bundle: &mut dyn BufRead) -> Result<Bundle> {
        let mut lines = Lines { bundle, number: 0 };
        let first = lines.next()?.ok_or_else(|| bad(1, "it is empty".to_owned()))?;
        let header = Header::read(&first)?;
        let (mut events, mut files, mut frontier, mut memory) =
            (Vec::new(), Vec::new(), Frontier::default(), Memory::default());
        let mut previous = GENESIS.to_owned();
        while let Some(text) = lines.next()? {
            let damaged = |reason: String| bad(lines.number, reason);
            if frontier.size() < header.size {
                let event: Event = serde_json::from_str(&text).map_err(|error| damaged(error.to_string()))?;
                if event.seq != frontier.size() + 1
                    || event.previous != previous
                    || encode::event_hash(&event) != event.hash
                {
                    return Err(damaged(format!("event {} is not what its hash says", event.seq)));
                }
                if !memory.begin(&event.id, i64::try_from(event.seq).unwrap_or(i64::MAX)) {
                    return Err(damaged(format!("event {} has the id of another", event.seq)));
                }
                projection::apply(&mut memory, &event).map_err(|error| damaged(error.to_string()))?;
                previous.clone_from(&event.hash);
                frontier.push(leaf_hash(&encode::unhex32(&event.hash).unwrap_or_default()));
                events.push(event);
            } else {
                let file: File = serde_json::from_str(&text).map_err(|error| damaged(error.to_string()))?;
                let bytes = unbase64(&file.data).filter(|bytes| encode::sha256_hex(bytes) == file.file);
                files.push((file.file, bytes.ok_or_else(|| damaged("a file is not what its hash says".to_owned()))?));
            }
        }
        if frontier.size() != header.size || base64(&frontier.root()) != header.root {
            let reason = format!("{} events, {} announced, or another root", frontier.size(), header.size);
            return Err(bad(events.len() + 1, reason));
        }
        Ok(Bundle { header, events, files })
    }
}

/// The lines of a bundle, with the number of the last one.
struct Lines<'b> {
    bundle: &'b mut dyn BufRead,
    number: usize,
}

impl Lines<'_> {
    fn next(&mut self) -> Result<Option<String>> {
        let mut line = Vec::new();
        self.number += 1;
        let length =
            self.bundle.read_until(b'\n', &mut line).map_err(|error| LedgerError::file("the bundle", error))?;
        let text = String::from_utf8(line).map_err(|_| bad(self.number, "it is no UTF-8".to_owned()))?;
        Ok((length > 0).then_some(text))
    }
}
