//! Access, egress, percentiles and matrices: from one stop to random cities against slow twins.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod catchments;
mod draws;
mod ground;
mod half_headway;
mod ladder;
mod many_walks;
mod metamorphic;
mod percentiles;
mod ruled;
mod threads;
mod toy;
mod twins;
mod unlimited;
mod vehicles;
mod windows;
