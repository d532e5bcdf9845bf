//! What the authenticator signs (WebAuthn Level 3, section 6.1): a fixed head, then what its flags announce.

use aws_lc_rs::digest::{SHA256, digest};

use super::{Ceremony, Fault, cbor};

/// Flags, by their bits.
const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;
const ATTESTED: u8 = 1 << 6;
const EXTENSIONS: u8 = 1 << 7;

/// The longest id of a credential, in bytes.
const LONGEST_ID: usize = 1023;

/// The data, taken apart.
#[derive(Debug)]
pub(super) struct AuthenticatorData<'a> {
    rp_id_hash: &'a [u8; 32],
    flags: u8,
    /// How many signatures the authenticator has made; 0 where it does not count.
    pub(super) sign_count: u32,
    /// The new credential, at a registration.
    pub(super) attested: Option<Attested<'a>>,
}

/// A credential that the authenticator made.
#[derive(Debug)]
pub(super) struct Attested<'a> {
    /// Its id.
    pub(super) id: &'a [u8],
    /// Its public key in COSE.
    pub(super) key: &'a [u8],
}

impl<'a> AuthenticatorData<'a> {
    /// Takes them apart; every byte must have its place.
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, Fault> {
        let malformed = Fault::AuthenticatorData;
        let (rp_id_hash, rest) = bytes.split_first_chunk::<32>().ok_or(malformed)?;
        let (&flags, rest) = rest.split_first().ok_or(malformed)?;
        let (sign_count, mut rest) = rest.split_first_chunk::<4>().ok_or(malformed)?;
        let attested = if flags & ATTESTED == 0 {
            None
        } else {
            Some(Attested::take(&mut rest)?)
        };
        if flags & EXTENSIONS != 0 && !cbor::take(&mut rest)?.is_map() {
            return Err(malformed);
        }
        // What cannot be backed up is not backed up (section 6.1.3).
        let contradicts = flags & BACKED_UP != 0 && flags & BACKUP_ELIGIBLE == 0;
        if !rest.is_empty() || contradicts {
            return Err(malformed);
        }
        Ok(Self {
            rp_id_hash,
            flags,
            sign_count: u32::from_be_bytes(*sign_count),
            attested,
        })
    }

    /// Checks what both ceremonies check: for whom it is, and that somebody was there.
    pub(super) fn check(&self, ceremony: &Ceremony<'_>) -> Result<(), Fault> {
        let expected = digest(&SHA256, ceremony.rp_id.as_bytes());
        if self.rp_id_hash.as_slice() != expected.as_ref() {
            return Err(Fault::RelyingParty);
        }
        if self.flags & USER_PRESENT == 0 {
            return Err(Fault::UserPresence);
        }
        if ceremony.verifies_user && !self.user_verified() {
            return Err(Fault::UserVerification);
        }
        Ok(())
    }

    /// Whether the authenticator verified the user.
    pub(super) const fn user_verified(&self) -> bool {
        self.flags & USER_VERIFIED != 0
    }

    /// Whether the passkey may be copied to other devices. It never changes.
    pub(super) const fn backup_eligible(&self) -> bool {
        self.flags & BACKUP_ELIGIBLE != 0
    }
}

impl<'a> Attested<'a> {
    fn take(rest: &mut &'a [u8]) -> Result<Self, Fault> {
        let malformed = Fault::AuthenticatorData;
        // The AAGUID names the authenticator's model. Nothing is decided by it.
        let (_, after) = rest.split_first_chunk::<16>().ok_or(malformed)?;
        let (length, after) = after.split_first_chunk::<2>().ok_or(malformed)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (id, after) = after.split_at_checked(length).ok_or(malformed)?;
        if !(1..=LONGEST_ID).contains(&length) {
            return Err(malformed);
        }
        let mut end = after;
        cbor::take(&mut end)?;
        let key = &after[..after.len() - end.len()];
        *rest = end;
        Ok(Self { id, key })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(flags: u8, tail: &[u8]) -> Vec<u8> {
        let mut bytes = digest(&SHA256, b"example.com").as_ref().to_vec();
        bytes.push(flags);
        bytes.extend([0, 0, 1, 2]);
        bytes.extend(tail);
        bytes
    }

    #[test]
    fn every_byte_has_its_place() {
        let bytes = data(USER_PRESENT, &[]);
        let parsed = AuthenticatorData::parse(&bytes).expect("the head alone");
        assert_eq!(parsed.sign_count, 258);
        assert!(parsed.attested.is_none() && !parsed.user_verified());
        for bad in [
            data(USER_PRESENT, &[0]),
            data(ATTESTED, &[]),
            data(EXTENSIONS, &[]),
            data(EXTENSIONS, &[0x01]),
            data(EXTENSIONS, &[0xa0, 0]),
            data(BACKED_UP, &[]),
            bytes[..36].to_vec(),
        ] {
            let fault = AuthenticatorData::parse(&bad).expect_err("malformed");
            assert_eq!(fault, Fault::AuthenticatorData);
        }
        assert!(AuthenticatorData::parse(&data(EXTENSIONS, &[0xa0])).is_ok());
        assert!(AuthenticatorData::parse(&data(BACKED_UP | BACKUP_ELIGIBLE, &[])).is_ok());
    }

    #[test]
    fn a_credential_ends_where_its_key_ends() {
        let mut tail = vec![7; 16];
        tail.extend([0, 2, 0xaa, 0xbb, 0xa1, 0x01, 0x02, 0xa0]);
        let bytes = data(ATTESTED | EXTENSIONS, &tail);
        let parsed = AuthenticatorData::parse(&bytes).expect("a credential");
        let attested = parsed.attested.expect("a credential");
        assert_eq!(attested.id, [0xaa, 0xbb]);
        assert_eq!(attested.key, [0xa1, 0x01, 0x02]);
    }
}
