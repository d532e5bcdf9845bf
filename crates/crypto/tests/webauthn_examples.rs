//! The example values of the WebAuthn specification (Level 3, section 16): other people's credentials.

use poolgate_crypto::webauthn::{
    Assertion, Ceremony, CredentialKey, Fault, KnownCredential, NewCredential, Proven,
    authenticate, register,
};

/// SHA-256 of the relying party's id.
const RP_ID_HASH: &str = "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b5";

/// A registration.
struct Registration {
    challenge: &'static str,
    client_data: &'static str,
    attestation: &'static str,
}

/// A sign-in. The authenticator counts nothing.
struct Authentication {
    challenge: &'static str,
    flags: u8,
    client_data: &'static str,
    signature: &'static str,
}

/// `none.ES256`, 16.2.
const ES256: Registration = Registration {
    challenge: "00c30fb78531c464d2b6771dab8d7b603c01162f2fa486bea70f283ae556e130",
    client_data: r#"{"type":"webauthn.create","challenge":"AMMPt4UxxGTStncdq417YDwBFi8vpIa-pw8oOuVW4TA","origin":"https://example.org","crossOrigin":false,"extraData":"clientDataJSON may be extended with additional fields in the future, such as this: BkQeDjdcTBrXBiAwJTLE5Q"}"#,
    attestation: "a363666d74646e6f6e656761747453746d74a068617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b559000000008446ccb9ab1db374750b2367ff6f3a1f0020f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61225820930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220",
};

/// The same, 16.2.
const ES256_SIGN_IN: Authentication = Authentication {
    challenge: "39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408",
    flags: 0x19,
    client_data: r#"{"type":"webauthn.get","challenge":"OcDnUhQXulTUPo3JUXT0I97pvzzYBP9tZchXyav01Ag","origin":"https://example.org","crossOrigin":false}"#,
    signature: "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd380221008480ac0f0b93538174f575bf11a1dd5d78c6e486013f937295ea13653e331e87",
};

/// `packed-self.ES256`, 16.3: it attests itself.
const PACKED_SELF: Registration = Registration {
    challenge: "7869c2b772d4b58eba9378cf8f29e26cf935aa77df0da89fa99c0bdc0a76f7e5",
    client_data: r#"{"type":"webauthn.create","challenge":"eGnCt3LUtY66k3jPjynibPk1qnffDaifqZwL3Ap29-U","origin":"https://example.org","crossOrigin":false,"extraData":"clientDataJSON may be extended with additional fields in the future, such as this: U9hTXvKE2URkMnb_0xYHVg"}"#,
    attestation: "a363666d74667061636b65646761747453746d74a263616c672663736967584630440220067a20754ab925005dbf378097c92120031581c73228d1fb4f5b881bcd7da98302207fc7b147558c7c0eba3af18bd9d121fa3d3a26d17fe3f220272178f473b6006d68617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b55d00000000df850e09db6afbdfab51697791506cfc0020455ef34e2043a87db3d4afeb39bbcb6cc32df9347c789a865ecdca129cbef58ca5010203262001215820eb151c8176b225cc651559fecf07af450fd85802046656b34c18f6cf193843c5225820927b8aa427a2be1b8834d233a2d34f61f13bfd44119c325d5896e183fee484f2",
};

/// The same, 16.3.
const PACKED_SELF_SIGN_IN: Authentication = Authentication {
    challenge: "4478a10b1352348dd160c1353b0d469b5db19eb91c27f7dfa6fed39fe26af20b",
    flags: 0x09,
    client_data: r#"{"type":"webauthn.get","challenge":"RHihCxNSNI3RYME1Ow1Gm12xnrkcJ_ffpv7Tn-Jq8gs","origin":"https://example.org","crossOrigin":false,"extraData":"clientDataJSON may be extended with additional fields in the future, such as this: gTb53rz6EhSWomXGzimC1Q"}"#,
    signature: "304402203310b9431903c401f1be2bdc8d23a4007682dbbddcf846994947b7f465daf84002204e94dd00047b316061b3b99772b7efd95994a83ef584b3b6b825ea3550251b66",
};

/// `none.ES256.crossOrigin`, 16.4: in a frame of another page.
const CROSS_ORIGIN: Registration = Registration {
    challenge: "3be5aacd03537142472340ab5969f240f1d87716e20b6807ac230655fa4b3b49",
    client_data: r#"{"type":"webauthn.create","challenge":"O-WqzQNTcUJHI0CrWWnyQPHYdxbiC2gHrCMGVfpLO0k","origin":"https://example.org","crossOrigin":true,"extraData":"clientDataJSON may be extended with additional fields in the future, such as this: zZquEtDR9DWqpW5tBWTFug"}"#,
    attestation: "a363666d74646e6f6e656761747453746d74a068617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b54500000000883f4f6014f19c09d87aa38123be48d000206e1050c0d2ca2f07c755cb2c66a74c64fa43065c18f938354d9915db2bd5ce57a501020326200121582022200a473f90b11078851550d03b4e44a2279f8c4eca27b3153dedfe03e4e97d225820cbd0be95e746ad6f5a8191be11756e4c0420e72f65b466d39bc56b8b123a9c6e",
};

