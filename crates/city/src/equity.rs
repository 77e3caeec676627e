//! How evenly something is spread over people.
//!
//! - *Gini coefficient* (Gini 1912): half the mean difference between any two people, over the mean; 0
//!   is even, 1 is all with one.
//! - *Palma ratio* (Palma 2011): what the best-off 10 % of people have on average, over what the
//!   worst-off 40 % have on average. The ratio of averages, not of sums, so that 1 is even; as used
//!   for accessibility by Guzman & Oviedo (2018). A row on a border counts with its share on each side.
//! - *Concentration index* (Kakwani, Wagstaff & van Doorslaer 1997; O'Donnell et al. 2008, *Analyzing
//!   Health Equity Using Household Survey Data*, World Bank, chapter 8): twice the covariance of the value
//!   and of the person's rank by something else, such as income, over the mean. Ranks run from 0 to 1;
//!   people of the same rank share the middle of theirs. Above 0: those who rank high have more; 0: no
//!   order; between -1 and 1. Ranked by the value itself it is the Gini coefficient.
//! - *Theil T index* (Theil 1967): the mean of `x/m ln(x/m)`; 0 is even, `ln n` all with one of `n`.

/// See the module docs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Equity {
    /// Mean a person.
    pub mean: f64,
    /// Gini coefficient.
    pub gini: f64,
    /// Palma ratio; `None` if the worst-off 40 % have nothing.
    pub palma: Option<f64>,
    /// Theil T index.
    pub theil: f64,
}

impl Equity {
    /// Of values, none below 0, each for so many people; `None` if there are no people, or if they all
    /// have nothing.
    pub fn of(values: &[f64], people: &[f64]) -> Option<Self> {
        let mut rows: Vec<(f64, f64)> =
            values.iter().copied().zip(people.iter().copied()).filter(|row| row.1 > 0.0).collect();
        rows.sort_by(|a, b| a.0.total_cmp(&b.0));
        let n: f64 = rows.iter().map(|row| row.1).sum();
        let sum: f64 = rows.iter().map(|row| row.0 * row.1).sum();
        if !(n > 0.0 && sum > 0.0) {
            return None;
        }
        let mean = sum / n;
        // One less twice the area under the Lorenz curve.
        let (mut area, mut before) = (0.0, 0.0);
        for &(value, people) in &rows {
            let after = before + value * people / sum;
            area += f64::midpoint(before, after) * people / n;
            before = after;
        }
        let worst = share_of(rows.iter().copied(), 0.4 * n) / (0.4 * n);
        let best = share_of(rows.iter().rev().copied(), 0.1 * n) / (0.1 * n);
        let theil = rows.iter().filter(|row| row.0 > 0.0).map(|&(value, people)| {
            let ratio = value / mean;
            people / n * ratio * ratio.ln()
        });
        Some(Self {
            mean,
            gini: (1.0 - 2.0 * area).max(0.0),
            palma: (worst > 0.0).then(|| best / worst),
            theil: theil.sum::<f64>().max(0.0),
        })
    }
}

/// The concentration index of values, none below 0, each for so many people, by what each is ranked
/// by: see the module docs. Whoever has no rank is left out; `None` if nobody is left, or if they all
/// have nothing.
pub fn concentration(values: &[f64], people: &[f64], ranked_by: &[Option<f64>]) -> Option<f64> {
    let mut rows: Vec<(f64, f64, f64)> = ranked_by
        .iter()
        .zip(values.iter().zip(people))
        .filter_map(|(rank, (&value, &people))| Some(((*rank)?, value, people)))
        .filter(|row| row.2 > 0.0)
        .collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let n: f64 = rows.iter().map(|row| row.2).sum();
    let sum: f64 = rows.iter().map(|row| row.1 * row.2).sum();
    if !(n > 0.0 && sum > 0.0) {
        return None;
    }
    let (mut below, mut concentrated) = (0.0, 0.0);
    for same in rows.chunk_by(|a, b| a.0 >= b.0) {
        let here: f64 = same.iter().map(|row| row.2).sum();
        let middle = (below + here / 2.0) / n;
        concentrated += middle * same.iter().map(|row| row.1 * row.2).sum::<f64>();
        below += here;
    }
    // The mean rank is a half: 2 cov / mean = 2 E(value × rank) / mean - 1.
    Some(2.0 * concentrated / sum - 1.0)
}

/// What the first so many people have together.
fn share_of(rows: impl Iterator<Item = (f64, f64)>, mut people: f64) -> f64 {
    let mut sum = 0.0;
    for (value, here) in rows {
        let taken = here.min(people);
        sum += value * taken;
        people -= taken;
    }
    sum
}

