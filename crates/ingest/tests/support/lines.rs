//! Line tables made of texts.

use allways_base::{Checked, Seconds};
use allways_ingest::lines::{LinesDraft, read_lines};

pub(crate) const LINES: &str = "line,name,name_zh,vehicle,headway_peak_min,headway_offpeak_min,headway_confidence,peak,first_train,last_train,loop,joins,opens,run_time_confidence,step_free,speed_kmh,source,confidence\n";
pub(crate) const STATIONS: &str =
    "line,seq,station,station_zh,lat,lon,run_time_to_next_s,dist_to_next_km,source,confidence\n";
pub(crate) const FIRST_LAST: &str =
    "line,station,direction_to,first_train,last_train,source,confidence\n";

/// Reads tables (rows without headers) as the source `m`, with 180 s to change lines.
pub(crate) fn draft(lines: &str, stations: &str, first_last: &str) -> Checked<LinesDraft> {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, header: &str, rows: &str| {
        let at = dir.path().join(name);
        std::fs::write(&at, format!("{header}{rows}")).unwrap();
        at
    };
    let lines = write("lines.csv", LINES, lines);
    let stations = write("stations.csv", STATIONS, stations);
    let first_last = write("first_last.csv", FIRST_LAST, first_last);
    read_lines(&lines, &stations, Some(&first_last), "m", Seconds(180), &|at| at, None).unwrap()
}
