//! A disk that loses power: what a traced program wrote, replayed up to a moment, with everything that had not been
//! synced by then kept, lost or torn by the throw of dice.
//!
//! The model is stricter than most filesystems. Each sector of 512 bytes of an unsynced write may or may not have
//! reached the disk, whatever became of the others. A name that was made, changed or removed is safe only when its
//! directory has been synced; of those that were not, a beginning has happened.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Numbers that look random and are the same in every run.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % sides as u64) as usize
    }
}

/// One thing that the traced program did to the disk, or told the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Open { path: PathBuf, truncate: bool },
    Directory { path: PathBuf },
    Write { path: PathBuf, at: Option<usize>, bytes: Vec<u8> },
    Truncate { path: PathBuf, size: usize },
    Sync { path: PathBuf },
    Rename { from: PathBuf, to: PathBuf },
    Remove { path: PathBuf },
    Told(String),
}

/// What strace must be asked for.
pub const CALLS: &str =
    "trace=openat,pwrite64,write,ftruncate,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,mkdir";

/// Reads a trace made with `strace -f -y -xx -s 1000000`; only what happens below `root` counts, and what is told.
/// A call that another thread's call interrupted stands in two lines; it counts where it ends.
pub fn steps(trace: &str, root: &Path) -> Vec<Step> {
    let mut begun: BTreeMap<&str, &str> = BTreeMap::new();
    let mut steps = Vec::new();
    for line in trace.lines() {
        let (thread, call) = line.split_once(' ').unwrap();
        let call = call.trim_start();
        if let Some(beginning) = call.strip_suffix(" <unfinished ...>") {
            begun.insert(thread, beginning);
        } else if let Some((_, rest)) = call.strip_prefix("<... ").and_then(|rest| rest.split_once(" resumed>")) {
            steps.extend(step(&format!("{}{rest}", begun.remove(thread).unwrap()), root));
        } else {
            steps.extend(step(call, root));
        }
    }
    steps
}

fn step(line: &str, root: &Path) -> Option<Step> {
    let (call, rest) = line.split_once('(')?;
    let (arguments, result) = rest.rsplit_once(") = ")?;
    if result.starts_with('-') {
        return None;
    }
    let mut quoted = arguments.split('"').skip(1).step_by(2).map(unescape);
    let file = || {
        let name = arguments.split_once('<')?.1.split_once('>')?.0;
        Some(PathBuf::from(String::from_utf8(unescape(name)).ok()?))
    };
    let within = |path: PathBuf| path.starts_with(root).then_some(path);
    let named = |name: Option<Vec<u8>>| within(PathBuf::from(String::from_utf8(name?).ok()?));
    let last = || arguments.rsplit(", ").next()?.parse::<usize>().ok();
    match call {
        "openat" => Some(Step::Open { path: named(quoted.next())?, truncate: arguments.contains("O_TRUNC") })
            .filter(|_| arguments.contains("O_CREAT") || arguments.contains("O_TRUNC")),
        "mkdir" => Some(Step::Directory { path: named(quoted.next())? }),
        "pwrite64" => Some(Step::Write { path: within(file()?)?, at: Some(last()?), bytes: quoted.next()? }),
        "write" => {
            let bytes = quoted.next()?;
            if let Some((_, told)) = String::from_utf8_lossy(&bytes).trim_end().split_once("acknowledged ") {
                return Some(Step::Told(told.to_owned()));
            }
            Some(Step::Write { path: within(file()?)?, at: None, bytes })
        }
        "ftruncate" => Some(Step::Truncate { path: within(file()?)?, size: last()? }),
        "fsync" | "fdatasync" => Some(Step::Sync { path: within(file()?)? }),
        "rename" | "renameat" | "renameat2" => {
            Some(Step::Rename { from: named(quoted.next())?, to: named(quoted.next())? })
        }
        "unlink" | "unlinkat" => Some(Step::Remove { path: named(quoted.next())? }),
        _ => None,
    }
}

/// `\x2f` and the like; strace writes every byte so with `-xx`.
fn unescape(text: &str) -> Vec<u8> {
    if !text.starts_with("\\x") {
        return text.as_bytes().to_vec();
    }
    let digits: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\\' | b'x')).collect();
    let value = |digit: u8| (digit as char).to_digit(16).unwrap() as u8;
    digits.chunks_exact(2).map(|pair| value(pair[0]) << 4 | value(pair[1])).collect()
}

#[derive(Debug, Clone, Default)]
struct File {
    /// What is on the disk for certain.
    safe: Vec<u8>,
    /// Writes (place, bytes) and new sizes that are not.
    loose: Vec<Loose>,
    /// What the program sees.
    size: usize,
    directory: bool,
}

/// What a name leads to: bytes, or a directory.
type Content = Option<Vec<u8>>;

#[derive(Debug, Clone)]
enum Loose {
    Bytes(usize, Vec<u8>),
    Size(usize),
}

impl File {
    fn of(bytes: Vec<u8>) -> File {
        File { size: bytes.len(), safe: bytes, ..File::default() }
    }

    fn sync(&mut self) {
        for loose in std::mem::take(&mut self.loose) {
            apply(&mut self.safe, &loose, |_| true);
        }
    }
}

const SECTOR: usize = 512;

fn apply(content: &mut Vec<u8>, loose: &Loose, mut reached: impl FnMut(usize) -> bool) {
    match loose {
        Loose::Size(size) => {
            if reached(0) {
                content.resize(*size, 0);
            }
        }
        Loose::Bytes(at, bytes) => {
            for (number, sector) in bytes.chunks(SECTOR).enumerate() {
                let start = at + number * SECTOR;
                if reached(number) {
                    content.resize(content.len().max(start + sector.len()), 0);
                    content[start..start + sector.len()].copy_from_slice(sector);
                }
            }
        }
    }
}

