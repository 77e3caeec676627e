//! `projects.toml`: what is built, what it changes, what it waits for.

use std::collections::BTreeMap;
use std::ops::Range;

use allways_base::Severity;
use toml::de::DeTable;

use crate::diagnostic::{Fault, Out, meant, one_of};
use crate::folder::{PROJECTS, check_unique};
use crate::plan::{Edit, Project};
use crate::row::{Place, Row, called};
use crate::shape::{EDITS, PROJECT};
use crate::{edits, words};

pub(crate) fn projects(out: &mut Out<'_>, top: &Row<'_>, years: &[i16]) -> Vec<Project> {
    let mut rows = Vec::new();
    let mut projects = Vec::new();
    for (table, at) in top.rows("project") {
        let what = called("project", table);
        let place = Place { file: PROJECTS, what: &what, top: false };
        let row = Row::read(out, place, table, at, &PROJECT);
        let edits = row.rows("edits").into_iter().filter_map(|(table, at)| edit(out, table, at));
        let edits: Vec<Edit> = edits.collect();
        let project = Project {
            id: row.text("id"),
            name: row.text("name"),
            sector: row.text("sector"),
            cost_rmb_bn: row.number("cost_rmb_bn"),
            opens: row.whole("opens"),
            batch: row.text("batch"),
            depends_on: row.ids("depends_on").iter().map(|(id, _)| (*id).to_owned()).collect(),
            edits,
            source: row.text("source"),
            confidence: row.confidence(),
            span: row.span(out),
        };
        if !project.edits.is_empty() && !row.has("opens") {
            let fault = Fault {
                code: "edits-never-in-force",
                span: row.at("edits"),
                message: format!("{what} has edits and no `opens`, so they are never in force"),
                help: "add `opens`, the year from which the edits are in force".to_owned(),
            };
            out.tell(Severity::Warning, PROJECTS, fault);
        }
        if !project.edits.is_empty() {
            check_year(out, &row, &what, years);
        }
        projects.push(project);
        rows.push(row);
    }
    check_unique(out, "project", &rows);
    check_dependencies(out, &rows);
    edits::check(out, &projects);
    words::check(out, &rows, "sector", &["rail", "road", "water", "air"]);
    words::check(out, &rows, "batch", &[]);
    projects
}

/// Tells edits that are in force in none or in all of the years that are judged.
fn check_year(out: &mut Out<'_>, row: &Row<'_>, what: &str, years: &[i16]) {
    let (Some(opens), Some(first), Some(last)) =
        (row.whole::<i16>("opens"), years.first(), years.last())
    else {
        return;
    };
    let (code, message) = if opens > *last {
        let message = format!(
            "{what} opens in {opens}, after {last}, the last year judged, so that its edits are \
             never seen"
        );
        ("opens-after-the-years", message)
    } else if opens < *first {
        let message = format!(
            "{what} opened in {opens}, before {first}, the first year judged, so that its edits \
             are in force in every year"
        );
        ("opens-before-the-years", message)
    } else {
        return;
    };
    let help = "correct `opens`, or `years` in plan.toml".to_owned();
    out.tell(Severity::Warning, PROJECTS, Fault { code, span: row.at("opens"), message, help });
}

