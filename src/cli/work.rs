//! What the commands of the work on claims share.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::exit::{Done, Failure};
use super::output::{self, Format};
use crate::lang::Messages;
use crate::model::Event;
use crate::report::view::ReplyView;

/// A right of reply in one line.
pub fn reply_line(reply: &ReplyView, messages: &Messages) -> String {
    let mut parts = vec![reply.to.clone()];
    let dated = |key: &str, value: &String| messages.fill(key, &[("value", value)]);
    parts.extend(reply.by.clone());
    parts.extend(reply.asked_at.iter().map(|day| dated("show.asked", day)));
    parts.extend(reply.deadline.iter().map(|day| dated("show.deadline", day)));
    parts.extend(reply.answer.iter().map(|words| messages.fill("report.evidence_quote", &[("quote", words)])));
    parts.extend(reply.answered_at.iter().map(|day| dated("show.answered", day)));
    parts.join(" · ")
}

/// Tells what was recorded.
pub fn done(format: Format, messages: &Messages, claim: &str, event: &Event, detail: &str) -> Result<Done, Failure> {
    if format != Format::Table {
        let item = serde_json::json!({"claim": claim, "seq": event.seq, "event": event.kind, "hash": event.hash});
        output::object(format, &item)?;
        return Ok(Done::Clean);
    }
    let seq = event.seq.to_string();
    let what = format!("{} {detail}", messages.word("event", event.kind.as_str()));
    let values = [("claim", claim), ("what", what.trim_end()), ("seq", &seq)];
    output::lines([messages.fill("work.done", &values)])?;
    Ok(Done::Clean)
}

/// Whose signature it is, for commands that sign.
#[derive(Debug, Args)]
pub struct Signing {
    /// The key that signs, made if there is none [default: onrecord/checkpoint.key in the configuration directory]
    #[arg(long, value_name = "FILE", env = "ONRECORD_KEY")]
    key: Option<PathBuf>,
}

impl Signing {
    /// The key given, or the one in the default place.
    pub fn key(&self) -> Result<PathBuf, Failure> {
        key(self.key.as_deref())
    }
}

/// The key that signs checkpoints: the one given, or the default place.
pub fn key(given: Option<&Path>) -> Result<PathBuf, Failure> {
    given
        .map(Path::to_owned)
        .or_else(crate::app::default_key)
        .ok_or_else(|| Failure::Usage("there is no home directory to keep a key in; give --key".to_owned()))
}

/// Writes a file that only its owner may read, and waits until it is on the disk.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut file = private_file(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    written.map_err(|error| Failure::output(&path.display().to_string(), &error))
}

/// A new file that only its owner may read.
pub fn private_file(path: &Path) -> Result<File, Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| Failure::output(&path.display().to_string(), &error))
}
