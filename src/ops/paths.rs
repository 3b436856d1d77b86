//! Completing a path that is being typed, as a shell would.

use std::fs;
use std::path::Path;

/// The path continued as far as only one continuation is possible; a folder gets its slash. Unchanged where none is.
#[must_use]
pub fn complete_path(typed: &str) -> String {
    let cut = typed.rfind(['/', std::path::MAIN_SEPARATOR]).map_or(0, |at| at + 1);
    let (folder, begun) = typed.split_at(cut);
    let place = if folder.is_empty() { Path::new(".") } else { Path::new(folder) };
    let Ok(entries) = fs::read_dir(place) else { return typed.to_owned() };
    let mut names: Vec<(String, bool)> = entries
        .flatten()
        .filter_map(|entry| Some((entry.file_name().into_string().ok()?, entry.path().is_dir())))
        .filter(|(name, _)| name.starts_with(begun) && (begun.starts_with('.') || !name.starts_with('.')))
        .collect();
    names.sort();
    let Some((first, is_folder)) = names.first() else { return typed.to_owned() };
    if names.len() == 1 {
        let slash = if *is_folder { std::path::MAIN_SEPARATOR_STR } else { "" };
        return format!("{folder}{first}{slash}");
    }
    let common = names.iter().skip(1).fold(first.as_str(), |common, (name, _)| {
        let same = common.char_indices().zip(name.chars()).find(|((_, left), right)| left != right);
        let end = same.map_or(common.len().min(name.len()), |((at, _), _)| at);
        &common[..end]
    });
    format!("{folder}{common}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_as_far_as_there_is_one_way() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["partner-center.csv", "partner-köln.csv", ".hidden"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        fs::create_dir(folder.path().join("export")).unwrap();
        let complete = |typed: &str| {
            let path = format!("{}/{typed}", folder.path().display());
            complete_path(&path).strip_prefix(&format!("{}/", folder.path().display())).unwrap().to_owned()
        };
        assert_eq!(complete("par"), "partner-");
        assert_eq!(complete("partner-c"), "partner-center.csv");
        assert_eq!(complete("partner-kö"), "partner-köln.csv");
        assert_eq!(complete("ex"), "export/");
        assert_eq!(complete("nothing"), "nothing");
    }
}
