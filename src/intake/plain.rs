//! Plain text: the decoded characters, unchanged.

use super::{IntakeError, Reader, Reading, charset};
use crate::model::Publication;

/// Takes everything that is text.
pub struct Plain;

impl Reader for Plain {
    fn detect(&self, _name: &str, _bytes: &[u8]) -> bool {
        true
    }

    fn read(&self, name: &str, bytes: &[u8], label: Option<&str>) -> Result<Reading, IntakeError> {
        let decoded = charset::decode(name, bytes, label)?;
        Ok(Reading {
            text: decoded.text,
            media_type: "text/plain".into(),
            encoding: decoded.encoding.into(),
            publication: Publication::default(),
        })
    }
}
