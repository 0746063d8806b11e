//! What people do to claims: progress, verdicts, evidence, replies, sign-off.

use super::append::{NewEvent, append_in};
use super::payload::{self, ClaimRef};
use super::projection::Store;
use super::{By, Evidence, Ledger, LedgerError, Reply, Result, documents, query};
use crate::model::{Event, EventKind, Progress, Verdict};

/// A change of a claim's verdicts: what is not given stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerdictChange {
    /// Did they say it?
    pub attribution: Option<Verdict>,
    /// Is it so?
    pub content: Option<Verdict>,
    /// What it rests on; never empty.
    pub note: String,
    /// Why a verdict that was set before is changed; needed then.
    pub reason: Option<String>,
}

/// The setting that demands that another person than the one who set the verdict signs off.
const SECOND_PERSON: &str = "sign_off_by_second_person";

impl Ledger {
    /// Moves a claim's progress.
    ///
    /// # Errors
    /// There is no such claim, or the ledger cannot be written.
    pub fn set_progress(&mut self, claim: &str, progress: Progress, note: Option<&str>, by: &By<'_>) -> Result<Event> {
        self.on_claim(claim, by, EventKind::ProgressSet, |_, claim| {
            Ok(payload::ProgressSet { claim, progress, note: note.map(str::to_owned) })
        })
    }

    /// Sets one or both verdicts on a claim.
    ///
    /// # Errors
    /// The note is empty, a verdict is changed without a reason, there is no such claim, or the ledger cannot
    /// be written.
    pub fn set_verdict(&mut self, claim: &str, change: &VerdictChange, by: &By<'_>) -> Result<Event> {
        let refuse = |reason: &str| Err(LedgerError::Refused(reason.to_owned()));
        if change.attribution.is_none() && change.content.is_none() {
            return refuse("no verdict is given; give --content, --attribution or both");
        }
        if change.note.trim().is_empty() {
            return refuse("a verdict needs a note that says what it rests on; give --note");
        }
        let own_id = query::parse_id("claim", 'C', claim)?;
        self.on_claim(claim, by, EventKind::VerdictSet, |store, claim| {
            let before = store.verdict(own_id, "")?;
            let changed = before.is_some_and(|before| {
                let moved = |old: Verdict, new: Option<Verdict>| {
                    old != Verdict::Unverified && new.is_some_and(|new| new != old)
                };
                moved(before.attribution, change.attribution) || moved(before.content, change.content)
            });
            if changed && change.reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
                let reason = format!("C{own_id} has a verdict already; say with --reason why it changes");
                return Err(LedgerError::Refused(reason));
            }
            Ok(payload::VerdictSet {
                claim,
                attribution: change.attribution,
                content: change.content,
                note: change.note.clone(),
                reason: change.reason.clone(),
            })
        })
    }

    /// Puts a piece of evidence to a claim. The caller has checked that a quotation stands in it.
    ///
    /// # Errors
    /// Its URL is no web address, its quotation is empty, there is no such claim, or the ledger cannot be written.
    pub fn add_evidence(&mut self, claim: &str, evidence: &Evidence, by: &By<'_>) -> Result<Event> {
        check_evidence(evidence)?;
        self.on_claim(claim, by, EventKind::EvidenceAdded, |_, claim| {
            Ok(payload::EvidenceAdded { claim, evidence: evidence.clone() })
        })
    }

    /// Records a right of reply.
    ///
    /// # Errors
    /// Nobody is named, its days contradict each other, a day of the answer has no answer, there is no such claim, or
    /// the ledger cannot be written.
    pub fn record_reply(&mut self, claim: &str, reply: &Reply, by: &By<'_>) -> Result<Event> {
        let reply = checked_reply(reply)?;
        self.on_claim(claim, by, EventKind::ReplyRecorded, |_, claim| Ok(payload::ReplyRecorded { claim, reply }))
    }

    /// Gives a claim to a person, or to nobody.
    ///
    /// # Errors
    /// The person's name is empty, there is no such claim, or the ledger cannot be written.
    pub fn assign(&mut self, claim: &str, to: Option<&str>, by: &By<'_>) -> Result<Event> {
        let to =
            to.map(|name| filled(name, "the name is empty; leave it out to give the claim to nobody")).transpose()?;
        self.on_claim(claim, by, EventKind::Assigned, |_, claim| {
            Ok(payload::Assigned { claim, to: to.map(str::to_owned) })
        })
    }

    /// Puts a word on a claim, or takes it off.
    ///
    /// # Errors
    /// The word is empty, there is no such claim, or the ledger cannot be written.
    pub fn tag(&mut self, claim: &str, tag: &str, removed: bool, by: &By<'_>) -> Result<Event> {
        // One that is there may be taken off, whatever it is.
        let tag = if removed { tag } else { filled(tag, "the tag is empty; give a word")? };
        self.on_claim(claim, by, EventKind::Tagged, |_, claim| {
            Ok(payload::Tagged { claim, tag: tag.to_owned(), removed })
        })
    }

    /// A second checker signs a claim's verdicts off.
    ///
    /// # Errors
    /// There is nothing to sign off, the same person has done so already, the ledger demands another person, or it
    /// cannot be written.
    pub fn sign_off(&mut self, claim: &str, note: Option<&str>, by: &By<'_>) -> Result<Event> {
        let id = query::parse_id("claim", 'C', claim)?;
        let second = self.setting(SECOND_PERSON)?.as_deref() == Some("true");
        let actor = by.actor.to_owned();
        let judge = query::last_judge(&self.connection, id)?;
        let again = query::signed_off(&self.connection, id)?.contains(&actor);
        self.on_claim(claim, by, EventKind::SignedOff, |_, claim| match judge {
            None => Err(LedgerError::Refused(format!("C{id} has no verdict to sign off; set one with `onrecord verify`"))),
            Some(judge) if second && judge == actor => Err(LedgerError::Refused(format!(
                "this ledger asks for a second person, and {judge} set the verdict on C{id}; somebody else must sign off"
            ))),
            Some(_) if again => Err(LedgerError::Refused(format!(
                "{actor} has signed C{id} off already; a new verdict would be signed off anew"
            ))),
            Some(_) => Ok(payload::SignedOff { claim, note: note.map(str::to_owned) }),
        })
    }

    /// A setting of the ledger.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn setting(&self, name: &str) -> Result<Option<String>> {
        query::setting(&self.connection, name)
    }

    /// Changes a setting of the ledger.
    ///
    /// # Errors
    /// There is no such setting, or the ledger cannot be written.
    pub fn set_setting(&mut self, name: &str, value: &str, by: &By<'_>) -> Result<Event> {
        if name != SECOND_PERSON || !matches!(value, "true" | "false") {
            let reason = format!("the one setting is {SECOND_PERSON}, true or false; {name} = {value} is none");
            return Err(LedgerError::Refused(reason));
        }
        let changed = payload::SettingChanged { name: name.to_owned(), value: value.to_owned() };
        self.append_one(by, EventKind::SettingChanged, &changed)
    }

    /// Appends an event about one claim; `make` sees the ledger as it is inside the transaction.
    fn on_claim<P: serde::Serialize>(
        &mut self,
        claim: &str,
        by: &By<'_>,
        kind: EventKind,
        make: impl FnOnce(&mut dyn Store, ClaimRef) -> Result<P>,
    ) -> Result<Event> {
        let id = query::parse_id("claim", 'C', claim)?;
        self.write(|writer| {
            let row = writer.store.claim(id)?;
            let position = u32::try_from(row.position).unwrap_or(u32::MAX);
            let name = ClaimRef { event: documents::event_id(writer, row.event)?, position };
            let event = NewEvent::new(kind, &make(&mut writer.store, name)?)?;
            let mut events = append_in(writer, by, vec![event])?;
            events.pop().ok_or_else(|| LedgerError::damaged("the end of the chain", "an event was not appended"))
        })
    }
}

