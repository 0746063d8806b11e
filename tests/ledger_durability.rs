//! Killed, out of space, failing disks, many writers: nothing that was acknowledged is lost, nothing is torn.
//!
//! The counts fit CI. `ONRECORD_LONG=1 cargo test --release --test ledger_durability` runs the long ones.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unreachable
)]

mod ledger_support;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use ledger_support::*;
use onrecord::ledger::{AuditOptions, Ledger, LedgerError, Options};
use onrecord::model::{ClaimFilter, SourceKind};

/// Set for a child process: which part of this test binary to play, and on which ledger.
const ROLE: &str = "ONRECORD_TEST_ROLE";

fn count(short: usize, long: usize) -> usize {
    if std::env::var_os("ONRECORD_LONG").is_some() { long } else { short }
}

/// This test binary again, as a writer of `claims` claims that says each one it has been told is safe.
fn writer(ledger: &Path, name: &str, claims: usize) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "child", "--nocapture"])
        .env(ROLE, format!("{name}\t{claims}\t{}", ledger.display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Plays the writer when asked to; else a test that does nothing.
#[test]
fn child() {
    let Ok(role) = std::env::var(ROLE) else { return };
    let [name, claims, path] = role.splitn(3, '\t').collect::<Vec<_>>()[..] else { panic!("{role}") };
    let write = || -> Result<(), LedgerError> {
        let mut ledger = Ledger::open(Path::new(path), &Options::default(), &by(name))?;
        for number in 0..claims.parse::<usize>().unwrap() {
            let text = format!("{name} number {number} moved ${number}");
            let mut document = document(name, "2026-02-01", &text);
            document.origin = format!("{name}-{number}");
            document.publication.url = None;
            let record = claim(
                &text,
                &text,
                vec![money(&format!("${number}"), &number.to_string())],
                &[(name, SourceKind::Outlet)],
            );
            ledger.log_claim(&document, &[record], "rules-1", &by(name))?;
            println!("acknowledged {name}-{number}");
        }
        Ok(())
    };
    if let Err(error) = write() {
        eprintln!("onrecord: {error}");
        std::process::exit(5);
    }
}

fn acknowledged(child: &mut Child) -> Vec<String> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    lines.filter_map(|line| Some(line.split_once("acknowledged ")?.1.to_owned())).collect()
}

fn present(ledger: &Path) -> BTreeSet<String> {
    let ledger = Ledger::open(ledger, &Options::default(), &by("auditor")).unwrap();
    let report = ledger.audit(&AuditOptions::default()).unwrap();
    assert!(report.faults.is_empty(), "{:?}", report.faults);
    let documents = ledger.documents().unwrap();
    assert_eq!(documents.len(), ledger.claim_ids(&ClaimFilter::default()).unwrap().len());
    let found: BTreeSet<String> = documents.iter().map(|document| document.origin.clone()).collect();
    assert_eq!(found.len(), documents.len(), "nothing stands twice");
    found
}

#[test]
fn a_kill_loses_nothing_that_was_acknowledged() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("onrecord.db");
    let mut all = BTreeSet::new();
    for round in 0..count(15, 1000) {
        let mut child = writer(&path, &format!("r{round}"), 100_000).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(5 + (round as u64 * 7919) % 300));
        child.kill().unwrap();
        all.extend(acknowledged(&mut child));
        child.wait().unwrap();
        if round % 5 == 4 {
            let found = present(&path);
            assert!(all.is_subset(&found), "lost: {:?}", all.difference(&found).collect::<Vec<_>>());
            assert!(
                found.len() <= all.len() + round + 1,
                "at most the one in flight of each kill is there unacknowledged"
            );
        }
    }
    assert!(!all.is_empty());
}

#[test]
fn many_writers_make_one_chain() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("onrecord.db");
    let (writers, claims) = (8, count(60, 10_000));
    let mut children: Vec<Child> =
        (0..writers).map(|number| writer(&path, &format!("w{number}"), claims).spawn().unwrap()).collect();
    let mut told = BTreeSet::new();
    for child in &mut children {
        told.extend(acknowledged(child));
        let output = child.wait().unwrap();
        assert!(output.success());
    }
    assert_eq!(told.len(), writers * claims);
    assert_eq!(present(&path), told);
}

/// The control: without one transaction around reading the head and appending, the chain forks or appends fail.
#[test]
fn without_the_transaction_many_writers_fork_the_chain() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("onrecord.db");
    drop(open(&path));
    let threads: Vec<_> = (0..8)
        .map(|number| {
            let path = path.clone();
            std::thread::spawn(move || {
                let connection = rusqlite::Connection::open(&path).unwrap();
                connection.busy_timeout(Duration::from_secs(20)).unwrap();
                let mut failed = 0;
                for at in 0..50 {
                    let (seq, hash): (i64, String) = connection
                        .query_row("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1", [], |row| {
                            Ok((row.get(0)?, row.get(1)?))
                        })
                        .unwrap();
                    std::thread::yield_now();
                    let sql = "INSERT INTO event VALUES (?, ?, 't', 'a', 'claim.tagged', 1, '{}', ?, 'h')";
                    failed += usize::from(
                        connection.execute(sql, rusqlite::params![seq + 1, format!("{number}-{at}"), hash]).is_err(),
                    );
                }
                failed
            })
        })
        .collect();
    let failed: usize = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
    assert!(failed > 0, "appends that read the head outside the transaction must collide");
}

