//! Whether the Secret Service can be used without a window: asked over D-Bus before anything that would unlock it.
//!
//! Reading and writing the secrets themselves is done by the keyring crate.

use std::collections::HashMap;

use zbus::blocking::fdo::DBusProxy;
use zbus::blocking::{Connection, Proxy};
use zbus::names::WellKnownName;
use zbus::zvariant::OwnedObjectPath;

use super::Error;
use super::keyring::unavailable;
use crate::domain::reference::StoreKind;

const NAME: &str = "org.freedesktop.secrets";
const PATH: &str = "/org/freedesktop/secrets";

/// The path that stands for none.
const NONE: &str = "/";

/// # Errors
/// [`Error::Unavailable`] where there is no service or it has no default keyring, [`Error::Locked`] where that keyring, or the entry
/// of this name elsewhere, is locked: the keyring crate would ask for the password in a window.
pub(super) fn ready_without_a_window(service: &str, name: &str) -> Result<(), Error> {
    ready(service, name).unwrap_or_else(|error| Err(unavailable(&format!("Secret Service: {}", brief(&error)))))
}

fn ready(service: &str, name: &str) -> zbus::Result<Result<(), Error>> {
    let bus = match Connection::session() {
        Ok(bus) => bus,
        Err(error) => {
            return Ok(Err(unavailable(&format!("no Secret Service in this session: {}", brief(&error)))));
        }
    };
    let wanted = WellKnownName::from_static_str_unchecked(NAME);
    let names = DBusProxy::new(&bus)?;
    if !names.name_has_owner(wanted.clone().into())? {
        if !names.list_activatable_names()?.iter().any(|known| known.as_str() == NAME) {
            return Ok(Err(unavailable("no Secret Service in this session: none on D-Bus")));
        }
        names.start_service_by_name(wanted, 0)?;
    }
    let secrets = Proxy::new(&bus, NAME, PATH, "org.freedesktop.Secret.Service")?;
    let default: OwnedObjectPath = secrets.call("ReadAlias", &("default",))?;
    if default.as_str() == NONE {
        return Ok(Err(unavailable("the Secret Service has no default keyring")));
    }
    let collection = Proxy::new(&bus, NAME, default, "org.freedesktop.Secret.Collection")?;
    let attributes = HashMap::from([("service", service), ("username", name)]);
    let (_, locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) = secrets.call("SearchItems", &(attributes,))?;
    if collection.get_property::<bool>("Locked")? || !locked.is_empty() {
        return Ok(Err(Error::Locked(StoreKind::Keyring)));
    }
    Ok(Ok(()))
}

/// The first line of an error: some carry whole messages of the bus.
fn brief(error: &zbus::Error) -> String {
    error.to_string().lines().next().unwrap_or_default().to_owned()
}
