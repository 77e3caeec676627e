//! `fare_attributes.txt`: what each ticket costs, and its terms.

use std::collections::BTreeSet;

use allways_base::cast::round_i64;
use allways_base::{Problems, Seconds, Severity};
use allways_transit::fares::Price;

use super::Fare;
use crate::gtfs::archive::Archive;
use crate::gtfs::ids::bad_value;
use crate::table::Row;

/// Reads every ticket.
pub(super) fn read(archive: &mut Archive, problems: &mut Problems) -> Vec<Fare> {
    let Some(table) = archive.table("fare_attributes.txt", problems) else { return Vec::new() };
    if !table.require(&["fare_id", "price", "currency_type"], problems) {
        return Vec::new();
    }
    let mut fares: Vec<Fare> = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut no_time = 0;
    for row in table.rows() {
        let id = row.get("fare_id");
        if id.is_empty() || !seen.insert(id.to_owned()) {
            let wanted = "an id that no other row has; the row was dropped";
            bad_value(&row.place(), "fare_id", id, wanted, problems);
            continue;
        }
        let said = row.number("price", problems);
        let price = said.filter(|price| (0.0..1e7).contains(price));
        if price.is_none() && (said.is_some() || row.get("price").is_empty()) {
            let wanted = "an amount of 0 or more; the price is unknown";
            bad_value(&row.place(), "price", row.get("price"), wanted, problems);
        }
        let cents = price.and_then(|price| u32::try_from(round_i64(price * 100.0)).ok());
        let currency = row.get("currency_type");
        if currency.is_empty() {
            let wanted = "a currency such as EUR; the row was dropped";
            bad_value(&row.place(), "currency_type", currency, wanted, problems);
            continue;
        }
        let transfers = transfers(row, problems);
        let valid = valid(row, transfers, &mut no_time, problems);
        fares.push(Fare {
            id: id.to_owned(),
            price: cents.map_or(Price::UNKNOWN, Price),
            terms: (currency.to_owned(), transfers, valid),
            agency: row.get("agency_id").to_owned(),
        });
    }
    if no_time > 0 {
        problems.push(
            Severity::Warning,
            "fare-no-time",
            "fare_attributes.txt",
            format!(
                "{no_time} of {} fares allow transfers, but only within 0 seconds; taken as without limit",
                table.rows().len()
            ),
            "leave transfer_duration blank, or write the seconds",
        );
    }
    fares
}

fn transfers(row: Row<'_>, problems: &mut Problems) -> Option<u8> {
    match row.get("transfers") {
        "" => None,
        "0" => Some(0),
        "1" => Some(1),
        "2" => Some(2),
        // Not in the reference, but plain.
        other => other.parse().ok().or_else(|| {
            let wanted = "0, 1, 2 or blank; it was taken as 0";
            bad_value(&row.place(), "transfers", other, wanted, problems);
            Some(0)
        }),
    }
}

fn valid(
    row: Row<'_>,
    transfers: Option<u8>,
    no_time: &mut usize,
    problems: &mut Problems,
) -> Option<Seconds> {
    let text = row.get("transfer_duration");
    // Without transfers it is how long the ride may last, which no search needs.
    if text.is_empty() || transfers == Some(0) {
        return None;
    }
    match text.parse::<u32>() {
        Ok(0) => {
            *no_time += 1;
            None
        }
        Ok(seconds) => Some(Seconds(seconds)),
        Err(_) => {
            let wanted = "seconds of 0 or more; it was taken as blank";
            bad_value(&row.place(), "transfer_duration", text, wanted, problems);
            None
        }
    }
}
