//! The claims of one match key, in few bytes: most keys have one or two.

/// Claims in the order of their numbers.
#[derive(Debug, Default)]
pub(super) enum Keyed {
    #[default]
    None,
    One(i64),
    Many(Vec<i64>),
}

impl Keyed {
    /// Enters a claim, which is nearly always later than all others.
    pub fn insert(&mut self, claim: i64) {
        match self {
            Keyed::None => *self = Keyed::One(claim),
            Keyed::One(other) => *self = Keyed::Many(vec![claim.min(*other), claim.max(*other)]),
            Keyed::Many(claims) => {
                let at = match claims.last() {
                    Some(last) if *last > claim => claims.partition_point(|other| *other < claim),
                    _ => claims.len(),
                };
                claims.insert(at, claim);
            }
        }
    }

    /// Takes a claim out.
    pub fn remove(&mut self, claim: i64) {
        match self {
            Keyed::One(other) if *other == claim => *self = Keyed::None,
            Keyed::Many(claims) => claims.retain(|other| *other != claim),
            _ => {}
        }
    }

    /// The latest claims, in the order of their numbers.
    pub fn latest(&self, most: usize) -> &[i64] {
        let claims = match self {
            Keyed::None => &[][..],
            Keyed::One(claim) => std::slice::from_ref(claim),
            Keyed::Many(claims) => claims.as_slice(),
        };
        claims.get(claims.len().saturating_sub(most)..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_claims_come_out() {
        let mut keyed = Keyed::default();
        assert!(keyed.latest(9).is_empty());
        for claim in [5, 9, 2, 7] {
            keyed.insert(claim);
        }
        assert_eq!((keyed.latest(9), keyed.latest(2)), (&[2, 5, 7, 9][..], &[7, 9][..]));
        for claim in [7, 3, 9, 5] {
            keyed.remove(claim);
        }
        assert_eq!(keyed.latest(9), [2]);
        let mut one = Keyed::One(4);
        one.remove(3);
        assert_eq!(one.latest(9), [4]);
        one.remove(4);
        assert!(one.latest(9).is_empty());
    }
}
