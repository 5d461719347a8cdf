//! Reads the attributes of generated items: documentation, deprecation and features.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, Expr, Lit, Meta};

use crate::change::item::Gate;

/// The lines of the documentation.
pub(super) fn lines(attributes: &[Attribute]) -> impl Iterator<Item = String> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).filter_map(|attribute| {
        match &attribute.meta {
            Meta::NameValue(pair) => match &pair.value {
                Expr::Lit(literal) => match &literal.lit {
                    Lit::Str(text) => Some(text.value().trim().to_owned()),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        }
    })
}

/// Returns the page and the request line of a method, which its documentation shows.
pub(super) fn docs(attributes: &[Attribute]) -> (String, String) {
    let (mut page, mut route) = (String::new(), String::new());
    for line in lines(attributes) {
        if let Some(url) = line.strip_prefix("[Reference](").and_then(|rest| rest.strip_suffix(".html)")) {
            page = url.split_once("/restful/").map_or(url, |(_, page)| page).to_owned();
        } else if let Some(code) = line.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'))
            && code.contains(" /")
        {
            route = code.to_owned();
        }
    }
    (page, route)
}

/// The first name in backticks in the documentation.
pub(super) fn first_code(attributes: &[Attribute]) -> String {
    lines(attributes).find_map(|line| line.split('`').nth(1).map(str::to_owned)).unwrap_or_default()
}

/// The new name of a deprecated item.
pub(super) fn renamed_to(attributes: &[Attribute]) -> Option<String> {
    let deprecated = attributes.iter().find(|attribute| attribute.path().is_ident("deprecated"))?;
    let Meta::List(list) = &deprecated.meta else { return None };
    let mut strings = Vec::new();
    literals(list.tokens.clone(), &mut strings);
    strings.first()?.split('`').nth(1).map(str::to_owned)
}

/// The features that enable an item.
pub(super) fn features(attributes: &[Attribute]) -> Gate {
    let cfg = attributes.iter().find(|attribute| attribute.path().is_ident("cfg"))?;
    let Meta::List(list) = &cfg.meta else { return None };
    let mut strings = Vec::new();
    literals(list.tokens.clone(), &mut strings);
    Some(strings.into_iter().collect::<BTreeSet<_>>())
}

/// Collects the string literals in some tokens.
fn literals(tokens: TokenStream, found: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => literals(group.stream(), found),
            TokenTree::Literal(literal) => {
                if let Lit::Str(text) = Lit::new(literal) {
                    found.push(text.value());
                }
            }
            _ => {}
        }
    }
}
