//! Formats that are not trusted (HTML, PDF, DOCX) are parsed in a process of their own, with limits of time and memory
//! that the operating system keeps: what a file does to its parser costs that file only.
//!
//! The program calls itself: the bytes go in on standard input, the [`Reading`] or the error comes back as JSON.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};

use super::{IntakeError, Reading, reader};

/// The command of the program that parses one input and prints what it read (see [`serve`]).
const COMMAND: &str = "parse-untrusted";

/// A program that parses, and what it may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sandbox {
    /// The program: one that answers the command `parse-untrusted` with [`serve`].
    pub program: PathBuf,
    /// Seconds of processor time for one input.
    pub seconds: u64,
    /// Bytes of memory for one input.
    pub memory: u64,
}

impl Sandbox {
    /// A sandbox with the usual limits: 20 seconds and 2 GiB for one input.
    pub fn of(program: PathBuf) -> Sandbox {
        Sandbox { program, seconds: 20, memory: 2 << 30 }
    }

    /// Reads the bytes in a process of their own.
    ///
    /// # Errors
    /// What the reader says, and [`IntakeError::Stopped`] when the process ended before it was done.
    pub fn read(&self, name: &str, bytes: &[u8], charset: Option<&str>) -> Result<Reading, IntakeError> {
        let stopped = |reason: String| IntakeError::Stopped { name: name.to_owned(), reason };
        let mut command = Command::new(&self.program);
        command.args([COMMAND, "--seconds", &self.seconds.to_string(), "--memory", &self.memory.to_string()]);
        command.args(charset.map(|charset| format!("--charset={charset}")));
        command.args(["--", name]).env_clear();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| stopped(error.to_string()))?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let mut answer = Vec::new();
        let received = std::thread::scope(|threads| {
            // A process that ends early closes its input: that shows in its status, so it is no error here.
            threads.spawn(move || stdin.map(|mut stdin| stdin.write_all(bytes)));
            stdout.map_or(Ok(0), |stdout| stdout.take(self.memory).read_to_end(&mut answer))
        });
        let status = child.wait().map_err(|error| stopped(error.to_string()))?;
        received.map_err(|error| stopped(error.to_string()))?;
        if !status.success() {
            return Err(stopped(self.reason(status)));
        }
        serde_json::from_slice::<Result<Reading, IntakeError>>(&answer).map_err(|error| stopped(error.to_string()))?
    }

    /// Why the process ended, by its status.
    fn reason(&self, status: ExitStatus) -> String {
        #[cfg(unix)]
        if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
            return match rustix::process::Signal::from_named_raw(signal) {
                Some(rustix::process::Signal::XCPU | rustix::process::Signal::KILL) => {
                    format!("it took more than {} seconds of processor time", self.seconds)
                }
                Some(rustix::process::Signal::ABORT) => {
                    format!("it needs more than {} MB of memory", self.memory >> 20)
                }
                Some(rustix::process::Signal::SEGV | rustix::process::Signal::BUS) => {
                    "it is nested too deep".to_owned()
                }
                _ => format!("signal {signal}"),
            };
        }
        format!("its parser failed ({status})")
    }
}

/// The other side: limits this process, reads an input from `source`, and writes what it read to `answer`.
///
/// # Errors
/// The bytes cannot be read, or the answer cannot be written.
pub fn serve(
    name: &str,
    charset: Option<&str>,
    limits: Option<(u64, u64)>,
    mut source: impl Read,
    mut answer: impl Write,
) -> std::io::Result<()> {
    if let Some((seconds, memory)) = limits {
        limit(seconds, memory)?;
    }
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes)?;
    let reading = reader(name, &bytes).read(name, &bytes, charset);
    answer.write_all(&serde_json::to_vec(&reading)?)?;
    answer.flush()
}

/// Binds this process: so much processor time, so much memory, no file written and none opened beyond a few, no dump.
#[cfg(unix)]
fn limit(seconds: u64, memory: u64) -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limits = [
        (Resource::Cpu, seconds),
        (Resource::As, memory),
        (Resource::Fsize, 0),
        (Resource::Nofile, 16),
        (Resource::Core, 0),
    ];
    for (resource, most) in limits {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    Ok(())
}

/// Elsewhere the process of its own is all there is.
#[cfg(not(unix))]
fn limit(_seconds: u64, _memory: u64) -> std::io::Result<()> {
    Ok(())
}
