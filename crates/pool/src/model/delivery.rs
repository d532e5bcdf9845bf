//! Where a code goes, and what of it is shown.

use poolgate_mail::Medium;
use poolgate_pool_api::types::{CodeDeliveryDetailsType, DeliveryMediumType};

/// An address that a code is sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// The attribute: `email` or `phone_number`.
    pub attribute: &'static str,
    /// Its value.
    pub address: String,
}

impl Destination {
    /// By email or as a text message.
    pub fn medium(&self) -> Medium {
        if self.attribute == "email" {
            Medium::Email
        } else {
            Medium::Sms
        }
    }

    /// What the caller is told: the address is masked.
    pub fn details(&self) -> CodeDeliveryDetailsType {
        CodeDeliveryDetailsType {
            destination: Some(mask(&self.address)),
            delivery_medium: Some(if self.attribute == "email" {
                DeliveryMediumType::Email
            } else {
                DeliveryMediumType::Sms
            }),
            attribute_name: Some(self.attribute.to_owned()),
        }
    }
}

/// An address as it is shown: `f***@e***`, `+*******9934`.
pub fn mask(address: &str) -> String {
    if let Some((local, domain)) = address.split_once('@') {
        let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
        return format!("{}***@{}***", first(local), first(domain));
    }
    let digits: Vec<char> = address.trim_start_matches('+').chars().collect();
    let hidden = digits.len().saturating_sub(4);
    let shown: String = digits.iter().skip(hidden).collect();
    format!("+{}{shown}", "*".repeat(hidden))
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn addresses_are_masked_as_cognito_masks_them() {
        assert_eq!(mask("floci@example.com"), "f***@e***");
        assert_eq!(mask("+15551239934"), "+*******9934");
        assert_eq!(mask("+12"), "+12");
    }
}
