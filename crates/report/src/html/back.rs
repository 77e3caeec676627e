//! The end of the page: rules, problems in the data, how verdicts are made.

use allways_city::verdict::{Judgement, Outcome};

use super::markup::{badge, each, esc, icon, linked, list, quantity, scrolling, value_cell};
use crate::quantity::{decimal, target_text};

pub(super) fn rules(j: &Judgement) -> String {
    if j.rules.is_empty() {
        return String::new();
    }
    let rows = each(&j.rules, |(name, f)| {
        let source = if f.definition_source.is_empty() {
            String::new()
        } else {
            format!("<span class=\"found\">{}</span>", linked(&f.definition_source))
        };
        let missing = if f.missing.is_empty() {
            String::new()
        } else {
            format!("<div class=\"found\">Missing:{}</div>", list(&f.missing))
        };
        format!(
            "<tr><th scope=\"row\">{name}{source}</th><td>{badge}</td>\
             <td class=\"num\" data-head=\"Value\">{value}</td>\
             <td class=\"num\" data-head=\"Standard\">{target}</td>\
             <td>{summary}{missing}</td></tr>\n",
            name = esc(name),
            badge = badge(f.outcome),
            value = value_cell(f),
            target = quantity(&target_text(f)),
            summary = linked(&f.summary),
        )
    });
    let inside = format!(
        "<table class=\"rules\"><thead><tr><th scope=\"col\">Rule</th>\
         <th scope=\"col\">Verdict</th><th scope=\"col\" class=\"num\">Value</th>\
         <th scope=\"col\" class=\"num\">Standard</th><th scope=\"col\">Finding</th></tr></thead>\n\
         <tbody>\n{rows}</tbody></table>"
    );
    format!(
        "<section aria-labelledby=\"aw-rules\"><h2 id=\"aw-rules\">Rules in force</h2>\n{}\n\
         </section>",
        scrolling("Rules in force", "cards", &inside)
    )
}

pub(super) fn problems(j: &Judgement) -> String {
    let said = if j.problems.is_empty() {
        "<p>No problem was found in the data.</p>".to_owned()
    } else {
        let items = each(&j.problems, |(severity, n)| {
            let count = decimal(allways_base::cast::f64_from(*n), 0);
            let plural = if *n == 1 || severity.ends_with('s') { "" } else { "s" };
            format!("<li><b>{count}</b> {}{plural}</li>", esc(severity))
        });
        format!(
            "<p>Found on the way, and not hidden. <code>allways doctor</code> lists each with its \
             file, line and remedy.</p><ul class=\"problems\">{items}</ul>"
        )
    };
    format!(
        "<section aria-labelledby=\"aw-problems\"><h2 id=\"aw-problems\">Problems in the data</h2>\
         \n{said}\n</section>"
    )
}

pub(super) fn method() -> String {
    let meanings = [
        (Outcome::Kept, "the value, measured on the plan’s own data, meets the target."),
        (Outcome::Broken, "it does not, or the place cannot be reached at all."),
        (
            Outcome::Undecided,
            "the data cannot tell. What is missing is named and, where it can be, the range that \
             the unknown leaves open is given. A promise that cannot be measured is not kept.",
        ),
    ];
    let meanings = each(meanings, |(outcome, text)| {
        format!("<li>{}<b>{}</b>: {text}</li>", icon(outcome), outcome.word())
    });
    format!(
        "<section class=\"method\" aria-labelledby=\"aw-method\">\
         <h2 id=\"aw-method\">How to read this page</h2>\n\
         <h3>What the verdicts mean</h3>\n<ul class=\"meanings\">{meanings}</ul>\n\
         <h3>How a verdict is made</h3>\n\
         <p>A sentence of the plan is given a measure, a published definition and a target; the \
         measure is computed on the plan’s tables for the year, season and traveller named above; \
         value and target are compared. Where a sentence can be read in more than one way, the \
         other readings stand beside the one that decides. The margin says how far inside or \
         outside the target the value lies.</p>\n\
         <h3>Percentiles</h3>\n\
         <p>A travel time over a departure window is given at a percentile: the smallest value with \
         at least p&nbsp;% of the window’s departures at or below it. Unreachable counts as longest; \
         nothing is interpolated.</p>\n\
         <h3>The weakest input</h3>\n\
         <p>Every figure has a source and a confidence: high (official, or measured), medium (one \
         fair source), low (a poor source, or recalled), assumed (nobody published it). A verdict \
         is no surer than the weakest figure that it rests on, which is why that one is named.</p>\n\
         <h3>The maps</h3>\n\
         <p>Drawn from the plan’s own tables. <strong>Outlines and lines are schematic</strong>: \
         they orient the reader and say nothing about any boundary, ownership or right of way, and \
         are no survey. Maps of a city are true to scale to within half a per cent; maps of \
         corridors are azimuthal equidistant (Snyder, 1987): distance and bearing are true from the \
         middle, which is the start or end first named, and grow less true away from it; named \
         points are joined by the line that the plan gives for a service, else by great circles, not by \
         the way that rails or roads take.</p>\n</section>"
    )
}

pub(super) fn footer() -> &'static str {
    "<footer><p>Made by Allways. The same verdicts are in <code>verdicts.json</code>, the shapes in \
     <code>verdicts.geojson</code>, beside this page. Same plan, same data, same bytes.</p></footer>"
}
