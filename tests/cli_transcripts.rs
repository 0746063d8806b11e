//! Commands as people run them, each transcript in a folder of its own: `tests/transcripts/README.md` says how one is
//! written. `ONRECORD_TRANSCRIPTS=write cargo test --test cli_transcripts` writes what the program prints now into
//! the transcripts; read the difference before you commit it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unreachable
)]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn every_transcript_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    assert!(!paths.is_empty());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let next = std::sync::atomic::AtomicUsize::new(0);
    let turn = || {
        let mut wrong = Vec::new();
        while let Some(path) = paths.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
            wrong.extend(compare(path));
        }
        wrong
    };
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(turn)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the README shows is what the program prints, for the articles that come with it.
#[test]
fn the_readme_shows_what_the_program_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let written = fs::read_to_string(root.join("README.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(root.join("fixtures/articles")).unwrap() {
        let entry = entry.unwrap();
        let name = format!("fixtures/articles/{}", entry.file_name().to_str().unwrap());
        write(folder.path(), &name, &fs::read(entry.path()).unwrap());
    }
    let (mut played, mut commands) = (String::new(), 0);
    let mut lines = written.lines().peekable();
    while let Some(line) = lines.next() {
        played.push_str(&format!("{line}\n"));
        let Some(command) = line.strip_prefix("    $ onrecord ") else { continue };
        commands += 1;
        while lines.next_if(|line| line.starts_with("    ") && !line.starts_with("    $ ")).is_some() {}
        let out = run(&format!("onrecord {command}"), folder.path());
        played.extend(out.lines().filter(|line| *line != ".").map(|line| format!("    {line}\n")));
    }
    assert!(commands > 3, "the README shows the program at work");
    if std::env::var("ONRECORD_TRANSCRIPTS").is_ok_and(|mode| mode == "write") {
        fs::write(root.join("README.md"), &played).unwrap();
    } else if let Some(difference) = first_difference(&written, &played) {
        panic!("README.md: {difference}");
    }
}

/// What a transcript says otherwise than the program, if anything; or the transcript is written anew.
fn compare(path: &Path) -> Option<String> {
    let written = fs::read_to_string(path).unwrap();
    let played = play(&written);
    if std::env::var("ONRECORD_TRANSCRIPTS").is_ok_and(|mode| mode == "write") {
        fs::write(path, &played).unwrap();
        return None;
    }
    let difference = first_difference(&written, &played)?;
    Some(format!("{}: {difference}", path.file_name().unwrap().display()))
}

fn first_difference(written: &str, played: &str) -> Option<String> {
    let (mut one, mut other) = (written.lines(), played.lines());
    for number in 1.. {
        match (one.next(), other.next()) {
            (None, None) => return None,
            (wanted, found) if wanted != found => {
                let rest: Vec<&str> = other.take(4).collect();
                return Some(format!("line {number}\n  should be {wanted:?}\n  is        {found:?}, then {rest:#?}"));
            }
            _ => {}
        }
    }
    None
}

/// The transcript with what the program prints now in the place of what is written.
fn play(transcript: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut out = String::new();
    let mut lines = transcript.lines().peekable();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        if let Some(name) = line.strip_prefix("file ").and_then(|rest| rest.strip_suffix(':')) {
            let mut text = String::new();
            while let Some(inside) = lines.next_if(|line| line.starts_with("    ")) {
                text.push_str(&inside[4..]);
                text.push('\n');
                out.push_str(inside);
                out.push('\n');
            }
            write(folder.path(), name, text.as_bytes());
        } else if let Some((name, bytes)) = line.strip_prefix("bytes ").and_then(|rest| rest.split_once(": ")) {
            let bytes: Vec<u8> = bytes.split(' ').map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect();
            write(folder.path(), name, &bytes);
        } else if let Some(command) = line.strip_prefix("$ ") {
            while lines.next_if(|line| !line.is_empty() && !line.starts_with("$ ")).is_some() {}
            out.push_str(&run(command, folder.path()));
        }
    }
    out
}

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// What a command prints: standard output, then standard error behind `! `, then the exit code unless it is 0.
fn run(command: &str, folder: &Path) -> String {
    let (command, input) = command.split_once(" < ").map_or((command, None), |(command, file)| (command, Some(file)));
    let words = words(command);
    assert_eq!(words[0], "onrecord", "a transcript runs nothing else");
    let mut child = Command::new(env!("CARGO_BIN_EXE_onrecord"))
        .args(&words[1..])
        .current_dir(folder)
        .env_clear()
        .envs([("ONRECORD_ACTOR", "nadia"), ("COLUMNS", "100")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let bytes = input.map(|file| fs::read(folder.join(file)).unwrap()).unwrap_or_default();
    // A program that refuses its arguments may be gone before it reads.
    let _ = child.stdin.take().unwrap().write_all(&bytes);
    let output = child.wait_with_output().unwrap();
    let mut text = masked(&String::from_utf8(output.stdout).unwrap(), folder);
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    for line in masked(&String::from_utf8(output.stderr).unwrap(), folder).lines().filter(|line| !line.is_empty()) {
        text.push_str(&format!("! {line}\n"));
    }
    // An empty line would end the block.
    text = text.lines().map(|line| format!("{}\n", if line.is_empty() { "." } else { line.trim_end() })).collect();
    match output.status.code() {
        Some(0) => text,
        code => format!("{text}[exit {}]\n", code.unwrap()),
    }
}

/// The text without what differs from run to run: hashes, keys, names of ledgers, times, today, the folder.
fn masked(text: &str, folder: &Path) -> String {
    let folder = folder.canonicalize().unwrap();
    let text = text.replace(&format!("{}/", folder.display()), "");
    let text = regex::Regex::new("[0-9a-f]{64}").unwrap().replace_all(&text, "<hash>").into_owned();
    let text = regex::Regex::new("[A-Za-z0-9+/]{43}=").unwrap().replace_all(&text, "<root>").into_owned();
    let key = r"[a-z]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}";
    let text = regex::Regex::new(key).unwrap().replace_all(&text, "<key>").into_owned();
    let text = regex::Regex::new(r"\b[0-9a-f]{32}\b").unwrap().replace_all(&text, "<ledger>").into_owned();
    let time = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z";
    let text = regex::Regex::new(time).unwrap().replace_all(&text, "<time>").into_owned();
    text.replace(&chrono::Utc::now().date_naive().to_string(), "<today>")
}

/// The words of a command line, as a shell cuts them.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for letter in command.chars() {
        match (quote, letter) {
            (None, ' ') => words.extend(word.take()),
            (None, '"' | '\'') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (Some(open), letter) if open == letter => quote = None,
            (_, letter) => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}
