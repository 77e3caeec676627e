//! Toy cities, timetable pictures and slow twins. A dev-dependency only.
