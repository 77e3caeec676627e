//! All corridors of a judgement on one map, the directions side by side.

use allways_city::verdict::{MapRole, Shape};

use super::Entry;
use super::markup::{badge, each, esc, linked, quantity, scrolling};
use super::promise::plain_table;
use super::world::World;
use crate::quantity::{target_text, value_text};

/// Measures on the network beyond the city.
const MEASURES: [&str; 4] = ["corridor", "direction", "channels", "hub"];

/// Those of a judgement; none without a promise that they judge and a line to draw.
pub(super) fn of<'a>(entries: &'a [Entry<'a>]) -> Vec<&'a Entry<'a>> {
    let found: Vec<&Entry<'_>> =
        entries.iter().filter(|e| MEASURES.contains(&e.verdict.measure.as_str())).collect();
    let evidence = |e: &&&Entry<'_>| {
        let evidence = &e.verdict.reading.evidence;
        !evidence.options.is_empty() || evidence.map.iter().any(|f| f.role == MapRole::Link)
    };
    if found.iter().any(|e| evidence(&e)) { found } else { Vec::new() }
}

/// The section; nothing without corridors.
pub(super) fn section(entries: &[&Entry<'_>]) -> String {
    if entries.is_empty() {
        return String::new();
    }
    let mut world = World::default();
    for e in entries {
        let v = e.verdict;
        world.add(&v.reading.evidence.options);
        for also in v.also.iter().filter(|also| !also.label.starts_with("year = ")) {
            world.add(&also.evidence.options);
        }
    }
    for e in entries {
        for f in &e.verdict.reading.evidence.map {
            match &f.shape {
                Shape::Line(line) if f.role == MapRole::Link => world.add_link(line),
                Shape::Point(at) if matches!(f.role, MapRole::End | MapRole::Place) => {
                    world.add_place(&f.label, *at, f.role == MapRole::End);
                }
                _ => {}
            }
        }
    }
    format!(
        "<section class=\"overview\" aria-labelledby=\"aw-corridors\"><h2 id=\"aw-corridors\">\
         Corridors</h2>\n{}{}{}</section>\n",
        world.figure("Corridors, directions and channels of the plan"),
        directions(entries),
        verdicts(entries),
    )
}

/// What the first promise of all directions found.
fn directions(entries: &[&Entry<'_>]) -> String {
    let mut found = entries.iter().filter(|e| e.verdict.measure == "direction");
    let with_table = found.find_map(|e| {
        let table = e.verdict.reading.evidence.table.as_ref()?;
        (!table.columns.is_empty()).then_some((e, table))
    });
    with_table.map_or_else(String::new, |(e, table)| {
        format!(
            "<h3>The four directions</h3>\n<p>{} <a href=\"#{}\">The promise</a></p>\n{}\n",
            linked(&e.verdict.reading.summary),
            esc(e.anchor),
            scrolling("The four directions", "", &plain_table(table))
        )
    })
}

/// One line for each promise, a link to its diagram and its figures.
fn verdicts(entries: &[&Entry<'_>]) -> String {
    let rows = each(entries, |e| {
        let (v, r) = (e.verdict, &e.verdict.reading);
        let options = match r.evidence.options.len() {
            0 => "–".to_owned(),
            n => n.to_string(),
        };
        format!(
            "<tr><th scope=\"row\"><a href=\"#{}\">{}</a></th><td>{}</td><td class=\"num\">{}</td>\
             <td class=\"num\">{}</td><td class=\"num\">{options}</td></tr>\n",
            esc(e.anchor),
            esc(&v.promise),
            badge(r.outcome),
            quantity(&value_text(r)),
            quantity(&target_text(r)),
        )
    });
    let inside = format!(
        "<table class=\"evidence\"><thead><tr><th scope=\"col\">Promise</th>\
         <th scope=\"col\">Verdict</th><th scope=\"col\" class=\"num\">Value</th>\
         <th scope=\"col\" class=\"num\">Target</th><th scope=\"col\" class=\"num\">Options</th></tr>\
         </thead>\n<tbody>\n{rows}</tbody></table>"
    );
    format!(
        "<h3>Promises judged on them</h3>\n{}\n",
        scrolling("Promises on corridors", "", &inside)
    )
}
