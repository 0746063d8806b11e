//! Where bytes come from: files, folders, standard input.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::{Intake, IntakeError, Sandbox};

/// How much is read before intake refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Largest number of bytes of one input.
    pub bytes: u64,
    /// Deepest nesting of folders.
    pub depth: usize,
    /// Where formats that are not trusted are parsed; none to parse them within this process.
    pub sandbox: Option<Sandbox>,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { bytes: 64 << 20, depth: 32, sandbox: None }
    }
}

/// One thing to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Standard input (`-`).
    Stdin,
    /// A file.
    File(PathBuf),
    /// What was read already, and the name it has.
    Read(String, Box<Intake>),
}

impl Input {
    /// `-` is standard input, everything else a path.
    pub fn from_argument(argument: &Path) -> Input {
        if argument.as_os_str() == "-" { Input::Stdin } else { Input::File(argument.to_owned()) }
    }

    /// The name that errors and the ledger use: the path as given, `-` for standard input.
    pub fn name(&self) -> String {
        match self {
            Input::Stdin => "-".to_owned(),
            Input::File(path) => path.display().to_string(),
            Input::Read(name, _) => name.clone(),
        }
    }
}

/// The inputs an argument stands for: itself, or every file below a folder in order of its path.
/// Hidden files and folders (leading dot) are left out; links to folders are not followed.
pub fn expand(argument: &Path, limits: &Limits) -> Result<Vec<Input>, IntakeError> {
    let input = Input::from_argument(argument);
    if input == Input::Stdin || !stat(argument)?.is_dir() {
        return Ok(vec![input]);
    }
    let mut files = Vec::new();
    walk(argument, limits.depth, &mut files)?;
    files.sort();
    if files.is_empty() {
        return Err(IntakeError::NoFiles { name: input.name() });
    }
    Ok(files.into_iter().map(Input::File).collect())
}

fn walk(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), IntakeError> {
    for entry in fs::read_dir(folder).map_err(|error| failed(folder, &error))? {
        let entry = entry.map_err(|error| failed(folder, &error))?;
        let kind = entry.file_type().map_err(|error| failed(folder, &error))?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if !kind.is_dir() {
            files.push(entry.path());
        } else if depth > 0 {
            walk(&entry.path(), depth - 1, files)?;
        }
    }
    Ok(())
}

/// All bytes of an input (of what was read already, its text), refusing folders, devices and what is larger than the limit.
pub fn read_bytes(input: &Input, limits: &Limits) -> Result<Vec<u8>, IntakeError> {
    match input {
        Input::Stdin => read_limited(std::io::stdin().lock(), input, limits),
        Input::Read(_, intake) => Ok(intake.reading.text.clone().into_bytes()),
        Input::File(path) => {
            let file = open(path)?;
            if file.metadata().is_ok_and(|found| found.len() > limits.bytes) {
                return Err(too_large(input, limits));
            }
            read_limited(file, input, limits)
        }
    }
}

/// Opens a regular file. A pipe is refused before it is opened, since opening one may wait forever.
pub fn open(path: &Path) -> Result<File, IntakeError> {
    let found = stat(path)?;
    let name = path.display().to_string();
    if found.is_dir() {
        return Err(IntakeError::Folder { name });
    }
    if !found.is_file() {
        return Err(IntakeError::Special { name });
    }
    File::open(path).map_err(|error| failed(path, &error))
}

fn stat(path: &Path) -> Result<fs::Metadata, IntakeError> {
    fs::metadata(path).map_err(|error| failed(path, &error))
}

fn failed(path: &Path, error: &std::io::Error) -> IntakeError {
    let name = path.display().to_string();
    match error.kind() {
        std::io::ErrorKind::NotFound if name.contains("://") => IntakeError::Address { name },
        std::io::ErrorKind::NotFound => IntakeError::NotFound { name },
        _ => IntakeError::Unreadable { name, reason: error.to_string() },
    }
}

fn too_large(input: &Input, limits: &Limits) -> IntakeError {
    IntakeError::TooLarge { name: input.name(), limit: limits.bytes }
}

/// Reads one byte more than allowed at most, so that a file that grows meanwhile is refused as well.
fn read_limited(source: impl Read, input: &Input, limits: &Limits) -> Result<Vec<u8>, IntakeError> {
    let mut bytes = Vec::new();
    source
        .take(limits.bytes.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| IntakeError::Unreadable { name: input.name(), reason: error.to_string() })?;
    if bytes.len() as u64 > limits.bytes {
        return Err(too_large(input, limits));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_read_in_order_without_hidden_files() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.txt", "a/z.txt", "a/.hidden", ".git/x", "c.txt"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        let found = expand(folder.path(), &Limits::default()).unwrap();
        let names: Vec<String> =
            found.iter().map(|input| input.name().rsplit('/').next().unwrap().to_owned()).collect();
        assert_eq!(names, ["z.txt", "b.txt", "c.txt"]);
    }

    #[test]
    fn what_might_never_end_is_refused() {
        let limits = Limits { bytes: 4, depth: 1, sandbox: None };
        assert!(matches!(read_bytes(&Input::File("/dev/zero".into()), &limits), Err(IntakeError::Special { .. })));
        assert!(matches!(read_bytes(&Input::File("/tmp".into()), &limits), Err(IntakeError::Folder { .. })));
        assert!(matches!(read_bytes(&Input::File("/proc/version".into()), &limits), Err(IntakeError::TooLarge { .. })));
    }

    #[test]
    fn the_limit_is_exact() {
        let folder = tempfile::tempdir().unwrap();
        for (length, fits) in [(3, true), (4, true), (5, false)] {
            let path = folder.path().join("x");
            fs::write(&path, "x".repeat(length)).unwrap();
            assert_eq!(
                read_bytes(&Input::File(path), &Limits { bytes: 4, depth: 1, sandbox: None }).is_ok(),
                fits,
                "{length}"
            );
        }
    }
}
