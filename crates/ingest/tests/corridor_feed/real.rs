//! The high-speed trains of China of 2016.

use std::path::Path;

use allways_base::Date;
use allways_ingest::corridors::feed::read_feed;

use super::{net, routes, terms, told};

#[test]
#[expect(clippy::print_stderr, reason = "a test that skips says so")]
fn the_trains_of_china_are_those_of_the_timetable() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    if !data.is_dir() {
        assert!(std::env::var_os("ALLWAYS_NEEDS_DATA").is_none(), "{} is absent", data.display());
        eprintln!("skipped: ../shared/data is absent");
        return;
    }
    let gtfs = data.join("china_hsr/gtfs.zip");
    let mut terms = terms(&gtfs);
    terms.date = Date::constant(2016, 4, 13);
    let read = read_feed(&terms).unwrap();
    let draft = read.value;
    // 34,647 calls of 4,458 trips.
    assert_eq!((draft.services.len(), draft.terminals.len()), (34_647 - 4458, 672));
    let net = net(&draft);
    let found = |to: &str| {
        let found = routes(&net, "CUW", to, Some("Mo 06:00"));
        found.iter().map(|route| told(&net, route)).collect::<Vec<_>>()
    };
    // By a scan of all trips in another language, with twenty minutes for each change.
    assert_eq!(
        found("AOH"),
        [
            "G316/G317 Mo 06:54 > G7267/G7270 Mo 16:11 > G3 Mo 17:41 > Mo 18:48",
            "D2211/D2214 Mo 07:26 > G137 Mo 18:11 > Mo 19:27",
            "D2211/D2214 Mo 07:26 > Mo 20:15",
        ]
    );
    assert_eq!(found("ICW"), ["G8502 Mo 07:30 > Mo 09:13"]);
    assert_eq!(found("IZQ"), ["G1311/G1314 Mo 07:49 > Mo 19:45"]);
    assert_eq!(found("BXP"), ["G310 Mo 08:10 > Mo 20:20"]);
}
