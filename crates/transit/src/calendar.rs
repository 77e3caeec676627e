//! Which days a service runs, and which dates a feed covers.
//!
//! Either half of the calendar may be missing: `week` alone (`calendar.txt`), exceptions alone
//! (`calendar_dates.txt`), or both. A day that is both added and removed does not run.

use std::iter::successors;

use allways_base::{Date, IdxVec};

use crate::feed::{Feed, Service, ServiceIdx, Week};

impl Week {
    /// True if `date` lies between the two dates (both inclusive) and its weekday is on.
    pub fn includes(&self, date: Date) -> bool {
        let weekday = date.weekday().to_monday_zero_offset();
        let is_on = self.days.iter().zip(0_i8..).any(|(&on, day)| on && day == weekday);
        is_on && (self.from..=self.to).contains(&date)
    }
}

impl Service {
    /// True if the service runs on this service day.
    pub fn runs(&self, date: Date) -> bool {
        let week = || self.week.as_ref().is_some_and(|week| week.includes(date));
        !self.removed.contains(&date) && (self.added.contains(&date) || week())
    }

    /// First and last date on which it runs; `None` if it never does.
    pub fn covered_dates(&self) -> Option<(Date, Date)> {
        let runs = |date: &Date| self.runs(*date);
        let week = self.week.as_ref().filter(|week| week.days.contains(&true));
        let first_regular = week.and_then(|week| {
            let dates = successors(Some(week.from), |date| date.tomorrow().ok());
            dates.take_while(|date| *date <= week.to).find(runs)
        });
        let last_regular = week.and_then(|week| {
            let dates = successors(Some(week.to), |date| date.yesterday().ok());
            dates.take_while(|date| *date >= week.from).find(runs)
        });
        let first_added = self.added.iter().copied().find(runs);
        let last_added = self.added.iter().rev().copied().find(runs);
        let first = first_regular.into_iter().chain(first_added).min()?;
        let last = last_regular.into_iter().chain(last_added).max()?;
        Some((first, last))
    }
}

impl Feed {
    /// True if the service runs on this service day.
    pub fn runs(&self, service: ServiceIdx, date: Date) -> bool {
        self.services[service].runs(date)
    }

    /// For each service, whether it runs on this service day: ask once, not once per trip.
    pub fn services_on(&self, date: Date) -> IdxVec<ServiceIdx, bool> {
        self.services.iter().map(|(_, service)| service.runs(date)).collect::<Vec<_>>().into()
    }

    /// Number of trips (rows of `trips.txt`; a frequency template counts once) whose service runs
    /// on this service day.
    pub fn trips_on(&self, date: Date) -> usize {
        let on = self.services_on(date);
        self.trips.as_slice().iter().filter(|trip| on[trip.service]).count()
    }

    /// First and last date on which any trip runs; `None` if none ever does. Dates between them
    /// may be empty: ask [`Feed::trips_on`].
    pub fn covered_dates(&self) -> Option<(Date, Date)> {
        let mut is_used = IdxVec::filled(false, self.services.len());
        for trip in self.trips.as_slice() {
            is_used[trip.service] = true;
        }
        let used = self.services.iter().filter(|(idx, _)| is_used[*idx]);
        let spans = used.filter_map(|(_, service)| service.covered_dates());
        spans.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }
}
