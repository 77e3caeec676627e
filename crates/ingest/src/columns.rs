//! Columns and properties whose names look like slips of a known one that is absent: `peopel`
//! would be an opportunity, or nothing, without a word.

use allways_base::text::edit_distance;
use allways_base::{Problems, Severity};

/// Tells every name of `given` that none of `known` is, and that is within a quarter of its length
/// in edits of one that is not given.
pub(crate) fn tell_slips(given: &[&str], known: &[&str], place: &str, problems: &mut Problems) {
    for name in given.iter().filter(|name| !known.contains(name)) {
        let lower = name.to_lowercase();
        let limit = name.chars().count() / 4;
        let absent = known.iter().filter(|known| !given.contains(known));
        let near = absent
            .map(|known| (edit_distance(&lower, known), known))
            .filter(|(distance, _)| *distance <= limit)
            .min();
        if let Some((_, meant)) = near {
            problems.push(
                Severity::Warning,
                "misspelt-column",
                place,
                format!("`{name}` is not read as `{meant}`, which is absent"),
                format!("rename it to `{meant}`, or to something that cannot be taken for it"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use allways_base::LonLat;

    use crate::corridors::parse_corridors;
    use crate::points::parse_points;
    use crate::zones::parse_zones;

    const fn same(at: LonLat) -> LonLat {
        at
    }

    fn told(problems: &allways_base::Problems) -> Vec<String> {
        let slips = problems.list().iter().filter(|p| p.code == "misspelt-column");
        slips.map(ToString::to_string).collect()
    }

    #[test]
    fn a_slip_of_a_column_of_places_is_told() {
        let text = b"id,nmae,lat,lon,peopel,jobs,kind\na,A,1,1,5,3,park\n";
        let read = parse_points(text, "places.csv", "s", &same);
        assert_eq!(
            told(&read.problems),
            [
                "warning[misspelt-column] places.csv:1: `nmae` is not read as `name`, which is \
                 absent; rename it to `name`, or to something that cannot be taken for it",
                "warning[misspelt-column] places.csv:1: `peopel` is not read as `people`, which is \
                 absent; rename it to `people`, or to something that cannot be taken for it",
            ]
        );
        let text = b"id,name,names,lat,lon,people,peoples\na,A,x,1,1,5,3\n";
        let read = parse_points(text, "places.csv", "s", &same);
        assert_eq!(told(&read.problems), Vec::<String>::new(), "what is there is not meant");
    }

    #[test]
    fn a_slip_of_a_column_of_corridors_is_told() {
        let terminals = b"id,kind,dwel_h\na,rail,1\nb,rail,1\n";
        let services = b"id,from,to,mode,carries,time_hh,remark\ns,a,b,rail,both,3,x\n";
        let read = parse_corridors((terminals, "t.csv"), (services, "s.csv"), &same);
        let told = told(&read.problems);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].contains("t.csv:1: `dwel_h` is not read as `dwell_h`"), "{told:?}");
        assert!(told[1].contains("s.csv:1: `time_hh` is not read as `time_h`"), "{told:?}");
    }

    #[test]
    fn a_slip_of_a_property_of_a_zone_is_told() {
        let text = br#"{"type":"FeatureCollection","features":[{"type":"Feature",
            "properties":{"id":"z","name":"Z","peopel":5,"jobs":7},
            "geometry":{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,1]]]}}]}"#;
        let read = parse_zones(text, "z.geojson", "s", &same).unwrap();
        let told = told(&read.problems);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("`peopel` is not read as `people`"), "{told:?}");
    }
}