/// One entry of `edits`; `None` if it is of no known shape, which has been told.
fn edit(out: &mut Out<'_>, table: &DeTable<'_>, at: Range<usize>) -> Option<Edit> {
    let verbs = || EDITS.iter().map(|keys| keys[0].name);
    let found: Vec<&str> = verbs().filter(|verb| table.contains_key(*verb)).collect();
    let [verb] = found[..] else {
        let (message, meant) = if found.is_empty() {
            let known = EDITS.iter().flat_map(|keys| keys.iter().map(|key| key.name));
            let mut near = table.keys().filter_map(|key| {
                let near = allways_base::text::nearest(key.get_ref(), known.clone(), 1);
                near.first().map(|near| format!("did you mean `{near}` by `{}`? ", key.get_ref()))
            });
            ("the edit says nothing that can be done".to_owned(), near.next().unwrap_or_default())
        } else {
            (format!("the edit does {} things at once", found.len()), String::new())
        };
        let help = format!("{meant}each edit has one of {}", one_of(verbs()));
        out.error(PROJECTS, Fault { code: "edit-shape", span: at, message, help });
        return None;
    };
    let keys = EDITS.iter().find(|keys| keys[0].name == verb)?;
    let what = format!("the edit `{verb}`");
    let place = Place { file: PROJECTS, what: &what, top: false };
    let row = Row::read(out, place, table, at, keys);
    let span = out.span(PROJECTS, &row.at(verb));
    if let Some(way) = row.whole(verb) {
        let to = row.ids("to").iter().map(|(mode, _)| (*mode).to_owned()).collect();
        return match verb {
            "close_way" => Some(Edit::CloseWay { way, to, span }),
            _ => Some(Edit::WaySpeed { way, km_h: row.number("km_h")?, span }),
        };
    }
    let name = row.maybe_text(verb)?.to_owned();
    match verb {
        "open_way" => Some(Edit::OpenWay { way: name, span }),
        "open_line" => Some(Edit::OpenLine { line: name, span }),
        "close_line" => Some(Edit::CloseLine { line: name, span }),
        "open_service" => Some(Edit::OpenService { service: name, span }),
        _ => {
            let (peak_min, offpeak_min) = (row.number("peak_min")?, row.number("offpeak_min"));
            Some(Edit::Headway { line: name, peak_min, offpeak_min, span })
        }
    }
}

/// Unknown projects, circles, and projects that open before what they wait for.
fn check_dependencies(out: &mut Out<'_>, rows: &[Row<'_>]) {
    let mut by_id: BTreeMap<&str, usize> = BTreeMap::new();
    for (i, row) in rows.iter().enumerate() {
        if let Some(id) = row.maybe_text("id") {
            by_id.entry(id).or_insert(i);
        }
    }
    let mut waits_for: Vec<Vec<usize>> = Vec::new();
    for row in rows {
        let mut waits = Vec::new();
        let asked = row.ids("depends_on");
        for (i, (id, span)) in asked.iter().enumerate() {
            if asked[..i].iter().any(|(before, _)| before == id) {
                let message = format!("`depends_on` names `{id}` twice");
                let help = "leave it out, or name another project".to_owned();
                let span = span.clone();
                out.error(PROJECTS, Fault { code: "repeated", span, message, help });
            }
        }
        for (id, span) in asked {
            let Some(&other) = by_id.get(id) else {
                // In a broken file it may stand in the part that could not be read.
                if !out.is_broken(PROJECTS) {
                    let message = format!("there is no project `{id}`");
                    let help = meant(id, by_id.keys().copied(), "projects");
                    out.error(PROJECTS, Fault { code: "unknown-project", span, message, help });
                }
                continue;
            };
            waits.push(other);
            let opens = row.whole::<i16>("opens").zip(rows[other].whole::<i16>("opens"));
            if let Some((own, first)) = opens.filter(|(own, first)| own < first) {
                let fault = Fault {
                    code: "opens-too-early",
                    span,
                    message: format!(
                        "`{}` opens in {own}, before `{id}`, which it depends on, in {first}",
                        row.text("id")
                    ),
                    help: "correct the year of one of them".to_owned(),
                };
                out.tell(Severity::Warning, PROJECTS, fault);
            }
        }
        waits_for.push(waits);
    }
    for circle in circles(&waits_for) {
        let mut names: Vec<String> = circle.iter().map(|&i| rows[i].text("id")).collect();
        names.push(names[0].clone());
        let row = &rows[circle[0]];
        let fault = Fault {
            code: "dependency-cycle",
            span: row.at("depends_on"),
            message: format!("projects depend on each other in a circle: {}", names.join(" → ")),
            help: "take one of these out of `depends_on`".to_owned(),
        };
        out.error(PROJECTS, fault);
    }
}

