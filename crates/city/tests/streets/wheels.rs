//! Wheelchairs and prams on the streets, and seasons that close or slow them.

use allways_base::Severity;
use allways_city::open::OpenError;
use allways_plan::Diagnostic;

use crate::town::{Folder, journey, matrix, on_foot, who};

/// From 0 to 10: a straight street whose middle is steps, a ramp around it, and a detour on gravel
/// that is longer still.
fn town() -> Folder {
    let nodes = [
        (1, 0.0, 0.0),
        (2, 4.0, 0.0),
        (3, 6.0, 0.0),
        (4, 5.0, 1.0),
        (5, 5.0, -3.0),
        (6, 10.0, 0.0),
    ];
    let ways = "w1 n1,n2 highway=residential
        w2 n2,n3 highway=steps
        w3 n3,n6 highway=residential
        w4 n2,n4,n3 highway=footway incline=10% width=2 surface=asphalt
        w5 n2,n5,n3 highway=footway surface=gravel width=2 incline=0%";
    Folder::new(&nodes, ways).with("travellers.toml", TRAVELLERS).with("seasons.toml", SEASONS)
}

const ENDS: [(f64, f64); 2] = [(0.0, 0.0), (10.0, 0.0)];

const TRAVELLERS: &str = r#"
[[traveller]]
id = "adult"
name = "adult"
walk_speed_m_s = 1.0
[[traveller]]
id = "cane"
name = "with a cane"
walk_speed_m_s = 1.0
on = "foot"
step_free = true
[[traveller]]
id = "wheelchair"
name = "in a wheelchair"
walk_speed_m_s = 1.0
step_free = true
[[traveller]]
id = "strong"
name = "in a strong wheelchair"
walk_speed_m_s = 1.0
on = "wheelchair"
max_grade = 0.12
[[traveller]]
id = "pram"
name = "with a pram"
walk_speed_m_s = 1.0
on = "pram"
"#;

const SEASONS: &str = r#"
[[season]]
id = "base"
name = "base"
[[season]]
id = "flood"
name = "flood"
closed = ["way/2"]
[[season]]
id = "flood-2"
name = "a higher flood"
closed = ["way/2", "way/4"]
"#;

#[test]
fn b01_each_traveller_takes_the_ways_that_they_can() {
    let city = town().open();
    let time = |id: &str| on_foot(&city, &who(id, ""), ENDS);
    // Over the steps 10, over the ramp of 10 % 8 + 2√2: in thousandths of a degree, of which one is
    // 111.3 m to the east and 110.6 m to the north.
    let ramp = 8.0 * 111.32 + 2.0 * 111.32_f64.hypot(110.57);
    let near = |time: Option<u32>| time.is_some_and(|s| (f64::from(s) - ramp).abs() < 1.5);
    assert_eq!(time("adult"), Some(1114));
    for id in ["cane", "strong", "pram"] {
        assert!(near(time(id)), "{id}: {:?}", time(id));
    }
    // A usual wheelchair: neither 10 % nor gravel.
    assert_eq!(time("wheelchair"), None);
}

#[test]
fn b02_the_limits_are_told_and_whose_they_are() {
    let city = town().open();
    let notes = |id: &str| matrix(&city, &who(id, ""), &ENDS, "walk").notes.join("\n");
    assert!(notes("wheelchair").contains(
        "in a wheelchair: grades up to 8.3 %, kerbs up to 3 cm, ways from 90 cm, compacted ground \
         or better (usual limits, an assumption)"
    ));
    assert!(notes("strong").contains("12.0 %"));
    assert!(notes("strong").contains("the plan's limits, and usual ones where it sets none"));
    assert_eq!(notes("adult"), "");
    let transit_only = matrix(&city, &who("wheelchair", ""), &ENDS, "transit").notes;
    assert_eq!(transit_only.join("\n"), "");
}

