//! The ceremonies of WebAuthn with an authenticator in software.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poolgate_crypto::webauthn::{
    Assertion, Ceremony, CredentialKey, Fault, KnownCredential, NewCredential, Proven,
    authenticate, register,
};
use poolgate_testkit::Authenticator;
use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Value, json};

const ORIGIN: &str = "https://app.example.com";
const CEREMONY: Ceremony<'_> = Ceremony {
    challenge: b"the challenge",
    rp_id: "example.com",
    verifies_user: false,
};

fn bytes(value: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD
        .decode(value.as_str().expect("a text"))
        .expect("base64url")
}

fn create(authenticator: &mut Authenticator) -> Value {
    let challenge = URL_SAFE_NO_PAD.encode(CEREMONY.challenge);
    let options =
        json!({ "challenge": challenge, "rp": { "id": "example.com" }, "user": { "id": "YWRh" } });
    authenticator.create(&options)["response"].take()
}

fn registered(ceremony: &Ceremony<'_>, response: &Value) -> Result<NewCredential, Fault> {
    let client_data = bytes(&response["clientDataJSON"]);
    register(
        ceremony,
        &client_data,
        &bytes(&response["attestationObject"]),
    )
}

/// An authenticator with a passkey, and the passkey as it is remembered.
fn with_passkey() -> (Authenticator, NewCredential) {
    let mut authenticator = Authenticator::at(ORIGIN);
    let response = create(&mut authenticator);
    let credential = registered(&CEREMONY, &response).expect("a passkey");
    (authenticator, credential)
}

fn get(authenticator: &mut Authenticator) -> Value {
    let challenge = URL_SAFE_NO_PAD.encode(CEREMONY.challenge);
    authenticator.get_with(0, &json!({ "challenge": challenge }))["response"].take()
}

fn proven(
    ceremony: &Ceremony<'_>,
    known: &NewCredential,
    response: &Value,
) -> Result<Proven, Fault> {
    let known = KnownCredential {
        key: &known.key,
        sign_count: known.sign_count,
        backup_eligible: known.backup_eligible,
    };
    let assertion = Assertion {
        client_data_json: &bytes(&response["clientDataJSON"]),
        authenticator_data: &bytes(&response["authenticatorData"]),
        signature: &bytes(&response["signature"]),
    };
    authenticate(ceremony, &known, &assertion)
}

#[rstest]
#[case(-7)]
#[case(-257)]
fn a_passkey_is_registered_and_signs_in(#[case] algorithm: i64) {
    let mut authenticator = Authenticator::at(ORIGIN);
    authenticator.algorithm = algorithm;
    let response = create(&mut authenticator);
    let mut known = registered(&CEREMONY, &response).expect("a passkey");
    assert_eq!(known.id, authenticator.passkeys[0].id);
    assert!(known.user_verified && !known.backup_eligible);
    // It survives storage.
    known.key = CredentialKey::from_cose(known.key.as_cose()).expect("the same key");
    let response = get(&mut authenticator);
    let expected = Proven {
        sign_count: 1,
        user_verified: true,
    };
    assert_eq!(proven(&CEREMONY, &known, &response), Ok(expected));
    let other = Ceremony {
        challenge: b"another",
        ..CEREMONY
    };
    assert_eq!(proven(&other, &known, &response), Err(Fault::Challenge));
    let (_, stranger) = with_passkey();
    assert_eq!(
        proven(&CEREMONY, &stranger, &response),
        Err(Fault::Signature)
    );
}

/// A change of an authenticator or its page, and what both ceremonies find wrong with it.
type Wrong = (fn(&mut Authenticator), Fault);

const WRONG: [Wrong; 6] = [
    (
        |it| "https://example.net".clone_into(&mut it.origin),
        Fault::Origin,
    ),
    (
        |it| "http://app.example.com".clone_into(&mut it.origin),
        Fault::Origin,
    ),
    (|it| it.is_framed = true, Fault::Origin),
    (
        |it| it.other_rp_id = Some("example.net".to_owned()),
        Fault::RelyingParty,
    ),
    (|it| it.is_present = false, Fault::UserPresence),
    (|it| it.verifies_user = false, Fault::UserVerification),
];

#[test]
fn both_ceremonies_refuse_what_is_wrong() {
    let strict = Ceremony {
        verifies_user: true,
        ..CEREMONY
    };
    for (change, fault) in WRONG {
        let (mut authenticator, known) = with_passkey();
        change(&mut authenticator);
        let response = get(&mut authenticator);
        assert_eq!(proven(&strict, &known, &response), Err(fault));
        let response = create(&mut authenticator);
        assert_eq!(registered(&strict, &response), Err(fault));
    }
}

