//! A flat town around one place: metres east and north, and who walks there.

use allways_access::{Attached, Ground, Walker, attach};
use allways_base::{LonLat, Seconds, Speed};
use allways_geo::{LocalFrame, Xy};
use allways_testkit::picture::Picture;
use allways_transit::timetable::Timetable;

/// Metres east and north of the middle of the town.
pub(crate) fn at(east: f64, north: f64) -> LonLat {
    LocalFrame::new(LonLat::new(106.3, 29.6)).to_lonlat(Xy { x: east, y: north })
}

/// One metre a second; ten minutes at most, five between rides.
pub(crate) const WALKER: Walker = Walker {
    speed: Speed(1.0),
    step_free: false,
    unknown_is_passable: true,
    limit: Seconds(600),
    transfer_limit: Seconds(300),
};

/// As the crow flies.
pub(crate) const CROW: Ground<'_> = Ground::Straight { detour_factor: 1.0 };

/// A drawn timetable; its stops stand where `places` says, others nowhere.
pub(crate) struct Town {
    pub(crate) picture: Picture,
    pub(crate) tt: Timetable,
}

impl Town {
    pub(crate) fn new(drawing: &str, places: &[(&str, LonLat)]) -> Self {
        let read = Picture::read(drawing);
        assert!(read.problems.is_empty(), "{:?}", read.problems);
        let mut picture = read.value;
        for &(name, place) in places {
            let stop = picture.stop(name).unwrap();
            picture.feed.stops[stop].position = Some(place);
        }
        let tt = picture.timetable().value;
        Self { picture, tt }
    }

    pub(crate) fn attached(&self) -> Attached<'static> {
        attach(&self.picture.feed, CROW, WALKER).value
    }
}
