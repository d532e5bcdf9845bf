//! `otpauth://` addresses for authenticator apps, and their QR codes.

use std::fmt::Write as _;

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use secrecy::{ExposeSecret, SecretString};

use crate::code::Code;
use crate::error::ApiError;

/// The side of the image in pixels, at least; it scales without loss.
const SIDE: u32 = 240;

/// The address of a secret: `otpauth://totp/ISSUER:ACCOUNT?secret=…&issuer=ISSUER`, as the Key URI
/// format of Google Authenticator has it.
pub(crate) struct OtpAuth(SecretString);

impl OtpAuth {
    /// `issuer` is what the app shows above the code, `account` is who signs in with it.
    pub(crate) fn new(issuer: &str, account: &str, secret: &SecretString) -> Self {
        let (issuer, account) = (encoded(issuer), encoded(account));
        let secret = encoded(secret.expose_secret());
        Self(format!("otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}").into())
    }

    pub(crate) fn into_uri(self) -> SecretString {
        self.0
    }

    /// The QR code, dark on light whatever is around it, with the quiet zone that readers need.
    pub(crate) fn qr_svg(&self) -> Result<SecretString, ApiError> {
        let code = QrCode::with_error_correction_level(self.0.expose_secret(), EcLevel::M)
            .map_err(|error| ApiError::new(Code::Internal).cause(error))?;
        let image = code
            .render::<svg::Color<'_>>()
            .min_dimensions(SIDE, SIDE)
            .dark_color(svg::Color("#000000"))
            .light_color(svg::Color("#ffffff"))
            .quiet_zone(true)
            .build();
        Ok(image.into())
    }
}

/// Percent-encoded, all but the unreserved characters (RFC 3986, section 2.3).
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").expect("a string takes any text");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_issuer_and_account_and_cannot_be_broken_out_of() {
        let secret = SecretString::from("JBSWY3DPEHPK3PXP");
        let address = OtpAuth::new("id.example.com", "a&secret=x@b.c", &secret).into_uri();
        assert_eq!(
            address.expose_secret(),
            "otpauth://totp/id.example.com:a%26secret%3Dx%40b.c?secret=JBSWY3DPEHPK3PXP&issuer=id.example.com"
        );
    }

    #[test]
    fn the_code_is_an_image_of_its_own() {
        let secret = SecretString::from("JBSWY3DPEHPK3PXP");
        let image = OtpAuth::new("localhost", "user@example.com", &secret)
            .qr_svg()
            .expect("a code");
        let image = image.expose_secret();
        assert!(image.contains("<svg") && image.contains("#ffffff"));
        assert!(!image.contains("<script") && !image.contains("JBSWY"));
    }
}
