//! Amazon SES by its SMTP endpoint: the password follows from the secret of an access key.

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};

/// The SMTP password of an IAM access key in a Region, by the algorithm that AWS documents ("Obtaining
/// Amazon SES SMTP credentials"): a chain of HMACs over constants.
pub fn ses_smtp_password(region: &str, secret_access_key: &SecretString) -> SecretString {
    const VERSION: u8 = 4;
    let start = format!("AWS4{}", secret_access_key.expose_secret()).into_bytes();
    let signature = ["11111111", region, "ses", "aws4_request", "SendRawEmail"]
        .iter()
        .fold(start, |key, part| {
            sign(&Key::new(HMAC_SHA256, &key), part.as_bytes())
                .as_ref()
                .to_vec()
        });
    let mut password = vec![VERSION];
    password.extend(signature);
    STANDARD.encode(password).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_the_one_of_the_documented_algorithm() {
        let secret = SecretString::from("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        // Computed with the Python program of AWS's documentation.
        for (region, password) in [
            ("us-east-1", "BLBM/9hSUELfq8Gw+rU1YcBjkOxGbhT2XG763xVLGWL9"),
            ("eu-west-1", "BMW5RDrXmmVs0lV7GpI4oLkHXpZ4stDsk6q91z1g38Pk"),
        ] {
            assert_eq!(ses_smtp_password(region, &secret).expose_secret(), password);
        }
    }
}
