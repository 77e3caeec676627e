//! What must hold whatever the truth is: one number everywhere, and the same city asked in another
//! way or changed in a way whose effect is known. On random cities, and on every data set of
//! `../shared/data` that it makes sense for, through the functions that the commands call.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod ask;
mod changes;
mod coverage;
mod far_change;
mod one_number;
mod random_cities;
mod real;
mod streets;
