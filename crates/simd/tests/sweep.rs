//! Sweeps against the obvious way, and AVX2 against plain, on random forests.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use allways_simd::Level;
use allways_simd::sweep::{
    Forest, LANES, Lanes, Link, NEVER, Row, Rows, Skip, Start, each_within, sum_within, sweep,
};

/// Numbers from a seed (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, n: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        u32::try_from((z ^ (z >> 31)) % u64::from(n.max(1))).unwrap()
    }
}

fn at(n: u32) -> usize {
    usize::try_from(n).unwrap()
}

fn row_number(n: usize) -> u32 {
    u32::try_from(n).unwrap()
}

struct Case {
    rows: Vec<Row>,
    links: Vec<Link>,
    ends: Vec<u32>,
    skips: Vec<Skip>,
    gates: Vec<Link>,
    starts: Vec<Start>,
    labels: Vec<Lanes>,
    weights: Vec<u32>,
}

impl Case {
    fn new(seed: u64) -> Self {
        let mut random = Random(seed);
        let n = 1 + random.below(60);
        let mut depth = 0;
        let (mut rows, mut links) = (Vec::new(), Vec::new());
        for k in 0..n {
            depth = if k == 0 { 0 } else { random.below(depth + 2) };
            for slot in 0..depth {
                if random.below(3) == 0 {
                    links.push(Link { slot, add: random.below(40) });
                }
            }
            rows.push(Row { slot: depth, links_end: row_number(links.len()) });
        }
        let end = |k: usize| {
            let below = rows[k + 1..].iter().take_while(|row| row.slot > rows[k].slot);
            row_number(k + 1 + below.count())
        };
        let ends: Vec<u32> = (0..rows.len()).map(end).collect();
        let (mut skips, mut gates) = (Vec::new(), Vec::new());
        for k in 0..rows.len() {
            let is_asked = random.below(2) == 0;
            for slot in (0..rows[k].slot).filter(|_| is_asked) {
                let inside = (k..at(ends[k])).flat_map(|j| links_of(&rows, &links, j));
                let cheapest = inside.filter(|link| link.slot == slot).map(|link| link.add).min();
                gates.extend(cheapest.map(|add| Link { slot, add }));
            }
            let to = if is_asked { ends[k] } else { 0 };
            skips.push(Skip { to, gates_end: row_number(gates.len()) });
        }
        let (mut starts, mut labels) = (Vec::new(), Vec::new());
        for row in (0..n).filter(|_| random.below(4) == 0).collect::<Vec<_>>() {
            starts.push(Start { row, label: row_number(labels.len()) });
            let mut label = Lanes::NEVER;
            for lane in &mut label.0 {
                if random.below(3) == 0 {
                    *lane = random.below(100);
                }
            }
            labels.push(label);
        }
        let weights = (0..n).map(|_| random.below(9)).collect();
        Self { rows, links, ends, skips, gates, starts, labels, weights }
    }

    fn forest(&self) -> Forest<'_> {
        let Self { rows, links, ends, skips, gates, .. } = self;
        Forest { rows, links, ends, skips, gates }
    }

    /// Every row's label, one lane at a time; ancestors are looked for.
    fn slow(&self) -> Vec<Lanes> {
        let mut all: Vec<Lanes> = Vec::new();
        for (k, row) in self.rows.iter().enumerate() {
            let start = self.starts.iter().find(|start| at(start.row) == k);
            let mut label = start.map_or(Lanes::NEVER, |start| self.labels[at(start.label)]);
            for link in links_of(&self.rows, &self.links, k) {
                let ancestor = self.rows[..k].iter().rposition(|above| above.slot == link.slot);
                assert!(link.slot < row.slot);
                for lane in 0..LANES {
                    label.0[lane] = label.0[lane].min(all[ancestor.unwrap()].0[lane] + link.add);
                }
            }
            all.push(label);
        }
        all
    }
}

fn links_of<'a>(rows: &[Row], links: &'a [Link], k: usize) -> impl Iterator<Item = &'a Link> {
    let first = if k == 0 { 0 } else { at(rows[k - 1].links_end) };
    links[first..at(rows[k].links_end)].iter()
}

#[test]
fn both_levels_do_the_obvious() {
    let mut skipped = 0;
    for seed in 0..4000 {
        let case = Case::new(seed);
        let wanted = case.slow();
        // What an earlier search left in the stack must not matter.
        let mut stack = vec![Lanes([0; LANES]); case.rows.len()];
        let cutoff = u32::try_from(seed % 120).unwrap();
        for level in [Level::Plain, Level::Avx2, Level::detected()] {
            let mut out = vec![Lanes([7; LANES]); case.rows.len()];
            let Case { rows, links, starts, labels, .. } = &case;
            let all = Rows { rows, links, starts, labels };
            // In two pieces.
            let (first, second) = out.split_at_mut(rows.len() / 3);
            sweep(level, all, 0..first.len(), &mut stack, first);
            sweep(level, all, first.len()..rows.len(), &mut stack, second);
            assert!(out == wanted, "seed {seed}, {level:?}");

            let is_near = |label: &Lanes| label.0.iter().any(|&time| time <= cutoff);
            let mut found = Vec::new();
            let forest = case.forest();
            each_within(level, forest, starts, labels, cutoff, &mut stack, |row, label| {
                if is_near(label) {
                    // What is past the cutoff need not be exact.
                    found
                        .push((row, label.0.map(|time| if time <= cutoff { time } else { NEVER })));
                }
            });
            let near = wanted.iter().enumerate().filter(|(_, label)| is_near(label));
            let near = near.map(|(row, label)| {
                (row, label.0.map(|time| if time <= cutoff { time } else { NEVER }))
            });
            assert_eq!(found, near.collect::<Vec<_>>(), "seed {seed}, {level:?}");

            let (sums, looked_at) =
                sum_within(level, forest, starts, labels, cutoff, &case.weights, &mut stack);
            for lane in 0..LANES {
                let near = (0..rows.len()).filter(|&row| wanted[row].0[lane] <= cutoff);
                let sum: u32 = near.map(|row| case.weights[row]).sum();
                assert_eq!(sums.0[lane], sum, "seed {seed}, {level:?}, lane {lane}");
            }
            skipped += rows.len() - usize::try_from(looked_at).unwrap();
        }
    }
    assert!(skipped > 10_000, "{skipped}");
}

/// Past the caches or not: the same.
#[test]
fn a_large_output() {
    let n = 20_000;
    let rows: Vec<Row> =
        (0..n).map(|k| Row { slot: u32::from(k > 0), links_end: k.min(n - 1) }).collect();
    let links: Vec<Link> = (1..n).map(|k| Link { slot: 0, add: k }).collect();
    let starts = [Start { row: 0, label: 0 }, Start { row: 15_000, label: 1 }];
    let labels = [Lanes([5; LANES]), Lanes([1; LANES])];
    let all = Rows { rows: &rows, links: &links, starts: &starts, labels: &labels };
    for level in [Level::Plain, Level::Avx2] {
        let mut out = vec![Lanes::NEVER; rows.len()];
        sweep(level, all, 0..rows.len(), &mut [Lanes::NEVER; 2], &mut out);
        for (k, label) in (0..n).zip(&out) {
            let wanted = if k == 15_000 { 1 } else { 5 + k };
            assert_eq!(label, &Lanes([wanted; LANES]), "{level:?}, row {k}");
        }
    }
}
