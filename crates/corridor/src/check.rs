//! What no single row shows to be wrong: gauges that do not meet, free services that run in
//! circles, clocks that are not stated. The offending services are taken out, and all is told.

use std::collections::BTreeMap;

use allways_base::{Problems, Severity};

use crate::draft::{CorridorDraft, Gauge, Mode, Service, Terminal, TerminalKind};

/// Checks the tables of one source against each other.
pub fn check(draft: &mut CorridorDraft) -> Problems {
    let mut problems = Problems::default();
    gauges(draft, &mut problems);
    problems.extend(free_circles(draft));
    clocks(draft, &mut problems);
    problems
}

const fn on_rails(mode: Mode) -> bool {
    matches!(mode, Mode::Rail | Mode::Hsr | Mode::GaugeChange)
}

/// The gauge that a rail service runs on: its own, else what its ends share. `None`: not stated,
/// or the ends leave a choice, or it is not on one gauge.
pub(crate) fn gauge_of(service: &Service, from: &Terminal, to: &Terminal) -> Option<Gauge> {
    if !matches!(service.mode, Mode::Rail | Mode::Hsr) {
        return None;
    }
    let shared = from.gauge.zip(to.gauge).and_then(|(a, b)| a.shared(b));
    service.gauge.or(shared).or(from.gauge).or(to.gauge).filter(|gauge| *gauge != Gauge::Both)
}

/// Tables that state no gauge at all are not about gauges, and have no such faults.
fn gauges(draft: &mut CorridorDraft, problems: &mut Problems) {
    if draft.terminals.iter().all(|terminal| terminal.gauge.is_none()) {
        return;
    }
    let rows: BTreeMap<&str, usize> =
        draft.terminals.iter().enumerate().map(|(i, t)| (t.id.as_str(), i)).collect();
    let mut unstated = vec![false; draft.terminals.len()];
    let mut bad: Vec<bool> = Vec::new();
    for service in &draft.services {
        let ends = rows.get(service.from.as_str()).zip(rows.get(service.to.as_str()));
        let Some((&a, &b)) = ends.filter(|_| on_rails(service.mode)) else {
            bad.push(false);
            continue;
        };
        let is_border = |i: usize| {
            matches!(draft.terminals[i].kind, TerminalKind::Border | TerminalKind::BorderGauge)
        };
        for (end, other) in [(a, b), (b, a)] {
            if draft.terminals[end].gauge.is_none() && (is_border(end) || is_border(other)) {
                unstated[end] = true;
            }
        }
        bad.push(service_gauge(service, &draft.terminals[a], &draft.terminals[b], problems));
    }
    let mut bad = bad.into_iter();
    draft.services.retain(|_| !bad.next().unwrap_or(false));
    for (terminal, unstated) in draft.terminals.iter().zip(unstated) {
        if unstated || (terminal.kind == TerminalKind::BorderGauge && terminal.gauge.is_none()) {
            problems.push(
                Severity::Error,
                "border-without-gauge",
                terminal.at.clone(),
                format!("`{}` is a side of a rail border and its `gauge_mm` is blank", terminal.id),
                "write 1435, 1520 or 1435/1520",
            );
        }
        if terminal.gauge == Some(Gauge::Both) && terminal.gauge_change.expected.is_none() {
            problems.push(
                Severity::Error,
                "no-gauge-change-time",
                terminal.at.clone(),
                format!(
                    "two gauges meet at `{}` and its `gauge_change_h` is blank; no route passes \
                     from one to the other there",
                    terminal.id
                ),
                "write the hours that it takes to change gauge",
            );
        }
    }
}