#[test]
fn an_authenticator_need_not_verify_where_that_is_only_preferred() {
    let (mut authenticator, known) = with_passkey();
    authenticator.verifies_user = false;
    let response = get(&mut authenticator);
    let expected = Proven {
        sign_count: 1,
        user_verified: false,
    };
    assert_eq!(proven(&CEREMONY, &known, &response), Ok(expected));
}

#[test]
fn the_answer_of_one_ceremony_does_not_do_for_the_other() {
    let (mut authenticator, known) = with_passkey();
    let made = create(&mut authenticator);
    let mut response = get(&mut authenticator);
    let get_data = response["clientDataJSON"].take();
    response["clientDataJSON"] = made["clientDataJSON"].clone();
    assert_eq!(proven(&CEREMONY, &known, &response), Err(Fault::ClientData));
    let mut made = made;
    made["clientDataJSON"] = get_data;
    assert_eq!(registered(&CEREMONY, &made), Err(Fault::ClientData));
}

#[test]
fn a_counter_goes_up_or_does_not_count_at_all() {
    let (mut authenticator, mut known) = with_passkey();
    let first = get(&mut authenticator);
    known.sign_count = 1;
    assert_eq!(proven(&CEREMONY, &known, &first), Err(Fault::Counter));
    authenticator.counts = false;
    authenticator.passkeys[0].count = 0;
    let zero = get(&mut authenticator);
    assert_eq!(proven(&CEREMONY, &known, &zero), Err(Fault::Counter));
    known.sign_count = 0;
    assert!(proven(&CEREMONY, &known, &zero).is_ok());
}

#[test]
fn whether_a_passkey_can_be_copied_does_not_change() {
    let (mut authenticator, known) = with_passkey();
    authenticator.is_synced = true;
    let response = get(&mut authenticator);
    let fault = Err(Fault::AuthenticatorData);
    assert_eq!(proven(&CEREMONY, &known, &response), fault);
}

#[test]
fn keys_of_other_algorithms_are_refused() {
    let mut authenticator = Authenticator::at(ORIGIN);
    for algorithm in [-37, -8, -65535] {
        authenticator.algorithm = algorithm;
        let response = create(&mut authenticator);
        assert_eq!(registered(&CEREMONY, &response), Err(Fault::Algorithm));
    }
}

#[test]
fn a_statement_of_any_manufacturer_is_passed_over() {
    let mut authenticator = Authenticator::at(ORIGIN);
    authenticator.format = "packed";
    let response = create(&mut authenticator);
    assert!(registered(&CEREMONY, &response).is_ok());
}

#[test]
fn every_bit_of_what_is_signed_counts() {
    let (mut authenticator, known) = with_passkey();
    let response = get(&mut authenticator);
    for member in ["authenticatorData", "signature"] {
        let whole = bytes(&response[member]);
        for place in 0..whole.len() {
            let mut changed = whole.clone();
            changed[place] ^= 1;
            let mut response = response.clone();
            response[member] = json!(URL_SAFE_NO_PAD.encode(changed));
            assert!(
                proven(&CEREMONY, &known, &response).is_err(),
                "{member} {place}"
            );
        }
    }
}

#[test]
fn a_point_beside_the_curve_is_no_key() {
    let (_, known) = with_passkey();
    let mut cose = known.key.as_cose().to_vec();
    let last = cose.len() - 1;
    cose[last] ^= 1;
    assert_eq!(
        CredentialKey::from_cose(&cose),
        Err(Fault::AuthenticatorData)
    );
}

proptest! {
    #[test]
    fn no_bytes_make_a_registration_panic(noise in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut authenticator = Authenticator::at(ORIGIN);
        let response = create(&mut authenticator);
        let client_data = bytes(&response["clientDataJSON"]);
        prop_assert!(register(&CEREMONY, &client_data, &noise).is_err());
        prop_assert!(register(&CEREMONY, &noise, &noise).is_err());
        prop_assert!(CredentialKey::from_cose(&noise).is_err());
    }

    #[test]
    fn no_change_of_a_registration_panics(place in any::<prop::sample::Index>(), value in any::<u8>(), cut in any::<bool>()) {
        let mut authenticator = Authenticator::at(ORIGIN);
        let response = create(&mut authenticator);
        let client_data = bytes(&response["clientDataJSON"]);
        let mut object = bytes(&response["attestationObject"]);
        let place = place.index(object.len());
        if cut {
            object.truncate(place);
            prop_assert!(register(&CEREMONY, &client_data, &object).is_err());
        } else {
            object[place] = value;
            let _ = register(&CEREMONY, &client_data, &object);
        }
    }

    #[test]
    fn no_bytes_make_a_proof_panic(noise in prop::collection::vec(any::<u8>(), 0..200)) {
        let (mut authenticator, known) = with_passkey();
        let mut response = get(&mut authenticator);
        response["authenticatorData"] = json!(URL_SAFE_NO_PAD.encode(&noise));
        prop_assert!(proven(&CEREMONY, &known, &response).is_err());
    }
}
