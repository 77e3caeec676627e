//! The table of contents: beside the page where there is room, folded at its top where there is not.

use allways_city::verdict::{Judgement, Outcome};

use super::Group;
use super::markup::{each, esc, icon};
use crate::words::capital;

/// Every part of the page; each group with how its promises came out.
pub(super) fn nav(j: &Judgement, groups: &[Group<'_>], has_corridors: bool) -> String {
    let rows = each(groups, |group| {
        format!(
            "<li><a href=\"#{}\">{}</a> {}</li>\n",
            group.anchor,
            esc(&capital(group.name)),
            tally(group)
        )
    });
    let rules = if j.rules.is_empty() {
        String::new()
    } else {
        "<li><a href=\"#aw-rules\">Rules in force</a></li>\n".to_owned()
    };
    let map = if j.map.features.is_empty() { "" } else { MAP };
    let corridors = if has_corridors { CORRIDORS } else { "" };
    format!(
        "<nav class=\"toc\" aria-label=\"Contents\"><details><summary>Contents</summary>\n\
         <ul><li><a href=\"#aw-glance\">At a glance</a></li>\n\
         <li><a href=\"#aw-verdicts\">The verdicts</a></li>\n{map}{corridors}\
         <li><a href=\"#aw-promises\">Promise by promise</a>\n<ul>{rows}</ul></li>\n\
         {rules}<li><a href=\"#aw-problems\">Problems in the data</a></li>\n\
         <li><a href=\"#aw-method\">How to read this page</a></li></ul>\n</details></nav>"
    )
}

const MAP: &str = "<li><a href=\"#aw-map\">The city in this plan</a></li>\n";

const CORRIDORS: &str = "<li><a href=\"#aw-corridors\">Corridors</a></li>\n";

/// `✓2 ×1`: shape and number; the words are read aloud.
fn tally(group: &Group<'_>) -> String {
    let parts = each([Outcome::Kept, Outcome::Broken, Outcome::Undecided], |outcome| {
        match group.count(outcome) {
            0 => String::new(),
            n => format!(
                "<span class=\"{word}\">{icon}{n}<span class=\"hidden\"> {word}</span></span> ",
                word = outcome.word(),
                icon = icon(outcome),
            ),
        }
    });
    format!("<span class=\"tally\">{parts}</span>")
}