#[test]
fn the_same_document_from_many_at_once_is_one_document() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("onrecord.db");
    drop(open(&path));
    let text = "Reserves reached $41bn";
    let threads: Vec<_> = (0..count(8, 100))
        .map(|_| {
            let path = path.clone();
            std::thread::spawn(move || {
                let record = claim(text, text, vec![money("$41bn", "41000000000")], &[]);
                open(&path)
                    .add_document(&document("Daily", "2026-02-01", text), &[record], "rules-1", &by("omar"))
                    .unwrap()
            })
        })
        .collect();
    let added: BTreeSet<_> = threads.into_iter().map(|thread| thread.join().unwrap().document).collect();
    assert_eq!(added.into_iter().collect::<Vec<_>>(), ["D1"]);
    assert_eq!(present(&path).len(), 1);
}

/// A small filesystem of its own; none where we may not mount one.
struct Disk(PathBuf);

impl Disk {
    fn mount(at: &Path, kilobytes: usize) -> Option<Disk> {
        std::fs::create_dir_all(at).unwrap();
        let size = format!("size={kilobytes}k");
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(at).status().ok()?.success();
        mounted.then(|| Disk(at.to_owned()))
    }

    fn resize(&self, kilobytes: usize) {
        let size = format!("remount,size={kilobytes}k");
        assert!(Command::new("mount").args(["-o", &size]).arg(&self.0).status().unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_loses_nothing_and_goes_on_when_there_is_space() {
    let directory = tempfile::tempdir().unwrap();
    for step in 0..count(4, 50) {
        let Some(disk) = Disk::mount(&directory.path().join(format!("disk{step}")), 700 + step * 64) else {
            eprintln!("skipped: a tmpfs cannot be mounted here");
            return;
        };
        let path = disk.0.join("onrecord.db");
        let mut child = writer(&path, "full", 100_000).spawn().unwrap();
        let told: BTreeSet<String> = acknowledged(&mut child).into_iter().collect();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(5));
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(message.contains("disk that holds the ledger is full"), "{message}");
        disk.resize(8192);
        let found = present(&path);
        assert!(told.is_subset(&found) && found.len() <= told.len() + 1);
        assert!(writer(&path, "after", 3).output().unwrap().status.success(), "it goes on when there is space");
    }
}

fn strace() -> bool {
    Command::new("strace").arg("-V").output().is_ok_and(|output| output.status.success())
}

#[test]
fn an_error_of_any_system_call_is_told_and_harmless() {
    if !strace() {
        eprintln!("skipped: there is no strace here");
        return;
    }
    let mut failed = 0;
    for call in ["pwrite64", "fsync", "fdatasync", "ftruncate", "openat"] {
        for error in ["EIO", "ENOSPC"] {
            for when in (1..=count(40, 200)).step_by(count(9, 1)) {
                let directory = tempfile::tempdir().unwrap();
                let path = directory.path().join("onrecord.db");
                drop(open(&path));
                let role = writer(&path, "fault", 4);
                let mut command = Command::new("strace");
                let traced = if call == "openat" { directory.path().to_path_buf() } else { path.clone() };
                command
                    .args(["-f", "-qq", "-o", "/dev/null", "-e"])
                    .arg(format!("inject={call}:error={error}:when={when}"));
                if call == "openat" {
                    command.arg("-P").arg(traced);
                }
                command.arg(role.get_program()).args(role.get_args());
                command.envs(role.get_envs().filter_map(|(key, value)| Some((key, value?))));
                let output = command.output().unwrap();
                let told = String::from_utf8_lossy(&output.stdout);
                let told: BTreeSet<String> =
                    told.lines().filter_map(|line| Some(line.split_once("acknowledged ")?.1.to_owned())).collect();
                let found = present(&path);
                assert!(told.is_subset(&found), "{call} {error} {when}: false acknowledgement");
                let complained = String::from_utf8_lossy(&output.stderr);
                failed += usize::from(!output.status.success());
                assert!(output.status.success() == (told.len() == 4), "{call} {error} {when}: {complained}");
                assert!(
                    output.status.success() || complained.contains("onrecord:"),
                    "{call} {error} {when}: {complained}"
                );
            }
        }
    }
    assert!(failed > 5, "errors were injected and hit nothing: {failed}");
}

/// The calls that tell whether what is acknowledged has been synced: writes to the ledger's files, syncs, and ours.
#[test]
fn every_acknowledgement_comes_after_its_fsync() {
    if !strace() {
        eprintln!("skipped: there is no strace here");
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("onrecord.db");
    drop(open(&path));
    let trace = directory.path().join("trace");
    let claims = count(50, 1000);
    let role = writer(&path, "sync", claims);
    let mut command = Command::new("strace");
    command.args(["-f", "-y", "-e", "trace=pwrite64,write,fsync,fdatasync", "-o"]).arg(&trace);
    command.arg(role.get_program()).args(role.get_args());
    command.envs(role.get_envs().filter_map(|(key, value)| Some((key, value?))));
    assert!(command.output().unwrap().status.success());
    let trace = std::fs::read_to_string(trace).unwrap();
    assert_eq!(unsynced_acknowledgements(&trace), (claims, 0));
    // The control: the same trace with its syncs taken out has nothing but false acknowledgements.
    let without: String =
        trace.lines().filter(|line| !line.contains("sync(")).map(|line| format!("{line}\n")).collect();
    assert_eq!(unsynced_acknowledgements(&without), (claims, claims));
}

/// How many acknowledgements there are, and how many of them came while a write to the log was not synced.
fn unsynced_acknowledgements(trace: &str) -> (usize, usize) {
    let (mut dirty, mut told, mut wrong) = (false, 0, 0);
    for line in trace.lines() {
        if line.contains("onrecord.db-wal>") {
            dirty = line.contains("pwrite64(") || (dirty && !line.contains("sync("));
        } else if line.contains("write(") && line.contains("acknowledged ") {
            told += 1;
            wrong += usize::from(dirty);
        }
    }
    (told, wrong)
}
