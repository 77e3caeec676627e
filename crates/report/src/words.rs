//! Settings of a reading as words: `ends = door-to-door, percentile = 95` is what the plan's tables
//! say, "Door to door, 95th percentile of departures" is what a reader wants.
//!
//! Ids become names only where a shape of the judgement bears exactly that name; else the id is
//! written as words. No name is guessed.

use std::collections::BTreeMap;

use allways_city::verdict::{Finding, Judgement, MapFeature};

use crate::quantity::target_words;

/// Names on the maps, by how they would be written as an id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(BTreeMap<String, Option<String>>);

impl Names {
    pub(crate) fn of(j: &Judgement) -> Self {
        let findings = j.verdicts.iter().flat_map(|v| std::iter::once(&v.reading).chain(&v.also));
        let shapes = findings.flat_map(|f: &Finding| &f.evidence.map).chain(&j.map.features);
        let mut names = Self::default();
        for MapFeature { label, .. } in shapes {
            names.add(label);
        }
        names
    }

    /// Two names that would have the same id are no name.
    fn add(&mut self, label: &str) {
        let name = short_name(label);
        if name.is_empty() {
            return;
        }
        let entry = self.0.entry(slug(name)).or_insert_with(|| Some(name.to_owned()));
        if entry.as_deref() != Some(name) {
            *entry = None;
        }
    }

    /// `jiulongpo` → `Jiulongpo`, `science-city-station` → `Science City Station`.
    pub(crate) fn place(&self, id: &str) -> String {
        let known = self.0.get(&slug(id)).and_then(Option::as_ref);
        known.cloned().unwrap_or_else(|| {
            let words: Vec<String> = plain(id).split(' ').map(capital).collect();
            words.join(" ")
        })
    }

    /// The label of a reading in words; the settings that a reader would say first stand first.
    pub(crate) fn reading(&self, label: &str) -> String {
        let settings = settings(label);
        if settings.is_empty() {
            return capital(label);
        }
        let value = |key: &str| settings.iter().find(|s| s.0 == key).map(|s| s.1);
        let mut parts: Vec<String> = Vec::new();
        match (value("from"), value("to")) {
            (Some(a), Some(b)) => parts.push(format!("{} to {}", self.place(a), self.place(b))),
            (Some(a), None) => parts.push(format!("from {}", self.place(a))),
            (None, Some(b)) => parts.push(format!("to {}", self.place(b))),
            (None, None) => {}
        }
        let rest = settings.iter().filter(|s| s.0 != "from" && s.0 != "to");
        parts.extend(rest.map(|(key, value)| self.setting(key, value)));
        capital(&parts.join(", "))
    }

    fn setting(&self, key: &str, value: &str) -> String {
        let words = || listed(value, plain);
        match key {
            "year" => format!("in {value}"),
            "ends" => plain(value),
            "percentile" => format!("{} percentile of departures", ordinal(value)),
            "mode" | "modes" => by(value),
            "within_h" => format!("within {value} h"),
            "within_km" => format!("within {value} km"),
            "cutoff_min" => format!("within {value} min"),
            "definition" => format!("defined as {value}"),
            "at" => format!("at {}", self.place(value)),
            "zone" => format!("zone {}", self.place(value)),
            "traveller" | "travellers" | "carries" => format!("for {}", words()),
            "season" | "seasons" => format!("season {}", words()),
            "quantity" => format!("judged by {}", plain(value)),
            "target" => format!("target {}", target_words(value)),
            "window" => format!("leaving {}", value.replace("..", " to ")),
            "kind" | "kinds" | "opportunity" | "opportunities" => format!("counting {}", words()),
            "batch" => format!("the batch “{value}”"),
            "pairs" => format!("between all {}", plain(value)),
            "rules" => format!("rules {}", listed(&value.replace(' ', ", "), plain)),
            _ => format!("{} {}", plain(key), words()),
        }
    }
}

/// `key = value` pairs; a value may hold commas, since only `, key = ` begins the next pair.
fn settings(label: &str) -> Vec<(&str, &str)> {
    let is_key =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let mut starts: Vec<(usize, &str, usize)> = Vec::new();
    for (at, sign) in label.match_indices(" = ") {
        let from = label[..at].rfind(", ").map_or(0, |comma| comma + 2);
        let key = &label[from..at];
        // `target = = 43 count`: the second sign belongs to the value.
        if is_key(key) {
            starts.push((from, key, at + sign.len()));
        }
    }
    if starts.first().is_none_or(|first| first.0 != 0) {
        return Vec::new();
    }
    let ends = starts.iter().skip(1).map(|s| s.0.saturating_sub(2)).chain([label.len()]);
    starts.iter().zip(ends).map(|(s, end)| (s.1, label.get(s.2..end).unwrap_or(""))).collect()
}