/// `packed.RS256`, 16.10.
const RS256_SIGN_IN: Authentication = Authentication {
    challenge: "295f59f5fa8fe62c5aca9e27626c78c8da376ae6d8cd2dd29aebad601e1bc4c5",
    flags: 0x19,
    client_data: r#"{"type":"webauthn.get","challenge":"KV9Z9fqP5ixayp4nYmx4yNo3aubYzS3SmuutYB4bxMU","origin":"https://example.org","crossOrigin":false}"#,
    signature: "01063d52d7c39b4d432fc7063c5d93e582bdcb16889cd71f888d67d880ea730a428498d3bc8e1ee11f2b1ecbe6c292b118c55ffaaddefa8cad0a54dd137c51f1eec673f1bb6c4d1789d6826a222b22d0f585fc901fdc933212e579d199b89d672aa44891333e6a1355536025e82b25590256c3538229b55737083b2f6b9377e49e2472f11952f79fdd0da180b5ffd901b4049a8f081bb40711bef76c62aed943571f2d0575304cb549d68d8892f95086a30f93716aee818f8dc06e96c0d5e0ed4cfa9fd8773d90464b68cf140f7986666ff9c9e3302acd0535d60d769f465e2ab57ef8aabc89fccfef7ba32a64154a8b3d26be2298f470b8cc5377dbe3dfd4b0b45f8f01e63bde6cfc76b62771f9b70aa27cf40152cad93aa5acd784fd4b90f676e2ea828d0bf2400aebbaae4153e5838f537f88b6228346782a93a899be66ec77de45b3efcf311da6321c92e6b0cd11bfe653bf3e98cee8e341f02d67dbb6f9c98d9e8178090cfb5b70fbc6d541599ac794ae2f1d4de1286ec8de8c2daf7b1d15c8438e90d924df5c19045220a4c8438c1b979bbe016cf3d0eeec23c3999d4882cc645b776de930756612cdc6dd398160ff02a6",
};

/// Its key: the modulus is the product of two Mersenne primes.
const RS256_KEY: &str = "a4010303390100205901b403fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff800000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000012143010001";

fn bytes(digits: &str) -> Vec<u8> {
    hex::decode(digits).expect("hexadecimal")
}

fn ceremony(challenge: &[u8]) -> Ceremony<'_> {
    Ceremony {
        challenge,
        rp_id: "example.org",
        verifies_user: false,
    }
}

fn registered(example: &Registration) -> Result<NewCredential, Fault> {
    let challenge = bytes(example.challenge);
    let client_data = example.client_data.as_bytes();
    register(
        &ceremony(&challenge),
        client_data,
        &bytes(example.attestation),
    )
}

fn proven(key: &CredentialKey, example: &Authentication) -> Result<Proven, Fault> {
    let challenge = bytes(example.challenge);
    let data = [bytes(RP_ID_HASH), vec![example.flags, 0, 0, 0, 0]].concat();
    let known = KnownCredential {
        key,
        sign_count: 0,
        backup_eligible: true,
    };
    let assertion = Assertion {
        client_data_json: example.client_data.as_bytes(),
        authenticator_data: &data,
        signature: &bytes(example.signature),
    };
    authenticate(&ceremony(&challenge), &known, &assertion)
}

#[test]
fn the_examples_of_es256_register_and_sign_in() {
    for (registration, sign_in, verified) in [
        (ES256, ES256_SIGN_IN, false),
        (PACKED_SELF, PACKED_SELF_SIGN_IN, true),
    ] {
        let credential = registered(&registration).expect("a good registration");
        assert_eq!(credential.id.len(), 32);
        assert_eq!(credential.user_verified, verified);
        assert!(credential.backup_eligible);
        let expected = Proven {
            sign_count: 0,
            user_verified: false,
        };
        assert_eq!(proven(&credential.key, &sign_in), Ok(expected));
    }
}

#[test]
fn the_example_of_rs256_signs_in() {
    let key = CredentialKey::from_cose(&bytes(RS256_KEY)).expect("a key");
    assert!(proven(&key, &RS256_SIGN_IN).is_ok());
    let other = Authentication {
        flags: 0x09,
        ..RS256_SIGN_IN
    };
    assert_eq!(proven(&key, &other), Err(Fault::Signature));
}

#[test]
fn the_example_of_a_framed_page_is_refused() {
    assert_eq!(registered(&CROSS_ORIGIN), Err(Fault::Origin));
}
