//! Toy cities, timetable pictures and slow twins. A dev-dependency only.
//!
//! [`picture`] reads a timetable drawn in text, [`show`] prints timetables and journeys on one
//! line each, [`city`] draws small nasty cities and [`grid`] large regular ones, [`plain`] is a
//! timetable without any structure on which [`oracle`] holds the definitions and [`audit`] walks a
//! journey leg by leg. [`data`] knows where the shared data sets lie.
//!
//! Invariant: nothing here shares code with what it tests beyond the types.

pub mod audit;
pub mod city;
pub mod data;
pub mod grid;
pub mod oracle;
pub mod picture;
pub mod plain;
pub mod show;