/// Tells what is wrong with the gauge of one service; true if it cannot run.
fn service_gauge(
    service: &Service,
    from: &Terminal,
    to: &Terminal,
    problems: &mut Problems,
) -> bool {
    let Some((a, b)) = from.gauge.zip(to.gauge) else { return false };
    let mut tell = |code, message: String, remedy: &str| {
        problems.push(Severity::Error, code, service.at.clone(), message, remedy);
    };
    if service.mode == Mode::GaugeChange {
        if service.time_h.is_none() {
            tell(
                "no-gauge-change-time",
                format!("service `{}` changes gauge and its `time_h` is blank", service.id),
                "write the hours that it takes to change gauge",
            );
        }
        return false;
    }
    let fits =
        |gauge: Gauge| gauge != Gauge::Both && a.shared(gauge).and(b.shared(gauge)).is_some();
    match (service.gauge, a.shared(b)) {
        (_, None) => {
            tell(
                "gauges-do-not-meet",
                format!(
                    "`{}` has {a} mm and `{}` {b} mm, and no train runs from one to the other; \
                     the row was dropped",
                    from.id, to.id
                ),
                "write 1435/1520 and a `gauge_change_h` at the terminal where the gauge changes, \
                 or a service of mode `gauge-change` between the two",
            );
            true
        }
        (Some(gauge), Some(_)) if !fits(gauge) => {
            tell(
                "gauges-do-not-meet",
                format!(
                    "`gauge_mm` is {gauge}, but `{}` has {a} mm and `{}` {b} mm; the row was \
                     dropped",
                    from.id, to.id
                ),
                "write the one gauge that both ends have",
            );
            true
        }
        (None, Some(Gauge::Both)) => {
            tell(
                "gauge-unclear",
                format!(
                    "both gauges meet at `{}` and at `{}`, and the gauge of the service is not \
                     stated; it was taken as unknown",
                    from.id, to.id
                ),
                "write 1435 or 1520 in `gauge_mm` of the service",
            );
            false
        }
        _ => false,
    }
}

/// Takes out every service that closes a circle of services that cost nothing and take no time: a
/// load could go round for ever. A single free link there and back is no circle. Public for the
/// tables of several sources together; [`check`] does it for those of one.
pub fn free_circles(draft: &mut CorridorDraft) -> Problems {
    let mut problems = Problems::default();
    // terminal → (head, row of the service), free services only.
    let mut free: BTreeMap<String, Vec<String>> = BTreeMap::new();
    draft.services.retain(|service| {
        if !service.is_free() {
            return true;
        }
        let back = reaches(&free, &service.to, &service.from);
        let there = !service.one_way && reaches(&free, &service.from, &service.to);
        if back || there {
            problems.push(
                Severity::Error,
                "free-circle",
                service.at.clone(),
                format!(
                    "service `{}` takes no time and costs nothing, and so do others that lead from \
                     one of its ends to the other; the row was dropped",
                    service.id
                ),
                "write what it takes or costs, or leave unknown figures blank",
            );
            return false;
        }
        free.entry(service.from.clone()).or_default().push(service.to.clone());
        if !service.one_way {
            free.entry(service.to.clone()).or_default().push(service.from.clone());
        }
        true
    });
    problems
}

fn reaches(free: &BTreeMap<String, Vec<String>>, from: &str, to: &str) -> bool {
    let (mut stack, mut seen) = (vec![from], vec![from]);
    while let Some(here) = stack.pop() {
        if here == to {
            return true;
        }
        for next in free.get(here).into_iter().flatten() {
            if !seen.contains(&next.as_str()) {
                seen.push(next);
                stack.push(next);
            }
        }
    }
    false
}

/// Times of the week that are read on a clock that is not stated, where others are.
fn clocks(draft: &CorridorDraft, problems: &mut Problems) {
    if draft.terminals.iter().all(|terminal| terminal.utc_offset_h.is_none()) {
        return;
    }
    let mut timed: BTreeMap<&str, bool> = BTreeMap::new();
    for service in &draft.services {
        let barred = service.hours.is_some();
        *timed.entry(&service.from).or_default() |= service.departs.is_some() || barred;
        *timed.entry(&service.to).or_default() |=
            service.departs_back.is_some() || (barred && !service.one_way);
    }
    for terminal in &draft.terminals {
        let is_timed = timed.get(terminal.id.as_str()).is_some_and(|timed| *timed);
        if terminal.utc_offset_h.is_none() && (is_timed || terminal.open.is_some()) {
            problems.push(
                Severity::Warning,
                "no-utc-offset",
                terminal.at.clone(),
                format!(
                    "`{}` has times of day but no `utc_offset_h`; they were taken as UTC",
                    terminal.id
                ),
                "write the hours that its clock is ahead of UTC",
            );
        }
    }
}
