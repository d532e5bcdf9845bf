//! What all pages share, and the one rule on who may see development features.

mod development;

pub use development::Development;
