//! A journey as a strip of time, and leg by leg. Walks are dotted, rides solid, waits hatched.

use allways_base::{Seconds, ServiceTime};
use allways_city::verdict::{JourneyRecord, LegKind, LegRecord};

use super::markup::{add, each, esc, px, quantity, scrolling};
use crate::journey::{counted, leg_word, line_text, waits};

/// Tick spacings in minutes.
const STEPS: [u32; 12] = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440];

pub(super) fn figure(journey: &JourneyRecord) -> String {
    let legs = legs_table(journey);
    format!(
        "<h5>A journey that attains the value</h5>\n\
         <figure class=\"chart journey\"><svg width=\"100%\" height=\"76\" role=\"img\">\
         <title>Journey from {from} to {to}, {duration}, {rides}</title><desc>{desc}</desc>{blocks}{ticks}</svg>\
         <figcaption>{from} to {to} · {duration} · {rides} <span class=\"keys\">{keys}</span>\
         </figcaption></figure>\n{legs}\n",
        from = journey.departure,
        to = journey.arrival,
        duration = quantity(&journey.duration().to_string()),
        rides = quantity(&counted(journey.rides, "ride")),
        desc = esc(&spoken(journey)),
        blocks = blocks(journey),
        ticks = ticks(journey),
        keys = each(["ride", "walk", "wait"], |word| format!(
            "<span><svg width=\"22\" height=\"12\" aria-hidden=\"true\"><rect class=\"j-{word}\" \
             x=\"0.5\" y=\"0.5\" width=\"21\" height=\"11\"/></svg> {word}</span> "
        )),
    )
}

/// Leg by leg, for those who do not see the strip.
fn spoken(journey: &JourneyRecord) -> String {
    let legs: Vec<String> = journey
        .legs
        .iter()
        .map(|leg| {
            let what = match leg.kind {
                LegKind::Ride => line_text(leg),
                other => leg_word(other).to_owned(),
            };
            format!("{} to {} {what} to {}", leg.departure, leg.arrival, leg.to)
        })
        .collect();
    format!("{}.", legs.join("; "))
}

struct Block<'a> {
    word: &'static str,
    from: ServiceTime,
    to: ServiceTime,
    label: &'a str,
}

fn blocks(journey: &JourneyRecord) -> String {
    let mut all: Vec<Block<'_>> = Vec::new();
    for (leg, wait) in journey.legs.iter().zip(waits(journey)) {
        if wait.0 > 0 {
            let from = leg.departure - wait;
            all.push(Block { word: "wait", from, to: leg.departure, label: "" });
        }
        let (word, label) = match leg.kind {
            LegKind::Ride => ("ride", leg.route.as_str()),
            LegKind::Walk => ("walk", ""),
            // Drawn as a walk, and named.
            own => ("walk", leg_word(own)),
        };
        all.push(Block { word, from: leg.departure, to: leg.arrival, label });
    }
    each(&all, |b| {
        let (x, end) = (percent(journey, b.from), percent(journey, b.to));
        let width = (end - x).max(0.3);
        format!(
            "<svg x=\"{}%\" y=\"6\" width=\"{}%\" height=\"36\"><rect class=\"j-{}\" \
             x=\"0\" y=\"1\" width=\"100%\" height=\"34\"/>{}</svg>",
            px(x),
            px(width),
            b.word,
            block_label(b, width)
        )
    })
}

/// Only where it fits a page of 1000 pixels; hidden on a phone unless it fits that too.
fn block_label(b: &Block<'_>, width: f64) -> String {
    let needed = allways_base::cast::f64_from(crate::width::display_width(b.label)) * 7.6 + 8.0;
    if b.label.is_empty() || needed > width * 9.0 {
        return String::new();
    }
    let class = if needed > width * 3.0 { "j-label wide" } else { "j-label" };
    format!(
        "<text class=\"{class}\" x=\"50%\" y=\"23\" text-anchor=\"middle\">{}</text>",
        esc(b.label)
    )
}

fn percent(journey: &JourneyRecord, at: ServiceTime) -> f64 {
    let total = f64::from(journey.duration().0.max(1));
    (f64::from(at.since(journey.departure).0) / total * 100.0).clamp(0.0, 100.0)
}

