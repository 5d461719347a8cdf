//! Reads the macro calls of generated code: rows of entities, values of enumerations, parameters of calls.

use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, LitStr, Token, Type, braced, parenthesized};

use super::attributes::first_code;
use super::{at, text};

/// The rows of `entity!`: the fields of an entity with their keys.
pub(super) struct EntityRows {
    entity: String,
    rows: Vec<(String, String)>,
}

impl EntityRows {
    /// The paths of the fields with their keys.
    pub(super) fn keys(self, module: &str) -> Vec<(String, String)> {
        let entity = at(module, &self.entity);
        self.rows.into_iter().map(|(field, key)| (at(&entity, &field), key)).collect()
    }
}

impl Parse for EntityRows {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let entity = input.call(Ident::parse_any)?.to_string();
        input.parse::<Token![,]>()?;
        input.parse::<LitStr>()?;
        let content;
        braced!(content in input);
        let mut rows = Vec::new();
        while !content.is_empty() {
            let field = content.call(Ident::parse_any)?.to_string();
            content.parse::<Token![,]>()?;
            content.call(Ident::parse_any)?;
            let argument;
            parenthesized!(argument in content);
            argument.parse::<Type>()?;
            content.parse::<Token![=]>()?;
            rows.push((field, content.parse::<LitStr>()?.value()));
            content.parse::<Token![;]>()?;
        }
        // The id by which others refer to the entity is one of the rows.
        input.parse::<proc_macro2::TokenStream>()?;
        Ok(Self { entity, rows })
    }
}

/// `open_enum!`: an enumeration and its values.
pub(super) struct OpenEnum {
    pub(super) name: String,
    /// Constants and their values.
    pub(super) words: Vec<(String, String)>,
}

impl Parse for OpenEnum {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        input.call(Attribute::parse_outer)?;
        input.parse::<Token![pub]>()?;
        input.parse::<Token![struct]>()?;
        let name = input.call(Ident::parse_any)?.to_string();
        let content;
        braced!(content in input);
        let mut words = Vec::new();
        while !content.is_empty() {
            content.call(Attribute::parse_outer)?;
            let constant = content.call(Ident::parse_any)?.to_string();
            content.parse::<Token![=]>()?;
            words.push((constant, content.parse::<LitStr>()?.value()));
            content.parse::<Option<Token![,]>>()?;
        }
        Ok(Self { name, words })
    }
}

/// `call_builder!`: a call with its optional parameters.
pub(super) struct CallBuilder {
    pub(super) name: String,
    /// The uid of the operation.
    pub(super) uid: String,
    /// The type of the response.
    pub(super) output: String,
    /// Its other methods: `select` and `rows`.
    pub(super) more: Vec<String>,
    /// The optional parameters: method, type, and name in the docs.
    pub(super) options: Vec<(String, String, String)>,
}

impl Parse for CallBuilder {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let uid = first_code(&input.call(Attribute::parse_outer)?);
        input.parse::<Token![pub]>()?;
        input.parse::<Token![struct]>()?;
        let name = input.call(Ident::parse_any)?.to_string();
        input.parse::<Token![->]>()?;
        let output = text(&input.parse::<Type>()?);
        let mut more = Vec::new();
        while input.parse::<Option<Token![,]>>()?.is_some() {
            more.push(input.call(Ident::parse_any)?.to_string());
        }
        let content;
        braced!(content in input);
        let mut options = Vec::new();
        while !content.is_empty() {
            content.call(Attribute::parse_outer)?;
            let option = content.call(Ident::parse_any)?.to_string();
            content.parse::<Token![:]>()?;
            let ty = text(&content.parse::<Type>()?);
            content.parse::<Token![=]>()?;
            options.push((option, ty, content.parse::<LitStr>()?.value()));
            if content.parse::<Option<Token![as]>>()?.is_some() {
                content.parse::<Type>()?;
            }
            content.parse::<Option<Token![,]>>()?;
        }
        Ok(Self { name, uid, output, more, options })
    }
}