/// A name or word without the spaces around it; refused when nothing is left.
fn filled<'a>(text: &'a str, reason: &str) -> Result<&'a str> {
    match text.trim() {
        "" => Err(LedgerError::Refused(reason.to_owned())),
        text => Ok(text),
    }
}

/// A reply that can be: somebody was asked, nothing comes before the asking, and a day of the answer has an answer.
fn checked_reply(reply: &Reply) -> Result<Reply> {
    let to = filled(&reply.to, "nobody is named who was asked; give --to")?.to_owned();
    let day = |time: &Option<String>| time.as_deref().map(|time| time.get(..10).unwrap_or(time).to_owned());
    let asked = day(&reply.asked_at);
    for (what, time) in [("the answer was wanted by", &reply.deadline), ("the answer came on", &reply.answered_at)] {
        if let (Some(asked), Some(then)) = (&asked, day(time))
            && then < *asked
        {
            return Err(LedgerError::Refused(format!(
                "{what} {then}, before the day of asking, {asked}; check the days"
            )));
        }
    }
    if reply.answered_at.is_some() && reply.answer.as_deref().is_none_or(|answer| answer.trim().is_empty()) {
        return Err(LedgerError::Refused(
            "a day of the answer is given and no answer; say with --answer what came back".to_owned(),
        ));
    }
    Ok(Reply { to, ..reply.clone() })
}

/// Refuses evidence that a reader could not follow, or that says nothing.
pub(super) fn check_evidence(evidence: &Evidence) -> Result<()> {
    if let Some(quote) = &evidence.quote {
        filled(quote, "the quotation is empty; leave it out or quote what the file says")?;
    }
    let Some(url) = &evidence.url else { return Ok(()) };
    let (scheme, rest) = url.split_once("://").unwrap_or_default();
    let web = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if !web || host.is_empty() || url.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
        let reason = format!("{url:?} is no web address; it begins with https:// or http://, then comes a host");
        return Err(LedgerError::Refused(reason));
    }
    Ok(())
}
