//! Corridors as a text for a terminal.

use allways_city::corridor::{ChannelsRecord, CorridorAnswer, DirectionsRecord, OptionRecord};

use super::cells::{self, Cells, hours, start, starts};
use crate::width::{clean, columns};

/// Blocks: the options side by side, then each leg by leg; directions; what is left when something
/// is lost.
pub fn corridor_table(answer: &CorridorAnswer) -> String {
    let mut out = String::new();
    let to = if answer.to.is_empty() { "all directions" } else { &answer.to };
    out += &format!("{} from {} to {}\n", answer.load, clean(&answer.from), clean(to));
    if let Some(directions) = &answer.directions {
        out += &directions_table(directions);
    } else if answer.options.is_empty() {
        out += "\nno option found\n";
    } else {
        out += &options_table(&answer.options);
    }
    if let Some(channels) = &answer.channels {
        out += &channels_table(channels);
    }
    out
}

fn options_table(options: &[OptionRecord]) -> String {
    let mut out = format!("\n{}", text(cells::options(options)));
    // Where start and end are one there is nothing to go.
    for (n, option) in options.iter().enumerate().filter(|(_, option)| !option.legs.is_empty()) {
        out += &legs_table(n + 1, option);
    }
    out
}

fn legs_table(n: usize, option: &OptionRecord) -> String {
    let (time, from) = (hours(option.time_h), clean(start(option)));
    let mut out = format!("\noption {n}: {time} from {from}, {}\n", starts(option));
    out += &indented(&text(cells::legs(option)));
    if let Some((sure, source)) = &option.weakest {
        let source = if source.is_empty() { "no source stated" } else { source };
        out += &format!("  weakest input ({}): {}\n", sure.word(), clean(source));
    }
    out
}

fn directions_table(directions: &DirectionsRecord) -> String {
    let mut out = format!("\n{}", text(cells::directions(directions)));
    out += &format!("\n{}\n", cells::evenness(directions));
    for direction in &directions.each {
        if let Some((name, option)) = &direction.best {
            let (from, to) = (clean(start(option)), clean(name));
            out += &format!("\n{}: from {from} to {to}\n", direction.direction);
            out += &indented(&text(cells::legs(option)));
        }
    }
    out
}

fn channels_table(channels: &ChannelsRecord) -> String {
    let lines = cells::channels(channels);
    let said = lines.iter().fold(String::new(), |said, line| said + &clean(line) + "\n");
    format!("\n{said}\n{}", text(cells::left(channels)))
}

fn text(mut cells: Cells) -> String {
    for cell in cells.rows.iter_mut().flatten() {
        *cell = clean(cell);
    }
    columns(&cells.heads, &cells.rows, cells.texts)
}

fn indented(text: &str) -> String {
    text.lines().fold(String::new(), |text, line| text + "  " + line + "\n")
}
