//! Translates names in Rust into names in the docs, because users of the crate know only the former.
//!
//! In: the plan of the crate and a name: `Contact.get`, `client.contact().get`, `ContactClient::get`, `ContactEntity`,
//! `ContactEntity.contact_id`. Out: a uid, the name of a type, or `Type.Property`.

use crate::check::Checked;
use crate::plan::Plan;
use crate::plan::entity::EntityPlan;
use crate::plan::group::GroupPlan;
use crate::plan::text::Literal;
use crate::text::alike;

/// Finds the name in the docs.
pub(super) fn in_docs(api: &Checked, plan: &Plan, what: &str) -> Option<String> {
    let parts = parts(what);
    let (member, owner) = (parts.last()?, parts.iter().rev().nth(1));
    // In a path such as `superoffice::entities::ContactEntity`, a module precedes the type.
    let capital = |name: &String| name.starts_with(char::is_uppercase);
    let is_path = what.contains("::") && capital(member);
    let Some(owner) = owner.filter(|owner| !is_path || capital(owner)) else {
        let entity = plan.entities.iter().find(|entity| is(member, entity.ident.as_str()));
        let enumeration = plan.enumerations.iter().find(|known| is(member, known.ident.as_str()));
        let entity = entity.map(|entity| api.entities[entity.id].name.clone());
        return entity.or_else(|| enumeration.map(|known| known.name.clone()));
    };
    let methods = plan.groups.iter().filter(|group| called(group, owner)).flat_map(|group| &group.client.methods);
    let method = methods.into_iter().find(|method| is(member, method.ident.as_str()));
    method.map(|method| method.uid.clone()).or_else(|| {
        let entity: &EntityPlan = plan.entities.iter().find(|entity| is(owner, entity.ident.as_str()))?;
        let field = entity.fields.iter().find(|field| is(member, field.ident.as_str()))?;
        let property = api.entities[entity.id].properties.iter().find(|one| field.key == Literal::of(&one.name))?;
        Some(format!("{}.{}", api.entities[entity.id].name, property.name))
    })
}

/// Methods of the same client with a similar name, as `Contact.get`.
pub(super) fn alike_methods(plan: &Plan, what: &str, found: &mut Vec<(usize, String)>) {
    let parts = parts(what);
    let (Some(member), Some(owner)) = (parts.last(), parts.iter().rev().nth(1)) else { return };
    for group in plan.groups.iter().filter(|group| called(group, owner)) {
        for method in &group.client.methods {
            let far = alike::distance(method.ident.as_str(), member);
            found.extend(far.map(|far| (far, format!("{}.{}", group.name, method.ident))));
        }
    }
}

/// The names of a path in Rust, without the arguments of calls.
pub(super) fn parts(what: &str) -> Vec<String> {
    let mut depth = 0_usize;
    let mut plain = String::new();
    for c in what.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    let parts = plain.replace("::", ".");
    parts
        .split('.')
        .map(|part| part.trim().trim_start_matches("r#").to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

/// Whether a name is an identifier. Keywords may be written without `r#`.
fn is(name: &str, ident: &str) -> bool {
    ident.trim_start_matches("r#").eq_ignore_ascii_case(name)
}

/// Whether a name is that of a resource or agent, in the docs or in Rust.
fn called(group: &GroupPlan, name: &str) -> bool {
    let names = [&group.name, &group.feature, group.module.as_str(), group.client.ident.as_str()];
    names.iter().any(|known| is(name, known))
}
