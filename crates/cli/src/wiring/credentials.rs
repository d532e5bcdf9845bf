//! AWS credentials of what Poolgate itself calls.

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use secrecy::ExposeSecret;

use crate::config::SnsSettings;

/// The access key that is set, or what every AWS tool would find.
pub(super) async fn sns_credentials(sns: &SnsSettings) -> SharedCredentialsProvider {
    if let Some((id, secret)) = &sns.access_key {
        let key = Credentials::new(id.clone(), secret.expose_secret(), None, None, "poolgate");
        return SharedCredentialsProvider::new(key);
    }
    let region = aws_config::Region::new(sns.region.clone());
    let chain = aws_config::default_provider::credentials::DefaultCredentialsChain::builder()
        .region(region)
        .build()
        .await;
    SharedCredentialsProvider::new(chain)
}
