//! The program says which setting it needs.

#[test]
fn without_settings_it_does_not_start_and_says_why() {
    let program = std::process::Command::new(env!("CARGO_BIN_EXE_axum-verify"))
        .env_clear()
        .output()
        .expect("a program");
    assert!(!program.status.success());
    let said = String::from_utf8_lossy(&program.stderr);
    assert!(said.contains("ISSUER is not set"), "{said}");
}
