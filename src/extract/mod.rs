//! The engine: runs the rules of the packs over a document and builds what it says.

mod attribution;
mod bound;
mod builder;
mod carry;
mod claim;
mod currency;
mod dateline;
mod derive;
mod digits;
mod edge;
mod engine;
mod joint;
mod json;
mod length;
mod matcher;
mod mention;
mod number;
mod number_piece;
mod output;
mod quantity;
mod reading;
mod records;
mod said;
mod strata;
mod sum;
mod time;
mod worth;

pub use attribution::{AttributionValue, SourceRef, StandsFor};
pub use claim::ClaimValue;
pub use engine::{Engine, Request, Worker};
pub use mention::{Mention, NumberValue, QuantityValue, Unit, Value};
pub use time::{Lean, Open, Part, Resolved, Stage, Step, Stretch, TimeValue, When};
