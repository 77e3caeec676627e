//! What was found from one origin, taken destination by destination: percentiles, the times of each
//! departure, counts within limits. Lanes are reduced tile by tile, and never held for all.

use std::ops::Range;

use allways_base::Seconds;
use allways_base::cast::u32_from;
use allways_simd::Level;
use allways_simd::egress::{self, Lanes};
use allways_transit::profile::NEVER;
use allways_transit::raptor::Work;

use super::{Buffers, Destinations, Part, TILE, short};
use crate::percentile::{Percentile, Tally, UNREACHED, of_sorted};

/// An origin that has been searched from; what was found lies in the buffers.
pub(crate) struct FromOrigin<'a> {
    pub(super) to: &'a Destinations<'a>,
    pub(super) work: Work,
    /// Whether its lanes are in the rows or in the scans.
    pub(super) is_of_batch: bool,
}

impl FromOrigin<'_> {
    /// What the search cost.
    pub(crate) const fn work(&self) -> Work {
        self.work
    }

    /// Departures of the window.
    pub(crate) fn n_departures(&self) -> usize {
        self.to.query.window.departures().len()
    }

    /// destination, percentile; the last runs fastest.
    pub(crate) fn percentiles(
        &self,
        percentiles: &[Percentile],
        buffers: &mut Buffers,
    ) -> Vec<Option<Seconds>> {
        let (n_targets, n_departures) = (self.to.targets.len(), self.n_departures());
        let mut found = Vec::with_capacity(n_targets * percentiles.len());
        if n_departures == 0 {
            found.resize(n_targets * percentiles.len(), None);
        } else if let Some(parts) = &self.to.chunks {
            let ranks = self.ranks(percentiles);
            self.tiles(parts, buffers, |tile, values| {
                values.clear();
                values.resize(tile.len() / parts.len() * ranks.len(), NEVER);
                let shape = (parts.len(), short(self.to.query.max_duration));
                egress::ranked(Level::detected(), tile, shape, &ranks, values);
                let time = |&time: &u16| (time < NEVER).then_some(Seconds(u32::from(time)));
                found.extend(values.iter().map(time));
            });
        } else {
            for times in buffers.cube.chunks_exact_mut(n_departures) {
                times.sort_unstable();
                found.extend(percentiles.iter().map(|&percentile| of_sorted(times, percentile)));
            }
        }
        found
    }

    /// destination, departure; the last runs fastest.
    pub(crate) fn times(&self, buffers: &mut Buffers) -> Vec<Option<Seconds>> {
        let mut found = Vec::new();
        if let Some(parts) = &self.to.chunks {
            let longest = self.to.query.max_duration.0;
            self.tiles(parts, buffers, |tile, _| {
                for (k, lanes) in tile.iter().enumerate() {
                    let n = parts[k % parts.len()].chunk.departures().len();
                    let seconds = lanes[..n].iter().map(|&time| u32::from(time));
                    found.extend(seconds.map(|s| (s <= longest).then_some(Seconds(s))));
                }
            });
        } else {
            let time = |&s: &u32| (s != UNREACHED).then_some(Seconds(s));
            found.extend(buffers.cube.iter().map(time));
        }
        found
    }

    /// Adds the times of every departure to some destinations, each to its tally.
    pub(crate) fn count_times(
        &self,
        some: Range<usize>,
        buffers: &mut Buffers,
        tallies: &mut [Tally],
    ) {
        let longest = self.to.query.max_duration.0;
        if let Some(parts) = &self.to.chunks {
            self.tiles_of(some, parts, buffers, |tile, _| {
                for (lanes, tally) in tile.chunks_exact(parts.len()).zip(&mut *tallies) {
                    for (part, lanes) in parts.iter().zip(lanes) {
                        for &time in &lanes[..part.chunk.departures().len()] {
                            let time = u32::from(time);
                            tally.add((time <= longest).then_some(Seconds(time)));
                        }
                    }
                }
            });
        } else {
            let n = self.n_departures();
            for (destination, tally) in some.zip(tallies) {
                for &time in &buffers.cube[destination * n..][..n] {
                    tally.add((time != UNREACHED).then_some(Seconds(time)));
                }
            }
        }
    }

    /// Calls `found` with each destination and the number of departures that reach it within each
    /// of `limits`, none of them above the longest duration. False, and nothing else, if the search
    /// was range RAPTOR.
    pub(crate) fn counts(
        &self,
        limits: &[u16],
        buffers: &mut Buffers,
        mut found: impl FnMut(usize, &[u32]),
    ) -> bool {
        let Some(parts) = &self.to.chunks else { return false };
        let Buffers { scans, rows, direct, counts, .. } = buffers;
        let n_targets = self.to.targets.len();
        for first in (0..n_targets).step_by(TILE) {
            let end = n_targets.min(first + TILE);
            counts.clear();
            counts.resize((end - first) * limits.len(), 0);
            for (k, part) in parts.iter().enumerate() {
                let rows = if self.is_of_batch { &rows[k][..] } else { scans[k].rows() };
                let (egress, departures) = part.to(first..end);
                let (direct, into) = (&direct[first..end], (limits, &mut counts[..]));
                egress::count_in_time(Level::detected(), rows, egress, departures, direct, into);
            }
            for (k, counts) in counts.chunks_exact(limits.len()).enumerate() {
                found(first + k, counts);
            }
        }
        true
    }

    /// The rank of each percentile among the departures, of which there are some.
    pub(crate) fn ranks(&self, percentiles: &[Percentile]) -> Vec<u32> {
        let n = self.n_departures();
        percentiles.iter().map(|percentile| u32_from(percentile.rank(n))).collect()
    }

    /// Travel times tile by tile: for each destination a block of lanes a chunk.
    fn tiles(
        &self,
        parts: &[Part],
        buffers: &mut Buffers,
        on_tile: impl FnMut(&[Lanes], &mut Vec<u16>),
    ) {
        self.tiles_of(0..self.to.targets.len(), parts, buffers, on_tile);
    }

    /// [`FromOrigin::tiles`] of some destinations.
    fn tiles_of(
        &self,
        some: Range<usize>,
        parts: &[Part],
        buffers: &mut Buffers,
        mut on_tile: impl FnMut(&[Lanes], &mut Vec<u16>),
    ) {
        let Buffers { scans, rows, direct, tile, values, .. } = buffers;
        if parts.is_empty() {
            return;
        }
        for first in some.clone().step_by(TILE) {
            let end = some.end.min(first + TILE);
            tile.resize((end - first) * parts.len(), Lanes::all(NEVER));
            for (k, part) in parts.iter().enumerate() {
                let rows = if self.is_of_batch { &rows[k][..] } else { scans[k].rows() };
                let (egress, departures) = part.to(first..end);
                let (direct, out) = (&direct[first..end], (&mut tile[..], k, parts.len()));
                egress::travel_times(Level::detected(), rows, egress, departures, direct, out);
            }
            on_tile(tile, values);
        }
    }
}