#[test]
fn b03_matrix_and_route_agree_on_wheels() {
    let city = town().open();
    for id in ["adult", "cane", "strong", "pram", "wheelchair"] {
        let time = matrix(&city, &who(id, ""), &ENDS, "walk,transit").times[0][1];
        let journeys = journey(&city, &who(id, ""), ENDS, "walk,transit").journeys;
        let found = journeys.iter().map(allways_city::verdict::JourneyRecord::duration).min();
        assert_eq!(time, found, "{id}");
    }
}

#[test]
fn c01_a_season_closes_streets_for_all() {
    let city = town().open();
    let time = |id: &str, season: &str| on_foot(&city, &who(id, season), ENDS);
    assert_eq!(time("adult", "flood"), time("cane", ""));
    assert!(time("adult", "flood-2") > time("adult", "flood"));
    assert_eq!(time("strong", "flood"), time("strong", ""));
    assert_eq!(time("strong", "flood-2"), None);
    assert_eq!(time("pram", "flood-2"), time("adult", "flood-2"));
    let notes = matrix(&city, &who("", "flood-2"), &ENDS, "walk").notes;
    assert!(notes.contains(&"a higher flood: 2 ways are closed".to_owned()), "{notes:?}");
}

fn told(diagnostics: &[Diagnostic]) -> Vec<String> {
    let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error);
    errors.map(ToString::to_string).collect()
}

#[test]
fn c02_a_way_that_no_source_has_is_told_with_near_ones() {
    let folder = town().with(
        "seasons.toml",
        "[[season]]\nid = \"base\"\nname = \"base\"\n[[season]]\nid = \"ice\"\nname = \"ice\"\nclosed = [\"way/4\", \"way/44\"]\n",
    );
    let Err(OpenError::Plan { diagnostics, .. }) = folder.try_open() else { panic!("taken") };
    let errors: Vec<String> = told(&diagnostics);
    assert_eq!(errors.len(), 1);
    let told = &errors[0];
    assert!(told.contains("seasons.toml:7:"), "{told}");
    assert!(told.contains("way/44, which is no street of the plan"), "{told}");
    assert!(told.contains("did you mean `way/4`"), "{told}");
}

#[test]
fn c03_rain_and_dark_slow_the_streets_that_are_said_to_be_open_to_them() {
    // The short way is dark and in the rain, the long way is covered and lit.
    let nodes = [(1, 0.0, 0.0), (2, 5.0, 2.0), (3, 5.0, 0.0), (4, 10.0, 0.0)];
    let ways = "w1 n1,n3,n4 highway=footway covered=no lit=no
        w2 n1,n2,n4 highway=footway covered=yes lit=yes";
    let seasons = |line: &str| {
        format!(
            "[[season]]\nid = \"base\"\nname = \"base\"\n[[season]]\nid = \"x\"\nname = \"x\"\n{line}\n"
        )
    };
    let time = |line: &str| {
        let folder = Folder::new(&nodes, ways).with("seasons.toml", seasons(line));
        let city = folder.open();
        [on_foot(&city, &who("", ""), ENDS).unwrap(), on_foot(&city, &who("", "x"), ENDS).unwrap()]
    };
    let [base, rain] = time("uncovered_factor = 1.05");
    assert!(base == 1114 && (1169..=1170).contains(&rain), "{base} {rain}");
    // Now the covered way is faster: 2 × √29 thousandths.
    assert_eq!(time("uncovered_factor = 1.5"), [1114, 1198]);
    assert_eq!(time("unlit_factor = 1.5"), [1114, 1198]);
    assert_eq!(time("bus_factor = 1.5"), [1114, 1114]);
}

#[test]
fn d01_contradictions_are_told() {
    let one = |line: &str| {
        let row = format!(
            "[[traveller]]\nid = \"adult\"\nname = \"adult\"\nwalk_speed_m_s = 1.0\n{line}\n"
        );
        match town().with("travellers.toml", row).try_open() {
            Err(OpenError::Plan { diagnostics, .. }) => told(&diagnostics).remove(0),
            _ => panic!("{line} was taken"),
        }
    };
    assert!(one("on = \"pram\"\nstep_free = false").contains("cannot take steps"));
    assert!(one("max_grade = 0.1").contains("is a limit of wheels"));
    assert!(one("on = \"wheels\"").contains("on"));
}
