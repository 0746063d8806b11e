//! The Merkle tree over the events (RFC 6962, section 2.1). The leaves are the events' hashes, 32 bytes each.

use sha2::{Digest, Sha256};

/// A node of the tree.
pub type Node = [u8; 32];

/// The hash of a leaf.
pub fn leaf_hash(data: &[u8]) -> Node {
    Sha256::new().chain_update([0]).chain_update(data).finalize().into()
}

fn node_hash(left: &Node, right: &Node) -> Node {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The root of a growing tree: one node for each full subtree, the largest first.
#[derive(Debug, Clone, Default)]
pub struct Frontier {
    size: u64,
    nodes: Vec<Node>,
}

impl Frontier {
    /// Adds the hash of the next leaf.
    pub fn push(&mut self, leaf: Node) {
        let mut node = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.nodes.pop() {
                node = node_hash(&left, &node);
            }
        }
        self.nodes.push(node);
        self.size += 1;
    }

    /// How many leaves it has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root over all leaves so far; the hash of nothing for none.
    pub fn root(&self) -> Node {
        let mut nodes = self.nodes.iter().rev();
        let Some(last) = nodes.next() else { return Sha256::digest([]).into() };
        nodes.fold(*last, |right, left| node_hash(left, &right))
    }
}

/// The root over some leaf hashes.
pub fn root(leaves: &[Node]) -> Node {
    let mut frontier = Frontier::default();
    leaves.iter().for_each(|leaf| frontier.push(*leaf));
    frontier.root()
}

/// The largest power of two smaller than `size`, which is at least 2.
fn split(size: usize) -> usize {
    1 << (usize::BITS - 1 - (size - 1).leading_zeros())
}

/// The audit path of leaf `index` (RFC 6962, section 2.1.1); none when there is no such leaf.
pub fn inclusion_proof(leaves: &[Node], index: usize) -> Option<Vec<Node>> {
    if index >= leaves.len() {
        return None;
    }
    if leaves.len() == 1 {
        return Some(Vec::new());
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut path, sibling) = if index < left.len() {
        (inclusion_proof(left, index)?, root(right))
    } else {
        (inclusion_proof(right, index - left.len())?, root(left))
    };
    path.push(sibling);
    Some(path)
}

/// The levels of a tree, from its leaves to its root, for many proofs at once.
pub struct Levels(Vec<Vec<Node>>);

impl Levels {
    /// The tree over these leaf hashes: nodes are joined in pairs, and one without a neighbour goes up as it is, which
    /// gives the tree of RFC 6962.
    pub fn new(leaves: Vec<Node>) -> Levels {
        let mut levels = vec![leaves];
        while let Some(level) = levels.last().filter(|level| level.len() > 1) {
            let join = |pair: &[Node]| match pair {
                [left, right] => node_hash(left, right),
                _ => pair.first().copied().unwrap_or_default(),
            };
            let above = level.chunks(2).map(join).collect();
            levels.push(above);
        }
        Levels(levels)
    }

    /// The audit path of leaf `index`, as [`inclusion_proof`] gives it; none when there is no such leaf.
    pub fn inclusion_proof(&self, index: usize) -> Option<Vec<Node>> {
        self.0.first()?.get(index)?;
        let neighbour = |(height, level): (usize, &Vec<Node>)| level.get((index >> height) ^ 1).copied();
        Some(self.0.iter().enumerate().filter_map(neighbour).collect())
    }
}

