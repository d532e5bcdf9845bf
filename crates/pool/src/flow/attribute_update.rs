//! A change of a user's attributes, with the codes that new addresses get.

use poolgate_pool_api::types::CodeDeliveryDetailsType;

use crate::ctx::{Ctx, Engine, Retry};
use crate::error::{Error, refuse};
use crate::flow::attributes::{self, Written};
use crate::flow::{aliases, codes, users};
use crate::model::{CodeRef, Destination, Pool, Purpose, User};
use crate::store::{Change, CommitError, Conflict};
use crate::trigger::custom_message::{self, MessageSource, Recipient};

/// Writes the attributes; where codes went. A taken alias is refused.
pub(crate) async fn commit(
    ctx: &Ctx,
    pool: &Pool,
    client_id: &str,
    user: User,
    written: &Written,
) -> Result<Vec<CodeDeliveryDetailsType>, Retry> {
    attributes::check_update(pool, &user, written)?;
    let mut update = Update {
        engine: ctx,
        pool,
        user: users::touched(user, ctx.clock.now()),
        changes: Vec::new(),
        deliveries: Vec::new(),
    };
    update.apply(written);
    let Update {
        user,
        mut changes,
        deliveries,
        ..
    } = update;
    let recipient = Recipient::new(pool, client_id, &user);
    let source = MessageSource::UpdateUserAttribute;
    custom_message::write(ctx, &recipient, source, &mut changes).await?;
    changes.push(Change::UpdateUser {
        aliases: Some(user.aliases(pool)),
        user: user.clone(),
    });
    match ctx.commit(changes).await {
        Err(CommitError::Conflict(Conflict::Alias)) => {
            refuse(Error::AliasExists(aliases::taken(ctx, pool, &user).await?))
        }
        result => {
            result?;
            Ok(deliveries)
        }
    }
}

struct Update<'a> {
    engine: &'a Engine,
    pool: &'a Pool,
    user: User,
    changes: Vec<Change>,
    deliveries: Vec<CodeDeliveryDetailsType>,
}

impl Update<'_> {
    fn apply(&mut self, written: &Written) {
        let addresses = [
            ("email", Purpose::VerifyEmail),
            ("phone_number", Purpose::VerifyPhoneNumber),
        ];
        for name in &written.removed {
            self.user.attributes.remove(name);
        }
        for (name, value) in &written.set {
            let address = name.strip_suffix("_verified").unwrap_or(name);
            let with_address = addresses.iter().any(|(name, _)| *name == address);
            if !with_address || !written.set.contains_key(address) {
                self.user.attributes.insert(name.clone(), value.clone());
            }
        }
        for (name, purpose) in addresses {
            if written.removed.contains(name) {
                self.user.attributes.remove(&flag(name));
                self.void(purpose);
            } else if let Some(value) = written.set.get(name) {
                let verified = written.set.get(&flag(name)).map(String::as_str);
                self.address(name, purpose, value, verified);
            }
            // An address that comes later is not vouched for by what was said before.
            if self.user.attribute(name).is_none() {
                self.user.attributes.remove(&flag(name));
            }
        }
    }

    /// An address is written; `verified` is what an administrator says of it.
    fn address(
        &mut self,
        name: &'static str,
        purpose: Purpose,
        value: &str,
        verified: Option<&str>,
    ) {
        let rules = &self.pool.rules;
        let (verifies, first) = match purpose {
            Purpose::VerifyEmail => (rules.verifies_email, rules.email_verified_first),
            _ => (
                rules.verifies_phone_number,
                rules.phone_number_verified_first,
            ),
        };
        let destination = Destination {
            attribute: name,
            address: value.to_owned(),
        };
        if verified == Some("true") {
            self.set(name, value, true);
            self.void(purpose);
        } else if self.user.attribute(name) == Some(value) {
            // The value does not change, but another one that waited for its code no longer does.
            if self.user.is_verified(name) {
                self.void(purpose);
            }
            if verified.is_some() {
                self.set(name, value, false);
            }
        } else if first {
            let (engine, pool) = (self.engine, self.pool);
            let code = codes::send_to_replace(engine, pool, &self.user, purpose, &destination);
            self.changes.extend(code);
            self.deliveries.push(destination.details());
        } else {
            self.set(name, value, false);
            if verifies {
                let code = codes::send(self.engine, self.pool, &self.user, purpose, &destination);
                self.changes.extend(code);
                self.deliveries.push(destination.details());
            } else {
                self.void(purpose);
            }
        }
    }

    fn set(&mut self, name: &str, value: &str, verified: bool) {
        let attributes = &mut self.user.attributes;
        attributes.insert(name.to_owned(), value.to_owned());
        attributes.insert(flag(name), verified.to_string());
    }

    fn void(&mut self, purpose: Purpose) {
        self.changes.push(Change::VoidCode(CodeRef {
            pool_id: self.pool.id.clone(),
            sub: self.user.sub.clone(),
            purpose,
        }));
    }
}

fn flag(attribute: &str) -> String {
    format!("{attribute}_verified")
}