fn ticks(journey: &JourneyRecord) -> String {
    let total = journey.duration().0;
    let step = STEPS.into_iter().find(|m| total / (m * 60) <= 8).unwrap_or(1440) * 60;
    let first = journey.departure.0.div_ceil(step) * step;
    let mut out = String::new();
    let mut t = first;
    let mut k = 0u32;
    while t <= journey.arrival.0 {
        let at = percent(journey, ServiceTime(t));
        let anchor = match at {
            a if a < 3.0 => "start",
            a if a > 97.0 => "end",
            _ => "middle",
        };
        let class = if k % 2 == 1 { "tick wide" } else { "tick" };
        add(
            &mut out,
            format_args!(
                "<line class=\"b-axis\" x1=\"{at}%\" x2=\"{at}%\" y1=\"44\" y2=\"50\"/>\
             <text class=\"{class}\" x=\"{at}%\" y=\"66\" text-anchor=\"{anchor}\">{}</text>",
                clock(ServiceTime(t)),
                at = px(at),
            ),
        );
        t = t.saturating_add(step);
        k += 1;
    }
    out
}

/// `07:30`.
fn clock(t: ServiceTime) -> String {
    let text = t.to_string();
    text.strip_suffix(":00").map_or(text.clone(), ToOwned::to_owned)
}

fn legs_table(journey: &JourneyRecord) -> String {
    let rows = each(journey.legs.iter().zip(waits(journey)), |(leg, wait)| {
        let waited = if wait.0 > 0 { wait_row(leg, wait) } else { String::new() };
        format!("{waited}{}", leg_row(leg))
    });
    let inside = format!(
        "<table class=\"legs\"><thead><tr><th scope=\"col\">Leg</th>\
         <th scope=\"col\">Leaves</th><th scope=\"col\">Arrives</th>\
         <th scope=\"col\" class=\"num\">Takes</th><th scope=\"col\">From</th>\
         <th scope=\"col\">To</th><th scope=\"col\">Line</th><th scope=\"col\">Trip id</th></tr>\
         </thead>\n<tbody>\n{rows}</tbody></table>"
    );
    scrolling("The journey, leg by leg", "cards", &inside)
}

fn wait_row(leg: &LegRecord, wait: Seconds) -> String {
    format!(
        "<tr class=\"wait\"><th scope=\"row\">wait</th><td data-head=\"Leaves\">{}</td>\
         <td data-head=\"Arrives\">{}</td><td class=\"num\" data-head=\"Takes\">{}</td>\
         <td colspan=\"4\" data-head=\"At\">{}</td></tr>\n",
        leg.departure - wait,
        leg.departure,
        quantity(&wait.to_string()),
        esc(&leg.from)
    )
}

fn leg_row(leg: &LegRecord) -> String {
    let word = leg_word(leg.kind);
    let mut line = esc(&line_text(leg));
    if leg.kind == LegKind::Ride {
        add(
            &mut line,
            format_args!(
                " <span class=\"soft\">{}</span>",
                quantity(&counted(leg.n_stops, "stop"))
            ),
        );
    }
    // One piece, so that it stays together in the grid of a narrow page.
    let line = if line.is_empty() { line } else { format!("<span>{line}</span>") };
    let trip = if leg.trip_id.is_empty() {
        String::new()
    } else {
        format!("<code>{}</code>", esc(&leg.trip_id))
    };
    format!(
        "<tr><th scope=\"row\">{word}</th><td data-head=\"Leaves\">{}</td>\
         <td data-head=\"Arrives\">{}</td><td class=\"num\" data-head=\"Takes\">{}</td>\
         <td data-head=\"From\">{}</td><td data-head=\"To\">{}</td>\
         <td data-head=\"Line\">{line}</td><td data-head=\"Trip id\">{trip}</td></tr>\n",
        leg.departure,
        leg.arrival,
        quantity(&leg.arrival.since(leg.departure).to_string()),
        end(&leg.from, &leg.from_id),
        end(&leg.to, &leg.to_id),
    )
}

fn end(name: &str, id: &str) -> String {
    let name = if name.is_empty() { "a point" } else { name };
    if id.is_empty() {
        return esc(name);
    }
    format!("<span>{}<code>{}</code></span>", esc(name), esc(id))
}
