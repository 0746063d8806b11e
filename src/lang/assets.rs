//! The files of the packs: those built in, and a newsroom's own folder laid over them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use rust_embed::RustEmbed;

use super::PackError;

#[derive(RustEmbed)]
#[folder = "src/lang/"]
#[include = "*.toml"]
#[include = "*.tsv"]
struct BuiltIn;

/// Path below the pack folder (`ar/rules/time.toml`) → text. Sorted, so that order never depends on the machine.
pub type Files = BTreeMap<String, Cow<'static, str>>;

/// The files built into the program.
pub fn built_in() -> Result<Files, PackError> {
    BuiltIn::iter()
        .filter_map(|path| BuiltIn::get(&path).map(|file| (path.into_owned(), file)))
        .map(|(path, file)| {
            let text = match file.data {
                Cow::Borrowed(bytes) => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
                Cow::Owned(bytes) => String::from_utf8(bytes).ok().map(Cow::Owned),
            };
            let text = text.ok_or_else(|| PackError::new(&path, None, "is not UTF-8 text"))?;
            Ok((path, text))
        })
        .collect()
}

/// A newsroom's own files, under the same names; each is added to the built-in ones, never put in their place.
pub fn from_folder(folder: &Path) -> Result<Files, PackError> {
    let mut files = Files::new();
    let shown = folder.display().to_string();
    if !folder.is_dir() {
        return Err(PackError::new(&shown, None, "is not a folder of rules"));
    }
    collect(folder, folder, &mut files)?;
    if files.is_empty() {
        return Err(PackError::new(&shown, None, "holds no .toml or .tsv file; see src/lang/README.md for the layout"));
    }
    Ok(files)
}

fn collect(root: &Path, folder: &Path, files: &mut Files) -> Result<(), PackError> {
    let problem =
        |path: &Path, error: std::io::Error| PackError::new(&path.display().to_string(), None, &error.to_string());
    for entry in std::fs::read_dir(folder).map_err(|error| problem(folder, error))? {
        let path = entry.map_err(|error| problem(folder, error))?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "toml" || extension == "tsv") {
            let text = std::fs::read_to_string(&path).map_err(|error| problem(&path, error))?;
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.insert(name, Cow::Owned(text));
        }
    }
    Ok(())
}
