//! The behaviours of each group with state.
//!
//! In: the groups and the roles of the operations. Out: a row for each group. A test calls the operations of all groups and
//! compares their behaviour with these rows.

use super::{Api, KeyIn, Operation, Role};

/// The behaviours of a group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The path of the resource, or the folder of the calls and the type.
    pub name: String,
    /// The behaviours, in the order of [`Coverage::BEHAVIOURS`].
    pub has: [bool; 7],
    /// The statuses of conditional requests.
    pub conditional: Vec<u16>,
    /// The error statuses that depend on the state, in addition to those of all operations.
    pub errors: Vec<u16>,
}

impl Coverage {
    /// The names of the behaviours.
    pub const BEHAVIOURS: [&str; 7] = ["create", "read", "update", "delete", "list", "patch", "default"];

    fn add(&mut self, operation: &Operation, role: &Role) {
        let [create, read, update, delete, list, patch, default] = &mut self.has;
        match role {
            Role::Read(_) | Role::ReadBy(_) => *read = true,
            Role::Create => *create = true,
            Role::Save(_) | Role::SaveBy(..) => (*create, *update) = (true, true),
            Role::Update => *update = true,
            Role::Patch | Role::PatchBy(_) => *patch = true,
            Role::Delete(_) | Role::DeleteBy(_) => *delete = true,
            Role::Default => *default = true,
            Role::Rows | Role::List => *list = true,
        }
        let on_time = match role {
            Role::Read(KeyIn::Path) => Some(304),
            Role::Update | Role::Patch | Role::Delete(KeyIn::Path) => Some(412),
            _ => None,
        };
        if let Some(status) = on_time.filter(|status| operation.statuses.contains(status)) {
            self.conditional.push(status);
            self.errors.extend((status >= 400).then_some(status));
        }
        match role {
            Role::Update | Role::Delete(KeyIn::Path) => self.errors.push(404),
            Role::Patch => self.errors.extend([404, 409]),
            _ => {}
        }
    }
}

impl Api {
    /// The behaviours of all groups with state, sorted by name.
    #[must_use]
    pub fn coverage(&self) -> Vec<Coverage> {
        let named = |name: &String| Coverage { name: name.clone(), ..Coverage::default() };
        let mut rows: Vec<Coverage> = self.groups.iter().map(|group| named(&group.name)).collect();
        for (operation, role) in self.operations.iter().zip(&self.roles) {
            let Some((group, role)) = role else { continue };
            if let Some(row) = rows.get_mut(*group) {
                row.add(operation, role);
            }
        }
        for row in &mut rows {
            for statuses in [&mut row.conditional, &mut row.errors] {
                statuses.sort_unstable();
                statuses.dedup();
            }
        }
        rows.sort_by(|a, b| a.name.cmp(&b.name));
        rows
    }
}
