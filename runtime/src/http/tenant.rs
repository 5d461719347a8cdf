//! The address of a tenant, which can change.
//!
//! In: an address, or a way to find it. Out: the current address, looked up only once for all waiting callers. This
//! file must not know where the address is looked up.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::address::Address;
use super::joint::Work;
use super::renewal::{Failure, Issued, Renewal};

/// The shortest time for which an address is used before it is looked up again, because many calls fail at the same
/// time.
const PAUSE: Duration = Duration::from_secs(10);

/// How long an address is kept if it should be looked up again and cannot be.
const KEPT: Duration = Duration::from_mins(1);

/// The address of a tenant. Clones share it.
#[derive(Clone)]
pub(super) struct Tenant {
    renewal: Arc<Renewal<Address>>,
    /// The address to show until one is found.
    first: Address,
    find: Option<Find>,
}

/// Looks the address up.
pub(super) type Find = Arc<dyn Fn() -> Work<Result<Found, Lost>> + Send + Sync>;

/// An address that was looked up.
pub(super) struct Found {
    pub(super) address: Address,
    pub(super) lifetime: Option<Duration>,
}

/// The reason why there is no address.
#[derive(Debug)]
pub(super) struct Lost {
    pub(super) message: String,
    /// Whether it may be found later.
    pub(super) is_temporary: bool,
}

impl Tenant {
    /// A tenant whose address does not change.
    pub(super) fn fixed(address: Address) -> Self {
        Self { renewal: Renewal::of(address.clone()), first: address, find: None }
    }

    /// A tenant whose address is looked up when it is needed. `first` is shown until then.
    pub(super) fn found(first: Address, find: Find) -> Self {
        Self { renewal: Renewal::new(), first, find: Some(find) }
    }

    /// Returns the address, which differs from `failed` if possible. `now` is the time on the clock of the transport.
    pub(super) async fn get(
        &self,
        failed: Option<&Issued<Address>>,
        now: Duration,
    ) -> Result<Arc<Issued<Address>>, Failure> {
        let current = self.renewal.current();
        if let (None, Some(current)) = (&self.find, &current) {
            return Ok(Arc::clone(current));
        }
        let failed = failed.filter(|failed| failed.at.saturating_add(PAUSE) <= now);
        let over = current.as_deref().filter(|current| current.is_over(now));
        let find = self.find.clone();
        let obtain =
            move |previous: Option<Arc<Issued<Address>>>, finish: super::renewal::Finish<Address>| -> Work<_> {
                Box::pin(async move {
                    let Some(find) = find else { return Err(Lost::of("the connection has no address").into()) };
                    match (find().await, previous) {
                        (Ok(found), _) => {
                            let until = found.lifetime.map(|lifetime| now.saturating_add(lifetime));
                            Ok(finish.until(found.address, now, until))
                        }
                        // The address is probably still right.
                        (Err(lost), Some(previous)) if lost.is_temporary => {
                            Ok(finish.until(previous.value.clone(), now, Some(now.saturating_add(KEPT))))
                        }
                        (Err(lost), _) => Err(lost.into()),
                    }
                })
            };
        self.renewal.get(failed.or(over), obtain).await
    }

    /// The address used last.
    pub(super) fn shown(&self) -> String {
        match self.renewal.current() {
            Some(current) => current.value.as_str().to_owned(),
            None => self.first.as_str().to_owned(),
        }
    }
}

impl Lost {
    /// A reason that does not change by itself.
    pub(super) fn of(message: impl Into<String>) -> Self {
        Self { message: message.into(), is_temporary: false }
    }
}

impl From<Lost> for Failure {
    fn from(lost: Lost) -> Self {
        Self::from(Box::<dyn StdError + Send + Sync>::from(lost))
    }
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Lost {}