/// `[rail, sea]` → `rail and sea`.
fn listed(value: &str, word: impl Fn(&str) -> String) -> String {
    let inside = value.trim().trim_start_matches('[').trim_end_matches(']');
    let words: Vec<String> = inside.split(", ").map(word).collect();
    match words.as_slice() {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        _ => words.concat(),
    }
}

/// `by rail and sea`, `on foot`.
fn by(modes: &str) -> String {
    let text = listed(modes, |mode| match mode {
        "transit" => "public transport".to_owned(),
        "hsr" => "high-speed rail".to_owned(),
        "park" => "car to a car park".to_owned(),
        mode => plain(mode),
    });
    if text == "walk" { "on foot".to_owned() } else { format!("by {text}") }
}

fn ordinal(n: &str) -> String {
    let teen = n.ends_with("11") || n.ends_with("12") || n.ends_with("13");
    let end = match n.chars().last() {
        Some('1') if !teen => "st",
        Some('2') if !teen => "nd",
        Some('3') if !teen => "rd",
        _ => "th",
    };
    format!("{n}{end}")
}

/// `door-to-door` → `door to door`.
pub(crate) fn plain(id: &str) -> String {
    id.replace(['-', '_'], " ")
}

/// The first letter large.
pub(crate) fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + chars.as_str())
}

/// `Huayan tunnel` for a label that is still an id, such as `huayan-tunnel`; other labels as they
/// are.
pub(crate) fn label_words(label: &str) -> String {
    let is_id = label.contains('-')
        && !label.contains(' ')
        && label.chars().any(|c| c.is_ascii_lowercase())
        && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && !label.split('-').skip(1).any(|w| w.starts_with(|c: char| c.is_ascii_uppercase()));
    if !is_id {
        return label.to_owned();
    }
    let words: Vec<String> = label
        .split('-')
        .map(|w| if w == "hsr" { "HSR".to_owned() } else { w.to_owned() })
        .collect();
    capital(&words.join(" "))
}

/// Without what stands in brackets at its end: a map has no room for it.
pub(crate) fn short_name(label: &str) -> &str {
    match label.find(" (") {
        Some(at) if at > 0 && label.ends_with(')') => label[..at].trim(),
        _ => label.trim(),
    }
}

fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_said_in_words() {
        let mut names = Names::default();
        for label in ["High-tech Zone core", "Jiangjin centre (Binjiang New Town)", "Beibei"] {
            names.add(label);
        }
        for (label, words) in [
            ("year = 2035", "In 2035"),
            ("ends = door-to-door", "Door to door"),
            ("modes = [rail], ends = stop-to-stop", "By rail, stop to stop"),
            ("percentile = 95", "95th percentile of departures"),
            ("from = beibei, to = jiangjin-centre", "Beibei to Jiangjin centre"),
            (
                "to = luchaogang, from = tuanjiecun, modes = [rail], target = <= 60 h",
                "Tuanjiecun to Luchaogang, by rail, target ≤ 60 h",
            ),
            ("quantity = count, target = = 43 count", "Judged by count, target = 43 items"),
            (
                "batch = 79 started, 2020-09-11, by area",
                "The batch “79 started, 2020-09-11, by area”",
            ),
            (
                "cutoff_min = 45, kinds = [park, university]",
                "Within 45 min, counting park and university",
            ),
            ("cutoff_min = 15, modes = [walk]", "Within 15 min, on foot"),
            ("from = jinfeng, opportunity = university", "From Jinfeng, counting university"),
            ("at = beibei, within_km = 30", "At Beibei, within 30 km"),
            ("rules = stops-500m stops-300m", "Rules stops 500m and stops 300m"),
            ("read by the plan's author", "Read by the plan's author"),
            ("odd_key = 3", "Odd key 3"),
            ("", ""),
        ] {
            assert_eq!(names.reading(label), words, "{label}");
        }
        assert_eq!(["1", "22", "13", "50"].map(ordinal), ["1st", "22nd", "13th", "50th"]);
    }

    #[test]
    fn two_names_of_one_id_are_no_name() {
        let mut names = Names::default();
        names.add("North  Gate");
        names.add("North-gate");
        assert_eq!(names.place("north-gate"), "North Gate", "the id's own words");
    }

    #[test]
    fn labels_that_are_ids_become_words() {
        for (label, words) in [
            ("huayan-tunnel", "Huayan tunnel"),
            ("G93-ridge", "G93 ridge"),
            ("chengyu-hsr", "Chengyu HSR"),
            ("G85/G76", "G85/G76"),
            ("Rail to Luchaogang", "Rail to Luchaogang"),
            ("Chongqing-Chengdu", "Chongqing-Chengdu"),
            ("Erenhot-Zamyn Uud", "Erenhot-Zamyn Uud"),
        ] {
            assert_eq!(label_words(label), words);
        }
    }
}