/// Disjoint circles, at least one of each knot, each from its lowest node; none if and only if
/// the graph has none. Takes away what waits for nothing (Kahn, 1962), follows first arcs in what
/// is left until a node comes again, takes that circle away and begins anew. No recursion: a
/// plan may chain as many projects as it likes.
fn circles(waits_for: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let n = waits_for.len();
    let mut gone = vec![false; n];
    let mut found = Vec::new();
    loop {
        let mut open: Vec<usize> =
            (0..n).map(|i| waits_for[i].iter().filter(|&&j| !gone[j]).count()).collect();
        let mut waiters = vec![Vec::new(); n];
        for (i, waits) in waits_for.iter().enumerate() {
            for &j in waits {
                waiters[j].push(i);
            }
        }
        let mut free: Vec<usize> = (0..n).filter(|&i| !gone[i] && open[i] == 0).collect();
        while let Some(j) = free.pop() {
            gone[j] = true;
            for &i in waiters[j].iter().filter(|&&i| !gone[i]) {
                open[i] -= 1;
                if open[i] == 0 {
                    free.push(i);
                }
            }
        }
        // What is left waits for something that is left.
        let Some(start) = (0..n).find(|&i| !gone[i]) else { return found };
        let mut rank = vec![None; n];
        let mut walk = Vec::new();
        let mut node = start;
        while rank[node].is_none() {
            rank[node] = Some(walk.len());
            walk.push(node);
            let Some(&next) = waits_for[node].iter().find(|&&j| !gone[j]) else { break };
            node = next;
        }
        let mut circle = walk.split_off(rank[node].unwrap_or(0));
        for &i in &circle {
            gone[i] = true;
        }
        let lowest = circle.iter().enumerate().min_by_key(|(_, i)| **i).map_or(0, |(at, _)| at);
        circle.rotate_left(lowest);
        found.push(circle);
    }
}

#[cfg(test)]
mod tests {
    use allways_base::cast::usize_from;
    use allways_base::random::Random;

    use super::circles;

    /// Node → nodes that it reaches by at least one arc; by squaring until nothing is new.
    fn reached(graph: &[Vec<usize>], gone: &[bool]) -> Vec<Vec<bool>> {
        let n = graph.len();
        let arc = |i: usize, j: usize| !gone[i] && !gone[j] && graph[i].contains(&j);
        let mut reached: Vec<Vec<bool>> =
            (0..n).map(|i| (0..n).map(|j| arc(i, j)).collect()).collect();
        for k in 0..n {
            for i in 0..n {
                for j in 0..n {
                    reached[i][j] |= reached[i][k] && reached[k][j];
                }
            }
        }
        reached
    }

    #[test]
    fn circles_are_real_disjoint_and_all_that_is_needed() {
        let (mut n_with, mut n_without) = (0, 0);
        for seed in 0..10_000 {
            let mut random = Random::new(seed, 1);
            let n = usize_from(random.below(8));
            let n_arcs = if n == 0 { 0 } else { random.below(12) };
            let mut graph = vec![Vec::new(); n];
            for _ in 0..n_arcs {
                let mut node = || usize_from(random.below(8)) % n;
                let (i, j) = (node(), node());
                graph[i].push(j);
            }
            let mut gone = vec![false; n];
            let found = circles(&graph);
            for circle in &found {
                assert_eq!(circle.iter().min(), circle.first(), "seed {seed}: {graph:?}");
                for (at, &i) in circle.iter().enumerate() {
                    let next = circle[(at + 1) % circle.len()];
                    assert!(graph[i].contains(&next), "seed {seed}: {graph:?} {circle:?}");
                    assert!(!gone[i], "seed {seed}: {graph:?}: {i} is in two circles");
                    gone[i] = true;
                }
            }
            let all = reached(&graph, &vec![false; n]);
            let has_circle = (0..n).any(|i| all[i][i]);
            assert_eq!(has_circle, !found.is_empty(), "seed {seed}: {graph:?}");
            let rest = reached(&graph, &gone);
            assert!((0..n).all(|i| !rest[i][i]), "seed {seed}: {graph:?}: a circle is left");
            if has_circle { n_with += 1 } else { n_without += 1 }
        }
        assert!(n_with > 1000 && n_without > 1000, "{n_with} with, {n_without} without");
    }

    #[test]
    fn a_long_chain_is_no_deep_recursion() {
        let n = 20_000;
        let mut chain: Vec<Vec<usize>> = (0..n).map(|i| vec![i + 1]).collect();
        chain.push(vec![]);
        assert_eq!(circles(&chain), Vec::<Vec<usize>>::new());
        chain[n].push(0);
        assert_eq!(circles(&chain)[0].len(), n + 1);
    }
}