#[derive(Debug, Clone)]
enum Name {
    Is(PathBuf, usize),
    Gone(PathBuf),
}

/// The disk of a traced program.
#[derive(Debug, Clone, Default)]
pub struct Disk {
    files: Vec<File>,
    /// Names as the program sees them.
    names: BTreeMap<PathBuf, usize>,
    /// Names that are safe.
    safe: BTreeMap<PathBuf, usize>,
    /// Changes of names since their directory was synced, in order.
    loose: Vec<Name>,
    /// Whether syncs do nothing: the control.
    pub ignores_sync: bool,
}

impl Disk {
    /// A disk that holds these files safely.
    pub fn with(files: &[PathBuf]) -> Disk {
        let mut disk = Disk::default();
        for path in files {
            disk.files.push(File::of(std::fs::read(path).unwrap()));
            disk.names.insert(path.clone(), disk.files.len() - 1);
        }
        disk.safe.clone_from(&disk.names);
        disk
    }

    fn file(&mut self, path: &Path) -> &mut File {
        let at = match self.names.get(path) {
            Some(at) => *at,
            None => {
                self.files.push(File::default());
                self.names.insert(path.to_owned(), self.files.len() - 1);
                self.loose.push(Name::Is(path.to_owned(), self.files.len() - 1));
                self.files.len() - 1
            }
        };
        &mut self.files[at]
    }

    /// Does a step.
    pub fn take(&mut self, step: &Step) {
        match step {
            Step::Open { path, truncate } => {
                let file = self.file(path);
                if *truncate && file.size > 0 {
                    file.size = 0;
                    file.loose.push(Loose::Size(0));
                }
            }
            Step::Directory { path } => self.file(path).directory = true,
            Step::Write { path, at, bytes } => {
                let file = self.file(path);
                let at = at.unwrap_or(file.size);
                file.size = file.size.max(at + bytes.len());
                file.loose.push(Loose::Bytes(at, bytes.clone()));
            }
            Step::Truncate { path, size } => {
                let file = self.file(path);
                file.size = *size;
                file.loose.push(Loose::Size(*size));
            }
            Step::Sync { .. } if self.ignores_sync => {}
            Step::Sync { path } => {
                let here = |name: &Name| {
                    let (Name::Is(at, _) | Name::Gone(at)) = name;
                    at.parent() == Some(path)
                };
                if self.names.contains_key(path) && !self.loose.iter().any(here) {
                    self.file(path).sync();
                }
                let (now, later) = std::mem::take(&mut self.loose).into_iter().partition(here);
                self.loose = later;
                settle(&mut self.safe, now);
            }
            Step::Rename { from, to } => {
                let Some(at) = self.names.remove(from) else { return };
                self.names.insert(to.clone(), at);
                self.loose.push(Name::Is(to.clone(), at));
                self.loose.push(Name::Gone(from.clone()));
            }
            Step::Remove { path } => {
                self.names.remove(path);
                self.loose.push(Name::Gone(path.clone()));
            }
            Step::Told(_) => {}
        }
    }

    /// What is found on the disk after the power went: each file by its name.
    pub fn after_power_cut(&self, dice: &mut Dice) -> BTreeMap<PathBuf, Content> {
        let mut names = self.safe.clone();
        let happened = dice.roll(self.loose.len() + 1);
        settle(&mut names, self.loose[..happened].to_vec());
        // Sometimes nearly everything was lost, sometimes nearly nothing.
        let odds = [1, 8, 15][dice.roll(3)];
        names.into_iter().map(|(path, at)| (path, self.files[at].after_power_cut(dice, odds))).collect()
    }

    /// What is found after the program alone was killed.
    pub fn after_kill(&self) -> BTreeMap<PathBuf, Content> {
        let content = |at: usize| {
            let mut file = self.files[at].clone();
            file.sync();
            (!file.directory).then_some(file.safe)
        };
        self.names.iter().map(|(path, at)| (path.clone(), content(*at))).collect()
    }
}

impl File {
    fn after_power_cut(&self, dice: &mut Dice, odds: usize) -> Content {
        let mut content = self.safe.clone();
        for loose in &self.loose {
            apply(&mut content, loose, |_| dice.roll(16) < odds);
        }
        (!self.directory).then_some(content)
    }
}

fn settle(names: &mut BTreeMap<PathBuf, usize>, changes: Vec<Name>) {
    for change in changes {
        match change {
            Name::Is(path, at) => {
                names.insert(path, at);
            }
            Name::Gone(path) => {
                names.remove(&path);
            }
        }
    }
}

/// Puts found files into a directory, as they stood below `root`. What stands in a directory that was lost is lost,
/// and memory that is shared through a file is gone when the power is.
pub fn lay_out(files: &BTreeMap<PathBuf, Content>, root: &Path, into: &Path) {
    let _ = std::fs::remove_dir_all(into);
    std::fs::create_dir_all(into).unwrap();
    for (path, content) in files {
        let to = into.join(path.strip_prefix(root).unwrap());
        if !to.parent().unwrap().is_dir() || path.to_string_lossy().ends_with("-shm") {
            continue;
        }
        match content {
            Some(bytes) => std::fs::write(&to, bytes).unwrap(),
            None => std::fs::create_dir(&to).unwrap(),
        }
    }
}