/// Whether a leaf hash stands at `index` of a tree of `size` leaves with this root (RFC 9162, section 2.1.3.2).
pub fn verify_inclusion(leaf: &Node, index: u64, size: u64, proof: &[Node], root: &Node) -> bool {
    if index >= size {
        return false;
    }
    let (mut node, mut last, mut hash) = (index, size - 1, *leaf);
    for sibling in proof {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// The proof that the tree of the first `old` leaves is the beginning of this one (RFC 6962, section 2.1.2);
/// none when `old` is 0 or larger than the tree.
pub fn consistency_proof(leaves: &[Node], old: usize) -> Option<Vec<Node>> {
    fn part(leaves: &[Node], old: usize, whole: bool) -> Vec<Node> {
        if old == leaves.len() {
            return if whole { Vec::new() } else { vec![root(leaves)] };
        }
        let (left, right) = leaves.split_at(split(leaves.len()));
        if old <= left.len() {
            let mut path = part(left, old, whole);
            path.push(root(right));
            path
        } else {
            let mut path = part(right, old - left.len(), false);
            path.push(root(left));
            path
        }
    }
    (old > 0 && old <= leaves.len()).then(|| part(leaves, old, true))
}

/// Whether a tree of `old` leaves with `old_root` is the beginning of a tree of `new` leaves with `new_root`
/// (RFC 9162, section 2.1.4.2).
pub fn verify_consistency(old: u64, old_root: &Node, new: u64, new_root: &Node, proof: &[Node]) -> bool {
    if old == 0 || old > new {
        return false;
    }
    if old == new {
        return proof.is_empty() && old_root == new_root;
    }
    let mut rest = proof.iter();
    let (mut node, mut last) = (old - 1, new - 1);
    let shift = node.trailing_ones();
    node >>= shift;
    last >>= shift;
    let first = if old.is_power_of_two() { Some(old_root) } else { rest.next() };
    let Some(first) = first else { return false };
    let (mut from_old, mut from_new) = (*first, *first);
    for sibling in rest {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            from_old = node_hash(sibling, &from_old);
            from_new = node_hash(sibling, &from_new);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            from_new = node_hash(&from_new, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && from_old == *old_root && from_new == *new_root
}

#[cfg(test)]
mod tests {
    use super::super::encode::{hex, unhex32};
    use super::*;

    /// The leaves and roots that the RFC 6962 implementations share.
    const LEAVES: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    const ROOTS: [(usize, &str); 3] = [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
    ];

    fn leaves(size: usize) -> Vec<Node> {
        (0..size).map(|number| leaf_hash(&(number as u64).to_be_bytes())).collect()
    }

    #[test]
    fn roots_are_those_of_the_standard() {
        let known: Vec<Node> = LEAVES.iter().map(|leaf| leaf_hash(leaf)).collect();
        for (size, expected) in ROOTS {
            assert_eq!(hex(&root(&known[..size])), expected, "{size} leaves");
            assert_eq!(unhex32(expected), Some(root(&known[..size])));
        }
    }

    /// 32,896 consistency proofs and 32,896 inclusion proofs: all m ≤ n ≤ 256. Control: a careless verifier refuses some.
    #[test]
    fn every_good_proof_holds_up_to_256_leaves() {
        let all = leaves(256);
        let roots: Vec<Node> = (0..=256).map(|size| root(&all[..size])).collect();
        let mut refused = 0;
        for size in 1..=256 {
            let levels = Levels::new(all[..size].to_vec());
            for old in 1..=size {
                let proof = consistency_proof(&all[..size], old).unwrap();
                assert!(verify_consistency(old as u64, &roots[old], size as u64, &roots[size], &proof), "{old} {size}");
                let proof = inclusion_proof(&all[..size], old - 1).unwrap();
                assert!(verify_inclusion(&all[old - 1], old as u64 - 1, size as u64, &proof, &roots[size]));
                refused += usize::from(!careless(&all[old - 1], old - 1, &proof, &roots[size]));
                assert_eq!(levels.inclusion_proof(old - 1), Some(proof), "{old} {size}");
            }
            assert_eq!(levels.inclusion_proof(size), None);
        }
        assert!(refused > 1_000, "the control refuses {refused}");
    }

    /// A verifier that goes by the index alone and forgets that the last leaves of a tree stand higher.
    fn careless(leaf: &Node, index: usize, proof: &[Node], root: &Node) -> bool {
        let step = |(height, hash): (usize, Node), sibling: &Node| {
            let right = index >> height & 1 == 1;
            (height + 1, if right { node_hash(sibling, &hash) } else { node_hash(&hash, sibling) })
        };
        proof.iter().fold((0, *leaf), step).1 == *root
    }

    /// Every bit of every proof and root of all trees of up to 24 leaves (some 840,000 bad proofs), and every other
    /// index. The size is no part of a proof: a checkpoint's signature holds it, which
    /// `a_checkpoint_with_any_bit_turned_is_refused` turns bit by bit.
    #[test]
    fn no_proof_holds_after_any_bit_of_it_was_turned() {
        let all = leaves(24);
        for size in 1..=24_usize {
            let whole = root(&all[..size]);
            for old in 1..=size {
                let before = root(&all[..old]);
                let proof = consistency_proof(&all[..size], old).unwrap();
                let check = |old_root: &Node, new_root: &Node, proof: &[Node]| {
                    verify_consistency(old as u64, old_root, size as u64, new_root, proof)
                };
                each_bit(&proof, |bad| assert!(!check(&before, &whole, bad), "{old} {size}"));
                each_bit(&[before, whole], |bad| assert!(!check(&bad[0], &bad[1], &proof), "{old} {size}"));
                let longer: Vec<Node> = proof.iter().copied().chain([before]).collect();
                assert!(!check(&before, &whole, &longer));
                let index = old as u64 - 1;
                let path = inclusion_proof(&all[..size], old - 1).unwrap();
                each_bit(&path, |bad| assert!(!verify_inclusion(&all[old - 1], index, size as u64, bad, &whole)));
                for other in (0..=size as u64 + 1).filter(|other| *other != index) {
                    assert!(!verify_inclusion(&all[old - 1], other, size as u64, &path, &whole), "{other} for {index}");
                }
            }
        }
    }

    fn each_bit(nodes: &[Node], mut check: impl FnMut(&[Node])) {
        for at in 0..nodes.len() * 256 {
            let mut bad = nodes.to_vec();
            bad[at / 256][at % 256 / 8] ^= 1 << (at % 8);
            check(&bad);
        }
    }
}
