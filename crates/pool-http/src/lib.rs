//! The doors of the user pool: AWS JSON 1.1, discovery and key sets.
