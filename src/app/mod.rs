//! What can be done, one use case a file; the doors (command line, web) only ask and show.

pub mod annotate;
pub mod pipeline;
