//! What the environment says. The names of the user pool are those of the gateway itself.

use std::path::PathBuf;

use anyhow::{Context, bail};
use poolgate_client::ClientConfig;
use poolgate_db::Database;
use poolgate_gateway::{Config, Data, MIGRATIONS, SecretKey, SqliteStore};
use secrecy::SecretString;
use std::sync::Arc;

/// The settings of the application.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) listen: String,
    pub(crate) data: PathBuf,
    /// Where calls are posted to.
    pub(crate) call_url: Option<String>,
    pool: Pool,
    public_url: Option<String>,
    secret_key: Option<SecretString>,
}

#[derive(Clone, Debug)]
struct Pool {
    id: String,
    client_id: String,
    client_secret: Option<SecretString>,
    region: String,
    endpoint: Option<String>,
    issuer: Option<String>,
}

impl Settings {
    /// Reads the environment. What is empty is not set, as in `COGNITO_CLIENT_SECRET=""`.
    pub(crate) fn read(get: impl Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        let get = |name: &str| get(name).filter(|value| !value.is_empty());
        let needed = |name: &str| get(name).with_context(|| format!("{name} is not set"));
        let id = needed("COGNITO_USER_POOL_ID")?;
        let Some((region, _)) = id.split_once('_') else {
            bail!(
                "COGNITO_USER_POOL_ID is {id:?}, which names no Region: it looks like eu-north-1_AbCdEfGhI"
            );
        };
        Ok(Self {
            listen: get("LISTEN").unwrap_or_else(|| "127.0.0.1:8000".to_owned()),
            data: get("DATA")
                .unwrap_or_else(|| "voice-assistant-data".to_owned())
                .into(),
            call_url: get("CALL_URL"),
            pool: Pool {
                client_id: needed("COGNITO_CLIENT_ID")?,
                client_secret: get("COGNITO_CLIENT_SECRET").map(SecretString::from),
                region: get("COGNITO_REGION").unwrap_or_else(|| region.to_owned()),
                endpoint: get("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"),
                issuer: get("COGNITO_ISSUER"),
                id,
            },
            public_url: get("POOLGATE_PUBLIC_URL"),
            secret_key: get("POOLGATE_SECRET_KEY").map(SecretString::from),
        })
    }

    /// What the gateway is built from.
    pub(crate) fn gateway(&self) -> anyhow::Result<Config> {
        let pool = &self.pool;
        let mut client = ClientConfig::new(&pool.region, &pool.id, &pool.client_id);
        client.client_secret.clone_from(&pool.client_secret);
        client.endpoint_url.clone_from(&pool.endpoint);
        let endpoint = pool
            .endpoint
            .as_deref()
            .map(|url| url.trim_end_matches('/'));
        let aws = format!("https://cognito-idp.{}.amazonaws.com", pool.region);
        let issuer = pool
            .issuer
            .clone()
            .unwrap_or_else(|| format!("{}/{}", endpoint.unwrap_or(&aws), pool.id));
        let key = self.key()?;
        let database = Database::open_shared(&self.data.join("gateway.db"), &[MIGRATIONS])?;
        let store = SqliteStore::new(database, &key, false);
        let mut config = Config::new(client, issuer, key);
        config.data = Some(Data::new(Arc::new(store)));
        config.public_url.clone_from(&self.public_url);
        config.dev = self.public_url.is_none();
        Ok(config)
    }

    /// The key of the sessions: as set, or one that is made at the first start and stays in the data folder.
    fn key(&self) -> anyhow::Result<SecretKey> {
        if let Some(text) = &self.secret_key {
            return Ok(SecretKey::from_text(text));
        }
        let path = self.data.join("secret.key");
        if !path.exists() {
            std::fs::create_dir_all(&self.data)?;
            let (one, two) = (uuid::Uuid::new_v4(), uuid::Uuid::new_v4());
            write_private(&path, &format!("{one}{two}"))?;
        }
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        Ok(SecretKey::from_text(&text.into()))
    }
}

/// A file that only its owner reads.
fn write_private(path: &std::path::Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = std::fs::OpenOptions::new();
    let mut file = options
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> anyhow::Result<Settings> {
        Settings::read(|name| {
            let found = pairs.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_environment_of_a_pool_on_aws_is_enough() {
        let settings = read(&[
            ("COGNITO_USER_POOL_ID", "eu-north-1_XXXXXXXXX"),
            ("COGNITO_CLIENT_ID", "1234567890abcdefghijk"),
            ("COGNITO_CLIENT_SECRET", ""),
            ("AWS_REGION", "eu-north-1"),
        ])
        .expect("settings");
        assert_eq!(settings.listen, "127.0.0.1:8000");
        assert!(settings.pool.client_secret.is_none(), "empty is not set");
        let folder = tempfile::tempdir().expect("a folder");
        let settings = Settings {
            data: folder.path().to_owned(),
            ..settings
        };
        let config = settings.gateway().expect("a configuration");
        let issuer = "https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_XXXXXXXXX";
        assert_eq!(config.issuer, issuer);
    }

    #[test]
    fn what_is_missing_is_named() {
        let error = read(&[("COGNITO_USER_POOL_ID", "eu-north-1_X")]).expect_err("no client");
        assert!(error.to_string().contains("COGNITO_CLIENT_ID"));
        let error = read(&[("COGNITO_USER_POOL_ID", "pool")]).expect_err("no Region");
        assert!(error.to_string().contains("Region"));
    }
}
