//! Blank times between timed stops: in proportion to the way along the trip. By
//! `shape_dist_traveled` where every row of the gap has it, else along straight lines between the
//! stops, else evenly. Rounded to the second; a stop is left as soon as it is reached.

use allways_base::{LonLat, cast};
use allways_transit::feed::StopIdx;

use super::kept::{BLANK, Row};

/// How many times were filled, by method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Filled {
    pub(super) by_shape: usize,
    pub(super) by_line: usize,
    pub(super) evenly: usize,
}

/// Fills the blanks of one trip, whose first and last rows are timed and whose times do not fall.
pub(super) fn fill(
    rows: &mut [Row],
    position: impl Fn(StopIdx) -> Option<LonLat>,
    filled: &mut Filled,
) {
    let mut from = 0;
    for to in 1..rows.len() {
        if rows[to].arrive == BLANK {
            continue;
        }
        if to - from > 1 {
            fill_gap(&mut rows[from..=to], &position, filled);
        }
        from = to;
    }
}

fn fill_gap(gap: &mut [Row], position: &impl Fn(StopIdx) -> Option<LonLat>, filled: &mut Filled) {
    let n = gap.len() - 2;
    let along = if let Some(along) = by_shape(gap) {
        filled.by_shape += n;
        along
    } else if let Some(along) = by_line(gap, position) {
        filled.by_line += n;
        along
    } else {
        filled.evenly += n;
        (0..gap.len()).map(cast::f64_from).collect()
    };
    let (first, last) = (along[0], along[gap.len() - 1]);
    let (left, reached) = (gap[0].depart, gap[gap.len() - 1].arrive);
    let span = f64::from(reached - left);
    for (row, at) in gap[1..=n].iter_mut().zip(&along[1..]) {
        let time = left + cast::round_u32(span * (at - first) / (last - first));
        row.arrive = time.min(reached);
        row.depart = row.arrive;
    }
}

fn by_shape(gap: &[Row]) -> Option<Vec<f64>> {
    let along: Vec<f64> = gap.iter().map(|row| f64::from(row.along)).collect();
    let rises = along.windows(2).all(|pair| pair[0] <= pair[1]);
    (rises && along[0] < along[along.len() - 1]).then_some(along)
}

fn by_line(gap: &[Row], position: &impl Fn(StopIdx) -> Option<LonLat>) -> Option<Vec<f64>> {
    let mut along = Vec::with_capacity(gap.len());
    let mut sum = 0.0;
    let mut before = position(gap[0].stop)?;
    for row in gap {
        let here = position(row.stop)?;
        sum += allways_geo::distance(before, here).0;
        along.push(sum);
        before = here;
    }
    (sum > 0.0).then_some(along)
}
