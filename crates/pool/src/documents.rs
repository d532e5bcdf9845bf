//! Parts of pools with their types: what the store keeps whole is read and written here.

use poolgate_pool_api::Secret;
use poolgate_pool_api::types::{DomainDescriptionType, IdentityProviderType, ResourceServerType};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::ctx::Engine;
use crate::error::Error;
use crate::model::{Document, DocumentKind};
use crate::store::Change;

/// What is kept as a part of a pool.
pub(crate) trait Part: Serialize + DeserializeOwned {
    /// Its kind.
    const KIND: DocumentKind;
}

impl Part for ResourceServerType {
    const KIND: DocumentKind = DocumentKind::ResourceServer;
}

impl Part for IdentityProviderType {
    const KIND: DocumentKind = DocumentKind::IdentityProvider;
}

impl Part for DomainDescriptionType {
    const KIND: DocumentKind = DocumentKind::Domain;
}

/// A part as it was read.
pub(crate) struct Kept<T> {
    /// The part.
    pub(crate) part: T,
    /// Where it is kept.
    document: Document,
}

impl<T: Part> Kept<T> {
    fn open(document: Document) -> Result<Self, Error> {
        let part = serde_json::from_str(document.body.expose()).map_err(Error::internal)?;
        Ok(Self { part, document })
    }

    /// Its name among its kind.
    pub(crate) fn key(&self) -> &str {
        &self.document.key
    }

    /// The change that puts the part as it is now in the place of what was read.
    pub(crate) fn update(&self) -> Result<Change, Error> {
        Ok(Change::UpdateDocument(Document {
            body: body(&self.part)?,
            ..self.document.clone()
        }))
    }
}

fn body<T: Serialize>(part: &T) -> Result<Secret, Error> {
    serde_json::to_string(part)
        .map(Secret::from)
        .map_err(Error::internal)
}

/// The change that adds a part to a pool.
pub(crate) fn create<T: Part>(pool_id: &str, key: &str, part: &T) -> Result<Change, Error> {
    Ok(Change::CreateDocument(Document {
        pool_id: pool_id.to_owned(),
        kind: T::KIND,
        key: key.to_owned(),
        body: body(part)?,
        version: 1,
    }))
}

/// The change that takes a part from a pool.
pub(crate) fn delete<T: Part>(pool_id: &str, key: &str) -> Change {
    Change::DeleteDocument {
        pool_id: pool_id.to_owned(),
        kind: T::KIND,
        key: key.to_owned(),
    }
}

impl Engine {
    /// The part of this name.
    pub(crate) async fn part<T: Part>(
        &self,
        pool_id: &str,
        key: &str,
    ) -> Result<Option<Kept<T>>, Error> {
        let found = self.store.document(pool_id, T::KIND, key).await?;
        found.map(Kept::open).transpose()
    }

    /// Parts by name, at most `limit`, after the name `after`.
    pub(crate) async fn parts<T: Part>(
        &self,
        pool_id: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Kept<T>>, Error> {
        let found = self.store.documents(pool_id, T::KIND, after, limit).await?;
        found.into_iter().map(Kept::open).collect()
    }

    /// A domain, whichever pool has it.
    pub(crate) async fn domain(
        &self,
        domain: &str,
    ) -> Result<Option<Kept<DomainDescriptionType>>, Error> {
        self.store.domain(domain).await?.map(Kept::open).transpose()
    }
}
