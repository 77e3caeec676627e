//! Heights as a source: what slopes do to walkers, and what is told.

use allways_base::{Seconds, Severity};
use allways_city::manifest::manifest;

use crate::town::{Folder, journey, matrix, on_foot, who};

/// A street of 1113 m to the east.
fn street() -> Folder {
    Folder::new(&[(1, 0.0, 0.0), (2, 10.0, 0.0)], "w1 n1,n2 highway=residential")
}

const ENDS: [(f64, f64); 2] = [(0.0, 0.0), (10.0, 0.0)];

/// Cells are 1/1200 of a degree, 92.77 m: a rise of one in ten is 9.277 m a cell.
fn one_in_ten(x: u16, _: u16) -> i16 {
    i16::try_from((u32::from(x) * 9277 + 500) / 1000).unwrap()
}

#[test]
fn a01_uphill_is_slow_and_gently_downhill_fast() {
    let city = street().with_heights(one_in_ten).open();
    let [from, to] = ENDS;
    let level = 1114.0;
    let seconds = |ends| f64::from(on_foot(&city, &who("", ""), ends).unwrap());
    // Tobler: exp(-3.5 (|g + 0.05| - 0.05)): 0.7047 up, 1 down at one in ten.
    assert!((seconds([from, to]) - level / 0.7047).abs() < 15.0, "{}", seconds([from, to]));
    assert!((seconds([to, from]) - level).abs() < 12.0, "{}", seconds([to, from]));
    let notes = matrix(&city, &who("", ""), &ENDS, "walk").notes;
    assert!(notes.iter().any(|note| note.contains("Tobler")), "{notes:?}");
}

#[test]
fn a02_a_flat_model_changes_nothing() {
    let places: Vec<(f64, f64)> =
        (0..=10).map(|k| (f64::from(k), 0.3 * f64::from(k % 3))).collect();
    let times =
        |folder: Folder| matrix(&folder.open(), &who("", ""), &places, "walk,transit").times;
    assert_eq!(times(street().with_heights(|_, _| 1234)), times(street()));
}

#[test]
fn a03_downhill_the_walk_limit_reaches_farther() {
    // 5 % down: 1.19 times as fast, so that 1113 m are within the 16 minutes that 960 m take.
    let limit = "travellers.toml";
    let who_walks = "[[traveller]]\nid = \"adult\"\nname = \"adult\"\nwalk_speed_m_s = 1.0\nwalk_limit_min = 16\n";
    let down = |x: u16, _: u16| i16::try_from(6000 - u32::from(x) * 4639 / 1000).unwrap();
    let folder = street().with(limit, who_walks);
    assert_eq!(on_foot(&folder.open(), &who("", ""), ENDS), None);
    let city = folder.with_heights(down).open();
    let time = on_foot(&city, &who("", ""), ENDS).unwrap();
    assert!((930..960).contains(&time), "{time}");
    // The bus stop at the lower end is found too: its radius is that of a walk downhill.
    let [from, to] = ENDS;
    let by_bus = journey(&city, &who("", ""), [from, to], "walk,transit").journeys;
    assert_eq!(by_bus[0].duration(), Seconds(time));
}

#[test]
fn a04_a_model_of_a_part_is_told_with_its_share() {
    let void_from = |x: u16, _: u16| if x > 6 { i16::MIN } else { 100 };
    let city = street().with_heights(void_from).open();
    let told = city.problems.list().iter().find(|p| p.code == "elevation-partial").unwrap();
    assert_eq!(told.severity, Severity::Warning);
    assert!(told.message.contains("of 1.1 km"), "{told}");
    assert_eq!(on_foot(&city, &who("", ""), ENDS), on_foot(&street().open(), &who("", ""), ENDS));
}

#[test]
fn a05_the_manifest_has_the_hash_of_the_model() {
    let folder = street().with_heights(one_in_ten);
    let city = folder.open();
    let found = manifest(&city, 2026).unwrap();
    let source = found.sources.iter().find(|source| source.kind == "dem").unwrap();
    assert_eq!(source.files.len(), 1);
    assert_eq!(source.files[0].size, 2 * 1201 * 1201);
}
