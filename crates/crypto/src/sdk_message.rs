//! Messages of the AWS Encryption SDK, format 1.0, under a raw AES key: what functions that send codes decrypt with
//! Amazon's libraries.
//!
//! The algorithm suite is 0x0178 (AES-256-GCM with HKDF-SHA256, neither signed nor committing), the content is not framed:
//! what Cognito's own samples decrypt. The encryption context is empty.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use zeroize::Zeroizing;

use crate::random::{Random, SystemRandom};

/// AES_256_GCM_IV12_TAG16_HKDF_SHA256.
const SUITE: [u8; 2] = [0x01, 0x78];

/// The namespace by which receivers know our keys.
pub const NAMESPACE: &str = "poolgate";

/// The bytes of a tag.
const TAG: usize = 16;

/// A wrapping key with the name by which receivers know it.
pub struct SdkKey {
    name: String,
    key: LessSafeKey,
    random: SystemRandom,
}

impl std::fmt::Debug for SdkKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SdkKey")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl SdkKey {
    /// A 256-bit key under a name.
    pub fn new(name: impl Into<String>, key: &[u8; 32]) -> Self {
        Self {
            name: name.into(),
            key: aes(key),
            random: SystemRandom::default(),
        }
    }

    /// Encrypts a text. Keys and nonces are always random: a repeated nonce would reveal the key.
    pub fn encrypt(&self, plaintext: &[u8]) -> Vec<u8> {
        let mut data_key = Zeroizing::new([0; 32]);
        self.random.fill(&mut *data_key);
        let mut message_id = [0; 16];
        self.random.fill(&mut message_id);
        let mut message = vec![0x01, 0x80];
        message.extend_from_slice(&SUITE);
        message.extend_from_slice(&message_id);
        // No encryption context, and one wrapped key.
        message.extend_from_slice(&0_u16.to_be_bytes());
        message.extend_from_slice(&1_u16.to_be_bytes());
        self.put_wrapped(&data_key, &mut message);
        // Not framed; four reserved bytes; the length of a nonce; no frame length.
        message.push(0x01);
        message.extend_from_slice(&[0; 4]);
        message.push(0x0c);
        message.extend_from_slice(&[0; 4]);
        let derived = derived(&data_key, &message_id);
        let header_tag = sealed(&derived, [0; NONCE_LEN], &message, &[]);
        message.extend_from_slice(&[0; NONCE_LEN]);
        message.extend_from_slice(&header_tag);
        let length = (plaintext.len() as u64).to_be_bytes();
        let mut aad = message_id.to_vec();
        aad.extend_from_slice(b"AWSKMSEncryptionClient Single Block");
        aad.extend_from_slice(&1_u32.to_be_bytes());
        aad.extend_from_slice(&length);
        // The header has the nonce 0 under this key, the content 1.
        let mut nonce = [0; NONCE_LEN];
        nonce[NONCE_LEN - 1] = 1;
        message.extend_from_slice(&nonce);
        message.extend_from_slice(&length);
        message.extend_from_slice(&sealed(&derived, nonce, &aad, plaintext));
        message
    }

    /// The data key under this key, as raw AES keyrings have it.
    fn put_wrapped(&self, data_key: &[u8; 32], message: &mut Vec<u8>) {
        let mut nonce = [0; NONCE_LEN];
        self.random.fill(&mut nonce);
        let mut information = self.name.as_bytes().to_vec();
        information.extend_from_slice(&128_u32.to_be_bytes());
        information.extend_from_slice(&12_u32.to_be_bytes());
        information.extend_from_slice(&nonce);
        let wrapped = sealed(&self.key, nonce, &[], data_key);
        for part in [NAMESPACE.as_bytes(), &information, &wrapped] {
            let length = u16::try_from(part.len()).expect("names are shorter than 64 KiB");
            message.extend_from_slice(&length.to_be_bytes());
            message.extend_from_slice(part);
        }
    }
}