#[cfg(test)]
mod tests {
    use allways_base::random::Random;

    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9
    }

    #[test]
    fn by_hand() {
        let even = Equity::of(&[3.0; 10], &[1.0; 10]).unwrap();
        assert!(near(even.gini, 0.0) && near(even.theil, 0.0) && near(even.palma.unwrap(), 1.0));
        let mut one = [0.0; 10];
        one[3] = 5.0;
        let one = Equity::of(&one, &[1.0; 10]).unwrap();
        assert!(near(one.gini, 0.9) && near(one.theil, 10.0_f64.ln()) && one.palma.is_none());
        // 1 to 10: the best has 10, the four worst 2.5 on average; mean difference 3.3, mean 5.5.
        let values: Vec<f64> = (1..11).map(f64::from).collect();
        let ten = Equity::of(&values, &[1.0; 10]).unwrap();
        assert!(near(ten.gini, 3.3 / 2.0 / 5.5) && near(ten.palma.unwrap(), 4.0));
        assert_eq!(Equity::of(&[0.0, 0.0], &[1.0, 2.0]), None);
        assert_eq!(Equity::of(&[], &[]), None);
    }

    /// Against people one by one: each row as so many people with the same.
    #[test]
    fn rows_are_so_many_people() {
        for seed in 0..500 {
            let mut dice = Random::new(seed, 0);
            let rows: Vec<(f64, u32)> = (0..1 + dice.below(8))
                .map(|_| (f64::from(dice.below(20)), dice.below(6)))
                .collect();
            let values: Vec<f64> = rows.iter().map(|row| row.0).collect();
            let people: Vec<f64> = rows.iter().map(|row| f64::from(row.1)).collect();
            // Ten for one, so that a tenth of them is a whole number.
            let mut each: Vec<f64> = Vec::new();
            for &(value, n) in &rows {
                each.extend((0..10 * n).map(|_| value));
            }
            each.sort_by(f64::total_cmp);
            let n = f64::from(u32::try_from(each.len()).unwrap());
            let mean = each.iter().sum::<f64>() / n;
            let Some(found) = Equity::of(&values, &people) else {
                assert!(each.is_empty() || mean <= 0.0, "seed {seed}");
                continue;
            };
            let differences: f64 =
                each.iter().flat_map(|a| each.iter().map(move |b| (a - b).abs())).sum();
            assert!(near(found.gini, differences / (n * n) / 2.0 / mean), "seed {seed}");
            let theil: f64 =
                each.iter().filter(|x| **x > 0.0).map(|x| x / mean * (x / mean).ln()).sum();
            assert!(near(found.theil, theil / n), "seed {seed}");
            let (tenth, four) = (each.len() / 10, each.len() / 10 * 4);
            let best = each[each.len() - tenth..].iter().sum::<f64>();
            let worst = each[..four].iter().sum::<f64>() / 4.0;
            assert_eq!(found.palma.is_some(), worst > 0.0, "seed {seed}");
            assert!(found.palma.is_none_or(|palma| near(palma, best / worst)), "seed {seed}");
        }
    }

    #[test]
    fn concentration_by_hand() {
        let ranks = |all: &[f64]| all.iter().copied().map(Some).collect::<Vec<_>>();
        let by = |values: &[f64], all: &[f64]| {
            concentration(values, &vec![1.0; values.len()], &ranks(all)).unwrap()
        };
        // Everybody the same; no order by rank; all with the same rank.
        assert!(near(by(&[2.0; 4], &[1.0, 2.0, 3.0, 4.0]), 0.0));
        assert!(near(by(&[1.0, 2.0, 2.0, 1.0], &[1.0, 2.0, 3.0, 4.0]), 0.0));
        assert!(near(by(&[0.0, 0.0, 9.0], &[7.0, 7.0, 7.0]), 0.0));
        // All with the one who ranks highest, or lowest: 1 - 1/n.
        assert!(near(by(&[0.0, 0.0, 0.0, 5.0], &[1.0, 2.0, 3.0, 4.0]), 0.75));
        assert!(near(by(&[5.0, 0.0, 0.0, 0.0], &[1.0, 2.0, 3.0, 4.0]), -0.75));
        // Whoever has no rank does not count.
        let found = concentration(&[1.0, 3.0, 99.0], &[1.0; 3], &[Some(1.0), Some(2.0), None]);
        assert!(near(found.unwrap(), 0.25));
        assert_eq!(concentration(&[1.0], &[1.0], &[None]), None);
        assert_eq!(concentration(&[0.0], &[1.0], &[Some(1.0)]), None);
    }

    /// Against the covariance with ranks found person by person; and with itself it is Gini.
    #[test]
    fn concentration_is_a_covariance_of_people() {
        for seed in 0..2000 {
            let mut dice = Random::new(seed, 1);
            let rows: Vec<(f64, u32, f64)> = (0..1 + dice.below(8))
                .map(|_| (f64::from(dice.below(20)), dice.below(6), f64::from(dice.below(5)) - 2.0))
                .collect();
            let values: Vec<f64> = rows.iter().map(|row| row.0).collect();
            let people: Vec<f64> = rows.iter().map(|row| f64::from(row.1)).collect();
            let ranks: Vec<Option<f64>> = rows.iter().map(|row| Some(row.2)).collect();
            let each: Vec<(f64, f64)> =
                rows.iter().flat_map(|row| (0..row.1).map(move |_| (row.0, row.2))).collect();
            let found = concentration(&values, &people, &ranks);
            let n = f64::from(u32::try_from(each.len()).unwrap());
            let mean = each.iter().map(|one| one.0).sum::<f64>() / n;
            let Some(found) = found else {
                assert!(each.is_empty() || mean <= 0.0, "seed {seed}");
                continue;
            };
            let rank = |own: f64| {
                let share = |is: &dyn Fn(f64) -> bool| {
                    let count = each.iter().filter(|one| is(one.1)).count();
                    f64::from(u32::try_from(count).unwrap()) / n
                };
                share(&|other| other < own) + share(&|other| (other - own).abs() < 0.5) / 2.0
            };
            let covariance =
                each.iter().map(|one| (one.0 - mean) * (rank(one.1) - 0.5)).sum::<f64>() / n;
            assert!(near(found, 2.0 * covariance / mean), "seed {seed}");
            let own: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
            let gini = Equity::of(&values, &people).unwrap().gini;
            assert!((concentration(&values, &people, &own).unwrap() - gini).abs() < 1e-9);
        }
    }
}
