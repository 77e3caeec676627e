//! A small good feed, and folders made of texts, for the tests of this crate.

use std::path::Path;

use allways_base::{Checked, Date};
use allways_ingest::gtfs::read_gtfs;
use allways_transit::feed::Feed;
use tempfile::TempDir;

/// Three stops in Chongqing, a line of weekdays, one trip: nothing is wrong with it.
const GOOD: [(&str, &str); 6] = [
    (
        "agency.txt",
        "agency_id,agency_name,agency_url,agency_timezone\na,A,http://a,Asia/Shanghai\n",
    ),
    (
        "stops.txt",
        "stop_id,stop_name,stop_lat,stop_lon\nA,Alpha,29.5,106.5\nB,Beta,29.51,106.5\nC,Gamma,29.53,106.5\n",
    ),
    ("routes.txt", "route_id,route_short_name,route_type\nr,R1,3\n"),
    (
        "calendar.txt",
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nwk,1,1,1,1,1,0,0,20260101,20261231\n",
    ),
    ("trips.txt", "route_id,service_id,trip_id\nr,wk,t1\n"),
    (
        "stop_times.txt",
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,08:00:00,08:00:00,A,1\nt1,08:10:00,08:11:00,B,2\nt1,08:20:00,08:20:00,C,3\n",
    ),
];

/// The good feed with files replaced, added, or (`None`) removed.
pub(crate) fn damaged(changes: &[(&str, Option<&[u8]>)]) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> =
        GOOD.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
    for (name, bytes) in changes {
        files.retain(|(other, _)| other != name);
        if let Some(bytes) = bytes {
            files.push(((*name).to_owned(), bytes.to_vec()));
        }
    }
    files
}

/// A folder with these files.
pub(crate) fn folder(files: &[(String, Vec<u8>)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let at = dir.path().join(name);
        std::fs::create_dir_all(at.parent().unwrap()).unwrap();
        std::fs::write(at, bytes).unwrap();
    }
    dir
}

/// Reads as the source `f` of a plan in China.
pub(crate) fn read(path: &Path) -> Checked<Feed> {
    read_gtfs(path, "f", "Asia/Shanghai", Date::constant(2026, 11, 25)).unwrap()
}

/// The problems, as they are shown.
pub(crate) fn told(problems: &allways_base::Problems) -> Vec<String> {
    problems.list().iter().map(ToString::to_string).collect()
}
