//! Where a ledger may lie, and with which permissions.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};

use super::{LedgerError, Result};

/// Filesystems whose locks cannot be trusted between machines.
const NETWORK: &[&str] = &[
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "smb",
    "ncpfs",
    "afs",
    "9p",
    "ceph",
    "glusterfs",
    "lustre",
    "beegfs",
    "davfs",
    "fuse.sshfs",
    "fuse.glusterfs",
    "fuse.rclone",
    "fuse.davfs2",
    "fuse.s3fs",
    "fuse.gcsfuse",
    "fuse.ceph",
    "fuse.smbnetfs",
];
/// Folders that a program copies to other machines while we write.
const SYNCED: &[&str] =
    &["Dropbox", "OneDrive", "Google Drive", "GoogleDrive", "iCloudDrive", "Nextcloud", "Syncthing"];

/// Refuses paths that SQLite would read as something else than a file name, and files that are no files.
pub(super) fn check(path: &Path) -> Result<()> {
    let refuse = |reason: &str| Err(LedgerError::BadPath { path: path.to_owned(), reason: reason.to_owned() });
    let name = path.to_string_lossy();
    if name.is_empty() {
        return refuse("the path of the ledger is empty; give a file name with --ledger");
    }
    if name.starts_with(":memory:") || name.starts_with("file:") {
        return refuse("a ledger is a plain file, not a SQLite name; give a file name with --ledger");
    }
    if name.contains('\0') {
        return refuse("a file name cannot hold a zero byte; give another --ledger");
    }
    match std::fs::metadata(path) {
        Ok(found) if found.is_dir() => refuse("this is a directory; give the ledger's file with --ledger"),
        Ok(found) if !found.is_file() => refuse("this is not a plain file; give the ledger's file with --ledger"),
        _ => refuse_network(path),
    }
}

fn refuse_network(path: &Path) -> Result<()> {
    let Ok(mounts) = std::fs::read_to_string("/proc/self/mountinfo") else { return Ok(()) };
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(directory) = parent.canonicalize() else { return Ok(()) };
    match filesystem(&mounts, &directory) {
        Some(kind) if NETWORK.contains(&kind.as_str()) => {
            Err(LedgerError::NetworkFilesystem { path: path.to_owned(), kind })
        }
        _ => Ok(()),
    }
}

/// The filesystem of a directory, from the text of `/proc/self/mountinfo`.
fn filesystem(mounts: &str, directory: &Path) -> Option<String> {
    let entry = |line: &str| {
        let (before, after) = line.split_once(" - ")?;
        let point = before.split(' ').nth(4)?.replace("\\040", " ");
        Some((PathBuf::from(point), after.split(' ').next()?.to_owned()))
    };
    let over = mounts.lines().filter_map(entry).filter(|(point, _)| directory.starts_with(point));
    over.max_by_key(|(point, _)| point.components().count()).map(|(_, kind)| kind)
}

/// Makes the file if there is none, readable by its owner alone; SQLite gives -wal and -shm the same mode.
pub(super) fn create_private(path: &Path) -> Result<()> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(|_| ()).map_err(|error| LedgerError::file(path, error))
}

/// A new file that only its owner may read; what has its name is removed first, and no link is followed.
pub(super) fn create_new_private(path: &Path) -> Result<std::fs::File> {
    let _ = std::fs::remove_file(path);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| LedgerError::file(path, error))
}

/// Makes a directory that only its owner may enter, if there is none.
pub(super) fn create_private_directory(path: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|error| LedgerError::file(path, error))
}

/// Makes sure that a new name in a directory is on the disk.
pub(super) fn sync_directory(of: &Path) -> Result<()> {
    let parent = of.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::File::open(parent)
        .and_then(|directory| directory.sync_all())
        .map_err(|error| LedgerError::file(parent, error))
}

/// What a person should know about where the ledger lies.
pub(super) fn warnings(path: &Path) -> Vec<String> {
    let mut warnings = Vec::new();
    #[cfg(unix)]
    if let Ok(found) = std::fs::metadata(path) {
        let mode = std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & 0o777;
        if mode & 0o077 != 0 {
            warnings.push(format!(
                "{}: others can read or write this ledger (mode {mode:04o}); `chmod 600` it and its -wal and -shm files",
                path.display()
            ));
        }
    }
    let full = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let synced = full.components().find_map(|part| {
        let part = part.as_os_str().to_string_lossy();
        SYNCED.iter().find(|name| part.starts_with(**name)).map(|name| (*name).to_owned())
    });
    if let Some(name) = synced {
        warnings.push(format!(
            "{}: a ledger in a synchronised folder ({name}) can be torn apart by the copying; keep it elsewhere and share bundles",
            path.display()
        ));
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "22 1 254:0 / / rw - ext4 /dev/vda rw\n40 22 0:40 / /mnt/desk rw shared:1 - nfs4 srv:/desk rw\n\
                          41 40 0:41 / /mnt/desk/own\\040disk rw - xfs /dev/vdb rw";

    #[test]
    fn the_innermost_mount_counts() {
        assert_eq!(filesystem(MOUNTS, Path::new("/home/nadia")).as_deref(), Some("ext4"));
        assert_eq!(filesystem(MOUNTS, Path::new("/mnt/desk/a")).as_deref(), Some("nfs4"));
        assert_eq!(filesystem(MOUNTS, Path::new("/mnt/desk/own disk/a")).as_deref(), Some("xfs"));
        assert_eq!(filesystem(MOUNTS, Path::new("/mnt/desktop")).as_deref(), Some("ext4"));
    }

    #[test]
    fn names_that_mean_something_else_to_sqlite_are_refused() {
        for name in ["", ":memory:", "file:x.db?immutable=1&nolock=1", "/", "/dev/zero"] {
            assert!(check(Path::new(name)).is_err(), "{name}");
        }
    }
}
