//! The arrows of ARCHITECTURE.md, checked. A new arrow is a line here, in its own commit.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Crate, and every crate of ours that it may name in `[dependencies]`.
const MAY_USE: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("simd", &[]),
    ("geo", &["base"]),
    ("streets", &["base", "geo", "simd"]),
    ("transit", &["base", "simd"]),
    ("corridor", &["base"]),
    ("plan", &["base"]),
    ("access", &["base", "geo", "simd", "streets", "transit"]),
    ("ingest", &["base", "geo", "simd", "streets", "transit", "corridor"]),
    ("city", &["base", "geo", "streets", "transit", "corridor", "plan", "access", "ingest"]),
    ("report", &["base", "transit", "city"]),
    ("cli", &["base", "plan", "city", "report"]),
    ("testkit", &["base", "geo", "streets", "transit", "access", "corridor"]),
];

/// Crates that may do a thing that the others may not: where such a thing is looked for.
const ONLY: &[(&str, &[&str])] = &[
    ("println!", &["cli", "testkit"]),
    ("std::fs", &["ingest", "city", "report", "cli"]),
    ("std::process", &["cli"]),
    ("unsafe {", &["simd"]),
];

fn crates() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn arrows_point_one_way() {
    let found: BTreeSet<String> = fs::read_dir(crates())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let listed: BTreeSet<String> = MAY_USE.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(found, listed, "a crate is missing from MAY_USE, or listed but gone");

    for (name, allowed) in MAY_USE {
        let manifest = fs::read_to_string(crates().join(name).join("Cargo.toml")).unwrap();
        let manifest: toml::Table = manifest.parse().unwrap();
        for dep in manifest["dependencies"].as_table().unwrap().keys() {
            if let Some(ours) = dep.strip_prefix("allways-") {
                assert_ne!(ours, "testkit", "`{name}`: testkit is a dev-dependency only");
                assert!(allowed.contains(&ours), "`{name}` may not use `{ours}`");
            }
        }
    }
}

#[test]
fn only_the_named_crates_print_read_files_or_exit() {
    let mut looked_at = 0;
    for (name, _) in MAY_USE {
        let mut folders = vec![crates().join(name).join("src")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    looked_at += 1;
                    let text = fs::read_to_string(&path).unwrap();
                    let code = text.split("#[cfg(test)]").next().unwrap_or("");
                    let code: String = code
                        .lines()
                        .filter(|line| !line.trim_start().starts_with("//"))
                        .fold(String::new(), |all, line| all + line + "\n");
                    for (word, allowed) in ONLY {
                        assert!(
                            allowed.contains(name) || !code.contains(word),
                            "{}: `{word}` is for {allowed:?} only",
                            path.display()
                        );
                    }
                }
            }
        }
    }
    assert!(looked_at > 20, "the walk found only {looked_at} files");
}