fn aes(key: &[u8; 32]) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).expect("AES-256 takes 32 bytes"))
}

/// The key of one message.
fn derived(data_key: &[u8; 32], message_id: &[u8; 16]) -> LessSafeKey {
    let pseudo_random = Salt::new(HKDF_SHA256, &[]).extract(data_key);
    let mut key = Zeroizing::new([0; 32]);
    pseudo_random
        .expand(&[&SUITE, message_id], HKDF_SHA256)
        .and_then(|expanded| expanded.fill(&mut *key))
        .expect("HKDF-SHA256 gives 32 bytes");
    aes(&key)
}

/// Ciphertext and tag.
fn sealed(key: &LessSafeKey, nonce: [u8; NONCE_LEN], aad: &[u8], plaintext: &[u8]) -> Vec<u8> {
    let mut body = Vec::with_capacity(plaintext.len() + TAG);
    body.extend_from_slice(plaintext);
    key.seal_in_place_append_tag(
        Nonce::assume_unique_for_key(nonce),
        Aad::from(aad),
        &mut body,
    )
    .expect("AES-GCM seals anything shorter than 64 GiB");
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(key: &LessSafeKey, nonce: &[u8], aad: &[u8], sealed: &[u8]) -> Vec<u8> {
        let nonce = Nonce::try_assume_unique_for_key(nonce).expect("a nonce");
        let mut body = sealed.to_vec();
        let length = key
            .open_in_place(nonce, Aad::from(aad), &mut body)
            .expect("it opens")
            .len();
        body.truncate(length);
        body
    }

    /// The end-to-end tests read such messages with Amazon's own library; this reads one by the specification.
    #[test]
    fn a_message_reads_as_the_specification_says() {
        let (name, key) = ("arn:aws:kms:eu-west-1:123456789012:key/one", [7; 32]);
        let message = SdkKey::new(name, &key).encrypt(b"123456");
        assert_eq!(message[..4], [0x01, 0x80, 0x01, 0x78]);
        let message_id: [u8; 16] = message[4..20].try_into().expect("16 bytes");
        assert_eq!(message[20..24], [0, 0, 0, 1]);
        let mut rest = &message[24..];
        let parts: Vec<&[u8]> = (0..3)
            .map(|_| {
                let length = usize::from(u16::from_be_bytes([rest[0], rest[1]]));
                let (part, after) = rest[2..].split_at(length);
                rest = after;
                part
            })
            .collect();
        assert_eq!(parts[0], NAMESPACE.as_bytes());
        assert_eq!(parts[1][..name.len()], *name.as_bytes());
        assert_eq!(
            parts[1][name.len()..name.len() + 8],
            [0, 0, 0, 128, 0, 0, 0, 12]
        );
        let data_key = open(&aes(&key), &parts[1][name.len() + 8..], &[], parts[2]);
        let derived = derived(&data_key.try_into().expect("32 bytes"), &message_id);
        assert_eq!(rest[..10], [1, 0, 0, 0, 0, 12, 0, 0, 0, 0]);
        let header = &message[..message.len() - rest.len() + 10];
        let rest = &rest[10..];
        assert_eq!(open(&derived, &rest[..12], header, &rest[12..28]), b"");
        let body = &rest[28..];
        let mut aad = message_id.to_vec();
        aad.extend_from_slice(b"AWSKMSEncryptionClient Single Block\x00\x00\x00\x01");
        aad.extend_from_slice(&body[12..20]);
        assert_eq!(open(&derived, &body[..12], &aad, &body[20..]), b"123456");
    }

    #[test]
    fn no_two_messages_are_alike_and_a_key_is_not_printed() {
        let key = SdkKey::new("name", &[7; 32]);
        assert_ne!(key.encrypt(b"1"), key.encrypt(b"1"));
        assert_eq!(format!("{key:?}"), "SdkKey { name: \"name\", .. }");
    }
}
