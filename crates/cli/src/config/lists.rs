//! The lists of tables in `poolgate.toml`.

/// A list of tables in the file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct List {
    /// Its key.
    pub(crate) key: &'static str,
    /// What its tables may hold.
    pub(crate) members: &'static [&'static str],
    /// What to write, for the message about another member.
    pub(crate) fix: &'static str,
}

/// The lists of tables in the file: `[[pool.access_key]]`, `[[rule]]`, `[[kms_key]]` and `[[trigger]]`.
pub(crate) const LISTS: &[List] = &[
    List {
        key: "pool.access_key",
        members: &["id", "secret", "session_token", "account"],
        fix: "a [[pool.access_key]] has an id, a secret, and perhaps a session_token and an account",
    },
    List {
        key: "rule",
        members: &["path", "methods", "access", "groups", "scopes", "verify"],
        fix: "a [[rule]] has a path, and perhaps methods, access, groups, scopes and verify",
    },
    List {
        key: "kms_key",
        members: &["arn", "key"],
        fix: "a [[kms_key]] has the arn of a pool's KMSKeyID, and a key: base64 of 32 bytes",
    },
    List {
        key: "trigger",
        members: &[
            "arn",
            "lambda",
            "function",
            "access_key_id",
            "secret_access_key",
            "webhook",
            "secret",
            "command",
        ],
        fix: "a [[trigger]] has the arn of a function, and lambda (perhaps with function, access_key_id and secret_access_key), or webhook and secret, or command",
    },
];
