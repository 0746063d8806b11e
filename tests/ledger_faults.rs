//! Full disks and failing system calls: told plainly, nothing acknowledged that is not there, and on it goes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unreachable
)]

mod ledger_support;

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ledger_support::child::*;
use ledger_support::*;
use onrecord::ledger::AuditOptions;
use tempfile::TempDir;

/// Plays the writer when asked to; else a test that does nothing.
#[test]
fn child() {
    play();
}

/// A small filesystem of its own; none where we may not mount one.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path, kilobytes: usize) -> Option<SmallDisk> {
        std::fs::create_dir_all(at).unwrap();
        let size = format!("size={kilobytes}k");
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(at).status().ok()?.success();
        mounted.then(|| SmallDisk(at.to_owned()))
    }

    fn resize(&self, kilobytes: usize) {
        let size = format!("remount,size={kilobytes}k");
        assert!(Command::new("mount").args(["-o", &size]).arg(&self.0).status().unwrap().success());
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_loses_nothing_and_goes_on_when_there_is_space() {
    let directory = tempfile::tempdir().unwrap();
    for step in 0..count(4, 50) {
        let Some(disk) = SmallDisk::mount(&directory.path().join(format!("disk{step}")), 700 + step * 64) else {
            eprintln!("skipped: a tmpfs cannot be mounted here");
            return;
        };
        let path = disk.0.join("onrecord.db");
        let output = ledger_support::child::child(Part::Claims, "full", 100_000, &path).output().unwrap();
        assert_eq!(output.status.code(), Some(5));
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(message.contains("disk that holds the ledger is full"), "{message}");
        disk.resize(8192);
        let (told, found) = (told(&output.stdout), present(&path));
        assert!(told.is_subset(&found) && found.len() <= told.len() + 1);
        let after = ledger_support::child::child(Part::Claims, "after", 3, &path).output().unwrap();
        assert!(after.status.success(), "it goes on when there is space");
    }
}

/// The control: on a full disk a writer that tells before it has written acknowledges what is not there.
#[test]
fn a_writer_that_tells_first_is_caught_by_a_full_disk() {
    let directory = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::mount(&directory.path().join("disk"), 764) else {
        eprintln!("skipped: a tmpfs cannot be mounted here");
        return;
    };
    let path = disk.0.join("onrecord.db");
    let output = ledger_support::child::child(Part::TellsFirst, "full", 100_000, &path).output().unwrap();
    disk.resize(8192);
    assert!(!told(&output.stdout).is_subset(&present(&path)));
}

#[test]
fn a_file_that_may_not_grow_loses_nothing() {
    for step in 0..count(4, 50) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("onrecord.db");
        drop(open(&path));
        let writer = ledger_support::child::child(Part::Claims, "limit", 100_000, &path);
        let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", 500 + 24 * step);
        let output = behind("sh", &["-c", &script], &writer).output().unwrap();
        assert_eq!(output.status.code(), Some(5), "{output:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("onrecord: "));
        let (told, found) = (told(&output.stdout), present(&path));
        assert!(!told.is_empty() && told.is_subset(&found) && found.len() <= told.len() + 1);
        let after = ledger_support::child::child(Part::Claims, "after", 3, &path).output().unwrap();
        assert!(after.status.success());
    }
}

/// Runs a part with one kind of system call made to fail.
fn with_fault(part: Part, call: &str, fault: &str, when: &str, path: &Path) -> Output {
    let inject = format!("inject={call}:{fault}:when={when}");
    // Files outside of the ledger's directory are left alone where a call opens or names them.
    let files = path.parent().unwrap().to_str().unwrap().to_owned();
    let names = [path.to_str().unwrap().to_owned(), format!("{}-wal", path.display()), files];
    let mut arguments = vec!["-f", "-qq", "-o", "/dev/null", "-e", &inject];
    if matches!(call, "openat" | "pread64") {
        names.iter().for_each(|name| arguments.extend(["-P", name]));
    }
    behind("strace", &arguments, &ledger_support::child::child(part, "fault", 4, path)).output().unwrap()
}

#[test]
fn an_error_of_any_system_call_is_told_and_harmless() {
    if !has_strace() {
        return;
    }
    let (mut failed, mut number) = (0, 0_usize);
    for call in ["pwrite64", "fsync", "fdatasync", "ftruncate", "openat", "pread64"] {
        for fault in ["error=EIO", "error=ENOSPC", "error=EDQUOT", "signal=KILL"] {
            for sticky in ["", "+"] {
                for when in 1..=count(60, 200) {
                    // A tenth or so of the points is enough for every day, spread over all of them.
                    number += 1;
                    if count(0, 1) == 0 && number % 29 != 0 {
                        continue;
                    }
                    let directory = tempfile::tempdir().unwrap();
                    let path = directory.path().join("onrecord.db");
                    drop(open(&path));
                    let output = with_fault(Part::Claims, call, fault, &format!("{when}{sticky}"), &path);
                    let what = format!("{call} {fault} {when}{sticky}: {output:?}");
                    let (told, found) = (told(&output.stdout), present(&path));
                    assert!(told.is_subset(&found), "false acknowledgement: {what}");
                    // A kill may also come after the last word, when the ledger is closed.
                    let all = told.len() == 4 || !output.status.success();
                    assert!(all && (fault == "signal=KILL" || output.status.success() == (told.len() == 4)), "{what}");
                    failed += usize::from(!output.status.success());
                    let complained = String::from_utf8_lossy(&output.stderr).contains("onrecord: ");
                    assert!(output.status.success() || complained || fault.starts_with("signal"), "{what}");
                }
            }
        }
    }
    assert!(failed > 10, "faults were injected and hit nothing: {failed}");
}

/// The control: a writer that does not care for the error acknowledges what is not there.
#[test]
fn a_writer_that_tells_first_is_caught_by_an_error() {
    if !has_strace() {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("onrecord.db");
    drop(open(&path));
    let output = with_fault(Part::TellsFirst, "pwrite64", "error=EIO", "30+", &path);
    assert!(!told(&output.stdout).is_subset(&present(&path)));
}

/// A ledger with a claim, and what a writer of evidence told while one of its system calls was made to fail.
fn evidence_under_fault(part: Part, call: &str, fault: &str, when: usize) -> (TempDir, PathBuf, Output) {
    let mut desk = desk();
    desk.add("Daily", "2026-02-01", "It rained", &[claim("It rained", "It rained", vec![], &[])]);
    let path = desk.path();
    drop(desk.ledger);
    let inject = format!("inject={call}:{fault}:when={when}");
    let directory = format!("{}.evidence", path.display());
    let mut arguments = vec!["-f", "-qq", "-o", "/dev/null", "-e", &inject];
    if call == "write" {
        // Only writes of evidence; our own output is a write too.
        arguments.extend(["-P", &directory]);
    }
    let child = ledger_support::child::child(part, "proof", 3, &path);
    let output = behind("strace", &arguments, &child).output().unwrap();
    (desk.directory, path, output)
}

#[test]
fn evidence_and_the_event_that_names_it_come_together_whatever_fails() {
    if !has_strace() {
        return;
    }
    for call in ["rename", "fsync", "fdatasync", "write", "mkdir", "pwrite64"] {
        for fault in ["error=EIO", "signal=KILL"] {
            for when in 1..=count(3, 20) {
                let (_directory, path, output) = evidence_under_fault(Part::Evidence, call, fault, when);
                let found = traces(&path);
                assert!(told(&output.stdout).is_subset(&found), "{call} {fault} {when}");
                let ledger = audited(&path);
                let files = std::fs::read_dir(ledger.evidence_directory()).map_or(0, Iterator::count);
                let named = ledger.evidence("C1").unwrap().len();
                assert_eq!(files - named, ledger.evidence_orphans().unwrap().len(), "an orphan is listed");
            }
        }
    }
}

/// The control: a writer that names a file before it keeps it leaves an event without its evidence, and the audit
/// says so.
#[test]
fn a_writer_that_names_evidence_first_is_caught() {
    if !has_strace() {
        return;
    }
    for fault in ["error=EIO", "signal=KILL"] {
        let (_directory, path, output) = evidence_under_fault(Part::NamesFirst, "mkdir", fault, 1);
        assert!(!output.status.success() && told(&output.stdout).is_empty(), "{fault}: {output:?}");
        let faults = open(&path).audit(&AuditOptions::default()).unwrap().faults;
        assert_eq!(faults.iter().map(|fault| fault.kind.as_str()).collect::<Vec<_>>(), ["evidence"], "{fault}");
    }
}

/// How many acknowledgements there are, and how many of them came while a write to the log was not synced.
fn unsynced_acknowledgements(trace: &str) -> (usize, usize) {
    let (mut dirty, mut told, mut wrong) = (false, 0, 0);
    for line in trace.lines() {
        if line.contains("onrecord.db-wal>") {
            dirty = line.contains("pwrite64(") || (dirty && !line.contains("sync("));
        } else if line.contains("write(") && (line.contains("acknowledged ") || line.contains("C1: tagged")) {
            told += 1;
            wrong += usize::from(dirty);
        }
    }
    (told, wrong)
}

const TRACED: [&str; 5] = ["-f", "-y", "-e", "trace=pwrite64,write,fsync,fdatasync", "-o"];

#[test]
fn every_acknowledgement_comes_after_its_fsync() {
    if !has_strace() {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("onrecord.db");
    drop(open(&path));
    let trace = directory.path().join("trace");
    let claims = count(50, 1000);
    let child = ledger_support::child::child(Part::Claims, "sync", claims, &path);
    let arguments: Vec<&str> = TRACED.iter().copied().chain([trace.to_str().unwrap()]).collect();
    assert!(behind("strace", &arguments, &child).output().unwrap().status.success());
    let trace = std::fs::read_to_string(trace).unwrap();
    assert_eq!(unsynced_acknowledgements(&trace), (claims, 0));
    // The control: the same trace with its syncs taken out has nothing but false acknowledgements.
    let without: String =
        trace.lines().filter(|line| !line.contains("sync(")).map(|line| format!("{line}\n")).collect();
    assert_eq!(unsynced_acknowledgements(&without), (claims, claims));
}

#[test]
fn the_line_a_person_reads_comes_after_the_fsync() {
    if !has_strace() {
        return;
    }
    let mut desk = desk();
    desk.add("Daily", "2026-02-01", "It rained", &[claim("It rained", "It rained", vec![], &[])]);
    let (path, trace) = (desk.path(), desk.directory.path().join("trace"));
    drop(desk.ledger);
    let (mut all, times) = ((0, 0), count(3, 100));
    for number in 0..times {
        let mut command = Command::new("strace");
        command.args(TRACED).arg(&trace).arg(env!("CARGO_BIN_EXE_onrecord")).arg("--ledger").arg(&path);
        let output = command.args(["tag", "C1", &format!("t{number}")]).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let (told, wrong) = unsynced_acknowledgements(&std::fs::read_to_string(&trace).unwrap());
        all = (all.0 + told, all.1 + wrong);
    }
    assert_eq!(all, (times, 0));
}

/// How many files and folders there are, the article aside, and which of them others can read or write.
fn read_by_others(directory: &Path) -> (usize, Vec<PathBuf>) {
    let (mut waiting, mut seen, mut loose) = (vec![directory.to_owned()], 0, Vec::new());
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(next).unwrap().map(Result::unwrap) {
            let (path, found) = (entry.path(), entry.metadata().unwrap());
            if found.is_dir() {
                waiting.push(path.clone());
            }
            if path.ends_with("in.txt") {
                continue;
            }
            seen += 1;
            if found.permissions().mode() & 0o077 != 0 {
                loose.push(path);
            }
        }
    }
    (seen, loose)
}

/// Whatever a person's umask, nobody else can read what the program writes.
#[test]
fn everything_written_is_private_under_any_umask() {
    for umask in ["000", "022", "077"] {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("in.txt"), "The port handled 40 ships in May, the mayor said.").unwrap();
        let program = env!("CARGO_BIN_EXE_onrecord");
        let script = format!(
            "umask {umask}; set -e; o='{program} --actor omar'
             $o add in.txt; $o evidence add C1 --stance supports --file in.txt --quote '40 ships' --primary
             $o checkpoint -o point.txt; $o export -o bundle.jsonl; $o backup copy.db; $o report -o page.html
             $o verify C1 --content verified --note seen"
        );
        let mut command = Command::new("sh");
        command.args(["-c", &script]).current_dir(directory.path()).env("HOME", directory.path().join("home"));
        command
            .env("XDG_DATA_HOME", directory.path().join("home"))
            .env("XDG_CONFIG_HOME", directory.path().join("home"));
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        // An open ledger has its logs beside it.
        let ledger = open(&directory.path().join("onrecord.db"));
        let (seen, loose) = read_by_others(directory.path());
        assert_eq!(loose, Vec::<PathBuf>::new(), "umask {umask}");
        assert!(seen >= 9, "ledger, logs, evidence, key, checkpoint, bundle, copy and page: {seen}");
        drop(ledger);
        // The control: a file that nobody cares for is as open as the umask leaves it.
        let script = format!("umask {umask}; : > plain.db");
        Command::new("sh").args(["-c", &script]).current_dir(directory.path()).output().unwrap();
        let plain = directory.path().join("plain.db");
        assert!(plain.exists());
        assert_eq!(read_by_others(directory.path()).1.contains(&plain), umask != "077", "umask {umask}");
    }
}
