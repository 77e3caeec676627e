//! The options of a corridor: the diagram, the options side by side, each leg by leg.

use allways_city::corridor::OptionRecord;

use super::diagram;
use super::markup::{each, esc, linked, quantity, scrolling};
use crate::corridor::cells::{self, Cells, hours};

/// What stands at a promise; nothing without options. Its heads have this level; `reading` says which
/// reading they are of, if not of the promise as it is.
pub(super) fn figure(options: &[OptionRecord], level: u8, reading: &str) -> String {
    if options.is_empty() {
        return String::new();
    }
    let n = options.len();
    // On a page of its own the legs are what was asked for.
    let open = if level == 2 { " open" } else { "" };
    let noun = if n == 1 { "option" } else { "options" };
    let of = if reading.is_empty() { String::new() } else { format!(" ({})", esc(reading)) };
    format!(
        "<h{level}>Options that no other beats in time, cost, CO2e and handlings{of}</h{level}>\n\
         <div class=\"options\">{}{}</div>\n\
         <details{open}><summary>The {noun}, leg by leg</summary>{}</details>\n",
        diagram::figure(options),
        table("The options", "cards", &cells::options(options)),
        each(options.iter().enumerate(), |(n, option)| legs(n + 1, option)),
    )
}

fn legs(n: usize, option: &OptionRecord) -> String {
    let weakest = option.weakest.as_ref().map_or_else(String::new, |(sure, source)| {
        let source = if source.is_empty() { "no source stated" } else { source };
        format!("<p class=\"soft\">Weakest input ({}): {}</p>", esc(sure.word()), linked(source))
    });
    let head = format!("Option {n}");
    format!(
        "<p class=\"option\"><b>{head}</b>: {} from {}, {}</p>\n{}{weakest}\n",
        quantity(&hours(option.time_h)),
        esc(cells::start(option)),
        esc(&cells::starts(option)),
        table(&format!("{head}, leg by leg"), "", &cells::legs(option)),
    )
}

/// Heads and rows as they are on a terminal; each cell knows its head, for narrow pages.
pub(super) fn table(label: &str, class: &str, cells: &Cells) -> String {
    let prose =
        |k: usize| k < cells.texts || matches!(cells.heads[k], "made up of" | "weakest input");
    let num = |k: usize| if prose(k) { "" } else { " class=\"num\"" };
    let head = each(cells.heads.iter().enumerate(), |(k, head)| {
        format!("<th scope=\"col\"{}>{}</th>", num(k), esc(head))
    });
    let rows = each(&cells.rows, |row| {
        let inside = each(row.iter().enumerate(), |(k, cell)| match k {
            0 => format!("<th scope=\"row\">{}</th>", esc(cell)),
            _ => {
                let said = if prose(k) { esc(cell) } else { quantity(cell) };
                let head = if class.is_empty() {
                    String::new()
                } else {
                    format!(" data-head=\"{}\"", esc(cells.heads[k]))
                };
                format!("<td{}{head}>{said}</td>", num(k))
            }
        });
        format!("<tr>{inside}</tr>\n")
    });
    let inside = format!(
        "<table class=\"evidence\"><thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody></table>"
    );
    scrolling(label, class, &inside)
}
