//! Damaged line tables, each with every word that is told about it, by the reader and then by the
//! feed that is made of what was read.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

#[path = "support/lines.rs"]
mod tables;

/// Name; rows of `lines`, `stations`, `first_last`; and what is told.
type Case = (&'static str, [&'static str; 3], &'static [&'static str]);

const CASES: &[Case] = &[
    (
        "nothing is wrong",
        [
            "1,Line 1,,metro,10,10,high,,06:00,06:20,,,,high,,,src,high\n",
            "1,1,A,,29.5,106.5,120,,s,high\n1,2,B,,29.51,106.5,,,s,high\n",
            "",
        ],
        &[],
    ),
    (
        "no lines",
        ["", "1,1,A,,29.5,106.5,120,,s,high\n1,2,B,,29.51,106.5,,,s,high\n", ""],
        &[
            "warning[dangling-id] stations.csv:2: the line `1` is not in the table of lines; row dropped; add the line, or correct the id",
            "warning[dangling-id] stations.csv:3: the line `1` is not in the table of lines; row dropped; add the line, or correct the id",
        ],
    ),
    (
        "no stations",
        ["1,Line 1,,metro,10,10,high,,06:00,06:20,,,,high,,,src,high\n", "", ""],
        &[
            "warning[short-line] lines.csv:2: line `1` has 0 stations, and makes no trips; list its stations in order",
        ],
    ),
    (
        "a line twice, a line without an id",
        [
            "1,Line 1,,metro,10,10,high,,06:00,06:20,,,,high,,,src,high\n1,Line 1,,metro,10,10,high,,06:00,06:20,,,,high,,,src,high\n,Line 1,,metro,10,10,high,,06:00,06:20,,,,high,,,src,high\n",
            "1,1,A,,29.5,106.5,120,,s,high\n1,2,B,,29.51,106.5,,,s,high\n",
            "",
        ],
        &[
            "warning[duplicate-id] lines.csv:3: the line `1` is there twice; the first row counts; give each line its own id",
            "warning[missing-id] lines.csv:4: `line` is blank, and the row was dropped; give the line an id",
        ],
    ),
    (
        "a vehicle that is none, and words where there are few",
        [
            "1,Line 1,,maglev,10,10,??,,06:00,06:20,perhaps,,,high,some,,src,sure\n",
            "1,1,A,,29.5,106.5,120,,s,high\n1,2,B,,29.51,106.5,,,s,high\n",
            "",
        ],
        &[
            "warning[bad-value] lines.csv:2: `confidence` is `sure`; write high, medium, low or assumed",
            "warning[bad-value] lines.csv:2: `vehicle` is `maglev`; write metro, monorail, rail, tram or bus",
            "warning[bad-value] lines.csv:2: `headway_confidence` is `??`; write high, medium, low or assumed",
            "warning[bad-value] lines.csv:2: `loop` is `perhaps`; write yes or no; it was taken as blank",
            "warning[bad-value] lines.csv:2: `step_free` is `some`; write yes or no; it was taken as blank",
        ],
    ),
    (
        "headways that are none",
        [
            "1,Line 1,,metro,0,8-5,high,,06:00,06:20,,,,high,,,src,high\n",
            "1,1,A,,29.5,106.5,120,,s,high\n1,2,B,,29.51,106.5,,,s,high\n",
            "",
        ],
        &[
            "warning[bad-headway] lines.csv:2: `headway_peak_min` is `0`, no headway, and was taken as blank; write minutes such as 6 or 5-8",
            "warning[bad-headway] lines.csv:2: `headway_offpeak_min` is `8-5`, no headway, and was taken as blank; write minutes such as 6 or 5-8",
            "warning[no-headway] lines.csv:2: line `1` makes no trips: no headway is known; write headway_peak_min or headway_offpeak_min",
        ],
    ),
    (
        "headways in words",
        [
            "1,Line 1,,metro,often,-5,high,,06:00,06:20,,,,high,,,src,high\n",
            "1,1,A,,29.5,106.5,120,,s,high\n1,2,B,,29.51,106.5,,,s,high\n",
            "",
        ],
        &[
            "warning[bad-headway] lines.csv:2: `headway_peak_min` is `often`, no headway, and was taken as blank; write minutes such as 6 or 5-8",
            "warning[bad-headway] lines.csv:2: `headway_offpeak_min` is `-5`, no headway, and was taken as blank; write minutes such as 6 or 5-8",
            "warning[no-headway] lines.csv:2: line `1` makes no trips: no headway is known; write headway_peak_min or headway_offpeak_min",
        ],
    ),
    (
        "times and peaks that are none",
        [
            "1,Line 1,,metro,10,10,high,07:00-09:00 09:00..07:00,6 am,22:61,,,,high,,,src,high\n",
            "1,1,A,,29.5,106.5,120,,s,high\n1,2,B,,29.51,106.5,,,s,high\n",
            "",
        ],
        &[
            "warning[bad-time] lines.csv:2: `first_train` is `6 am`, not a time, and was taken as blank; write HH:MM; hours may pass 24",
            "warning[bad-time] lines.csv:2: `last_train` is `22:61`, not a time, and was taken as blank; write HH:MM; hours may pass 24",
            "warning[bad-value] lines.csv:2: `peak` is `07:00-09:00 09:00..07:00`; write periods such as 07:00..09:00 17:00..19:00",
            "warning[bad-value] lines.csv:2: `peak` is `07:00-09:00 09:00..07:00`; write periods such as 07:00..09:00 17:00..19:00",
        ],
    ),
    (
        "a year that is none",
        [
            "1,Line 1,,metro,10,10,high,,06:00,06:20,,,soon,high,,,src,high\n",
            "1,1,A,,29.5,106.5,120,,s,high\n1,2,B,,29.51,106.5,,,s,high\n",
            "",
        ],
        &[
            "warning[bad-value] lines.csv:2: `opens` is `soon`; write a year; the line was taken as not open yet",
        ],
    ),
    (
        "a speed and a run time of nothing",
        [
            "1,Line 1,,metro,10,10,high,,06:00,06:20,,,,high,,0,src,high\n",
            "1,1,A,,29.5,106.5,-120,0,s,high\n1,2,B,,29.51,106.5,,,s,high\n",
            "",
        ],
        &[
            "warning[not-above-zero] lines.csv:2: `speed_kmh` is `0`, and was taken as blank; write a number above 0",
            "warning[not-above-zero] stations.csv:2: `run_time_to_next_s` is `-120`, and was taken as blank; write a number above 0",
            "warning[not-above-zero] stations.csv:2: `dist_to_next_km` is `0`, and was taken as blank; write a number above 0",
            "warning[no-run-time] lines.csv:2: line `1` makes no trips: after station 1 no run time and no speed_kmh; write run_time_to_next_s, or dist_to_next_km and the line's speed_kmh",
        ],
    ),
    (
        "joins that are none, with none, and without a seam",
        [
            "1,Line 1,,metro,10,10,high,,06:00,06:20,,:2 9 2:0 2,,high,,,src,high\n2,Line 2,,metro,10,10,high,,06:00,06:20,,,,high,,,src,high\n",
            "1,1,A,,29.5,106.5,120,,s,high\n1,2,B,,29.51,106.5,,,s,high\n2,1,X,,29.6,106.5,120,,s,high\n2,2,Y,,29.61,106.5,,,s,high\n",
            "",
        ],
        &[
            "warning[bad-value] lines.csv:2: `joins` is `:2 9 2:0 2`; write a line, such as JT or JT:2",
            "warning[bad-value] lines.csv:2: `joins` is `:2 9 2:0 2`; write a line, such as JT or JT:2",
            "warning[dangling-id] lines.csv:2: line `1` joins `9`, which is no line; write the id of a line",
            "warning[no-seam] lines.csv:2: lines `1` and `2` do not meet at an end of both, and are not joined; joined lines share an end station",
        ],
    ),
    (
        "a station of no line, without a name, without a number, twice",
        [
            "1,Line 1,,metro,10,10,high,,06:00,06:20,,,,high,,,src,high\n",
            "1,1,A,,29.5,106.5,120,,s,high\n1,2,B,,29.51,106.5,,,s,high\n9,1,A,,29.5,106.5,120,,s,high\n1,3,,,29.5,106.5,,,s,high\n1,x,C,,29.5,106.5,,,s,high\n1,2,C,,29.5,106.5,,,s,high\n",
            "",
        ],
        &[
            "warning[dangling-id] stations.csv:4: the line `9` is not in the table of lines; row dropped; add the line, or correct the id",
            "warning[missing-id] stations.csv:5: the station has no name, and the row was dropped; write `station`",
            "warning[bad-value] stations.csv:6: `seq` is `x`; write a whole number; the row was dropped",
            "warning[duplicate-sequence] stations.csv:7: line `1` has seq 2 twice; the first row counts; number them one by one",
        ],
    ),
    (
        "positions that are none",
        [
            "1,Line 1,,metro,10,10,high,,06:00,06:20,,,,high,,,src,high\n",
            "1,1,A,,91,106.5,120,,s,high\n1,2,B,,0,0,120,,s,high\n1,3,C,,north,106.5,120,,s,high\n1,4,D,,,,,,s,high\n",
            "",
        ],
        &[
            "warning[bad-coordinate] stations.csv:2: `91, 106.5` is no place on Earth, and was taken as blank; write latitude and longitude in degrees",
            "warning[stop-at-zero] stations.csv:3: the station lies at 0, 0, in the sea; taken as blank; write its true position",
            "warning[not-a-number] stations.csv:4: `lat` is `north`, not a number, and was taken as blank; write a plain number such as 12.5",
            "note[no-position] stations.csv:5: the station `D` has no position; write lat and lon; until then nobody can walk to it",
        ],
    ),
    (
        "one station is no line",
        [
            "1,Line 1,,metro,10,10,high,,06:00,06:20,,,,high,,,src,high\n",
            "1,1,A,,29.5,106.5,120,,s,high\n",
            "",
        ],
        &[
            "warning[short-line] lines.csv:2: line `1` has 1 stations, and makes no trips; list its stations in order",
        ],
    ),
    (
        "a loop that is open",
        [
            "1,Line 1,,metro,10,10,high,,06:00,06:20,yes,,,high,,,src,high\n",
            "1,1,A,,29.5,106.5,120,,s,high\n1,2,B,,29.51,106.5,120,,s,high\n1,3,C,,29.52,106.5,120,,s,high\n",
            "",
        ],
        &[
            "warning[loop-not-closed] lines.csv:2: the loop `1` does not end where it starts; closed; write the first station again as the last",
        ],
    ),
    (
        "a loop of two",
        [
            "1,Line 1,,metro,10,10,high,,06:00,06:20,yes,,,high,,,src,high\n",
            "1,1,A,,29.5,106.5,120,,s,high\n1,2,B,,29.51,106.5,120,,s,high\n1,3,A,,29.5,106.5,,,s,high\n",
            "",
        ],
        &[
            "warning[short-line] lines.csv:2: the loop `1` has fewer than 3 stations; list its stations, or write loop = no",
        ],
    ),
    (
        "first and last trains of no line, no station, no direction, and twice",
        [
            "1,Line 1,,metro,10,10,high,,06:00,06:20,,,,high,,,src,high\n",
            "1,1,A,,29.5,106.5,120,,s,high\n1,2,B,,29.51,106.5,,,s,high\n",
            "9,A,B,06:00,06:20,s,high\n1,Z,B,06:00,06:20,s,high\n1,A,Y,06:00,06:20,s,high\n1,A,A,06:00,06:20,s,high\n1,A,B,06:00,06:20,s,high\n1,A,B,06:10,06:20,s,high\n1,B,A,6h,06:20,s,high\n",
        ],
        &[
            "warning[dangling-id] first_last.csv:2: the line `9` is not in the table of lines; row dropped; add the line, or correct the id",
            "warning[dangling-id] first_last.csv:3: `Z` is no station of line `1`, and the row was dropped; write a name of the line's stations",
            "warning[dangling-id] first_last.csv:4: `Y` is no station of line `1`, and the row was dropped; write a name of the line's stations",
            "warning[bad-direction] first_last.csv:5: `A` is itself the direction of the row, which was dropped; write where the trains go",
            "warning[duplicate-id] first_last.csv:7: `A` to `B` of line `1` is there twice; remove one; the first counts",
            "warning[bad-time] first_last.csv:8: `first_train` is `6h`, not a time, and was taken as blank; write HH:MM; hours may pass 24",
        ],
    ),
    (
        "a row too short, a quote that never closes",
        [
            "1,Line 1,,metro,10,10,high,,06:00,06:20,,,,high,,,src,high\n2,Line 2\n",
            "1,1,A,,29.5,106.5,120,,s,high\n1,2,B,,29.51,106.5,,,s,high\n1,3,\"C,,29.5,106.5,,,s,high\n1,4,D,,29.5,106.5,,,s,high\n",
            "",
        ],
        &[
            "warning[row-length] lines.csv:3: the row has 2 fields, the header 18; write all fields; those missing were taken as blank",
            "error[open-quote] stations.csv:4: the row goes on over 3 lines, has 3 of 10 fields, and was dropped; close the quote that opens in this row",
            "warning[bad-value] lines.csv:3: `vehicle` is ``; write metro, monorail, rail, tram or bus",
            "warning[short-line] lines.csv:3: line `2` has 0 stations, and makes no trips; list its stations in order",
        ],
    ),
];

/// What is told once of every feed of lines.
const ALWAYS: &str = "note[same-every-day]";

#[test]
fn every_damage_is_told_in_these_words() {
    for (name, [lines, stations, first_last], wanted) in CASES {
        let read = tables::draft(lines, stations, first_last);
        let made = read.value.to_feed();
        let told: Vec<String> = [read.problems, made.problems]
            .iter()
            .flat_map(|problems| problems.list().iter().map(ToString::to_string))
            .filter(|line| !line.starts_with(ALWAYS))
            .collect();
        assert_eq!(told, *wanted, "{name}");
    }
}
