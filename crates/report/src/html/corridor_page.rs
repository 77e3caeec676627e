//! One question about corridors as a page of its own: map, diagram, legs.

use allways_city::corridor::{CorridorAnswer, DirectionsRecord, OptionRecord};

use super::markup::{each, esc, list};
use super::options::{self, table};
use super::world::World;
use super::{footer_line, shell};
use crate::corridor::cells;
use crate::words::capital;

/// The whole page. Same answer, same bytes.
pub fn corridor_html(answer: &CorridorAnswer) -> String {
    let to = if answer.to.is_empty() { "all directions" } else { &answer.to };
    let title = format!("{} to {to}", answer.from);
    let mut world = World::default();
    world.add(&answer.options);
    for option in best(answer.directions.as_ref()) {
        world.add(std::slice::from_ref(option));
    }
    let none = if answer.options.is_empty() && answer.directions.is_none() {
        "<p>No option was found.</p>\n"
    } else {
        ""
    };
    let channels = answer.channels.as_ref().map_or_else(String::new, |channels| {
        let said = each(cells::channels(channels), |line| format!("<li>{}</li>", esc(line.trim())));
        format!(
            "<section><h2>What is left when something is lost</h2>\n<ul>{said}</ul>\n{}</section>\n",
            table("What is left", "cards", &cells::left(channels))
        )
    });
    let notes = if answer.notes.is_empty() {
        String::new()
    } else {
        format!("<section><h2>What to know</h2>\n{}</section>\n", list(&answer.notes))
    };
    let body = format!(
        "<header class=\"top\"><p class=\"kicker\">Allways · corridors</p><h1>{}</h1>\
         <p class=\"lede\">For {}.</p></header>\n<main>\n<section class=\"overview\">\
         <h2>The map</h2>\n{none}{}</section>\n{}{}{channels}{notes}</main>\n{}",
        esc(&title),
        esc(&answer.load),
        world.figure(&format!("Corridors from {title}")),
        answer.directions.as_ref().map_or_else(String::new, directions),
        question(&answer.options),
        footer_line("Same plan, same data, same question, same bytes."),
    );
    shell(
        &title,
        "",
        &format!("<div class=\"page lone\">\n<div class=\"sheet\">\n{body}\n</div>\n</div>"),
    )
}

fn best(directions: Option<&DirectionsRecord>) -> impl Iterator<Item = &OptionRecord> {
    let each = directions.into_iter().flat_map(|directions| &directions.each);
    each.filter_map(|direction| direction.best.as_ref().map(|(_, option)| option))
}

fn question(found: &[OptionRecord]) -> String {
    if found.is_empty() {
        return String::new();
    }
    format!("<section>{}</section>\n", options::figure(found, 2, ""))
}

fn directions(directions: &DirectionsRecord) -> String {
    let legs = each(&directions.each, |direction| {
        direction.best.as_ref().map_or_else(String::new, |(name, option)| {
            let head = format!("{} to {name}", capital(direction.direction));
            format!(
                "<p class=\"option\"><b>{}</b> from {}</p>\n{}",
                esc(&head),
                esc(cells::start(option)),
                table(&head, "", &cells::legs(option))
            )
        })
    });
    format!(
        "<section><h2>The four directions</h2>\n<p>{}.</p>\n{}\
         <details open><summary>The soonest way in each, leg by leg</summary>{legs}</details>\
         </section>\n",
        esc(&capital(&cells::evenness(directions))),
        table("The four directions", "cards", &cells::directions(directions)),
    )
}
