//! Towns as text: places in metres east and north, ways as dashes, and what they allow.
//!
//! ```text
//! A 0 0
//! B 100 0
//! A-B steps
//! ```

use allways_base::LonLat;
use allways_geo::{LocalFrame, Xy};
use allways_streets::{Known, StreetDraft, StreetWay};

/// The plane in which towns are drawn.
pub(crate) fn frame() -> LocalFrame {
    LocalFrame::new(LonLat::new(106.39, 29.55))
}

/// Metres east and north, as a place.
pub(crate) fn at(x: f64, y: f64) -> LonLat {
    frame().to_lonlat(Xy::new(x, y))
}

/// Reads a town. Ways are numbered from 1 in their order.
#[allow(dead_code, reason = "each file of tests uses what it needs")]
pub(crate) fn town(text: &str) -> StreetDraft {
    let mut draft = StreetDraft::default();
    let mut names: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if words[0].contains('-') {
            let row = |name: &str| names.iter().position(|&n| n == name).unwrap().to_string();
            let nodes = words[0].split('-').map(|name| row(name).parse().unwrap()).collect();
            let is = |word: &str| words[1..].contains(&word);
            let wheelchair = match (is("wheelchair"), is("no-wheelchair")) {
                (true, _) => Known::Yes,
                (_, true) => Known::No,
                _ => Known::Unknown,
            };
            draft.ways.push(StreetWay {
                id: i64::try_from(draft.ways.len() + 1).unwrap(),
                nodes,
                name: String::new(),
                walk: !is("closed"),
                walk_one_way: is("one-way"),
                steps: is("steps"),
                wheelchair,
                ..StreetWay::default()
            });
        } else {
            names.push(words[0]);
            draft.node_ids.push(i64::try_from(names.len()).unwrap());
            draft.nodes.push(at(words[1].parse().unwrap(), words[2].parse().unwrap()));
        }
    }
    draft
}
