//! `routes.txt`: lines, and the two catalogues of route types.

use allways_base::{IdxVec, Problems, Severity};
use allways_transit::feed::{Route, RouteIdx, Vehicle};

use super::archive::Archive;
use super::ids::{Ids, is_new_id, missing_file};
use super::stop_times::tell_continuous;
use crate::table::Row;

/// The table.
#[derive(Debug)]
pub(super) struct Routes {
    pub(super) rows: IdxVec<RouteIdx, Route>,
    pub(super) ids: Ids<RouteIdx>,
    /// `agency_id` of each, as written; blank if there is none.
    pub(super) agencies: IdxVec<RouteIdx, String>,
}

/// Reads every line.
pub(super) fn read(archive: &mut Archive, source: &str, problems: &mut Problems) -> Routes {
    let mut routes =
        Routes { rows: IdxVec::default(), ids: Ids::new(), agencies: IdxVec::default() };
    let Some(table) = archive.table("routes.txt", problems) else {
        if !archive.has("routes.txt") {
            missing_file("routes.txt", "trips belong to routes", problems);
        }
        return routes;
    };
    let typed = table.require(&["route_type"], problems);
    if !table.require(&["route_id"], problems) {
        return routes;
    }
    let mut n_continuous = 0;
    for row in table.rows() {
        let continuous = ["continuous_pickup", "continuous_drop_off"].map(|name| row.get(name));
        n_continuous += usize::from(continuous.iter().any(|said| !matches!(*said, "" | "1")));
        let id = row.get("route_id");
        if !is_new_id(&routes.ids, "route_id", id, &row.place(), problems) {
            continue;
        }
        let vehicle = if typed { vehicle(row, problems) } else { Vehicle::Other };
        let names = [row.get("route_short_name"), row.get("route_long_name"), id];
        let name = names.into_iter().find(|name| !name.is_empty()).unwrap_or(id);
        let idx = routes.rows.push(Route {
            id: format!("{source}:{id}"),
            name: name.to_owned(),
            vehicle,
            assumptions: Vec::new(),
            basis: None,
        });
        routes.ids.set(id, Some(idx));
        routes.agencies.push(row.get("agency_id").to_owned());
    }
    tell_continuous(n_continuous, "routes.txt", problems);
    routes
}

fn vehicle(row: Row<'_>, problems: &mut Problems) -> Vehicle {
    let value = row.get("route_type");
    let known = value.parse::<u16>().ok().and_then(vehicle_of_type);
    known.unwrap_or_else(|| {
        problems.push(
            Severity::Warning,
            "bad-route-type",
            row.place(),
            format!("`route_type` is `{value}`, which is no kind of vehicle"),
            "write a GTFS route type, such as 3 for bus; until then it counts as other",
        );
        Vehicle::Other
    })
}

/// The standard route types (gtfs.org) and the extended ones (TPEG pti, as in Google's list).
fn vehicle_of_type(number: u16) -> Option<Vehicle> {
    Some(match number {
        0 | 5 | 900..=999 => Vehicle::Tram,
        1 | 12 | 400..=699 => Vehicle::Metro,
        2 | 100..=199 | 300..=399 => Vehicle::Rail,
        3 | 11 | 200..=299 | 700..=899 => Vehicle::Bus,
        4 | 1000..=1099 | 1200..=1299 => Vehicle::Ferry,
        6 | 7 | 1300..=1499 => Vehicle::Lift,
        1100..=1199 | 1500..=1799 => Vehicle::Other,
        _ => return None,
    })
}
