//! Compares two models of the same API, fact by fact: where they agree, where one knows more, and where they
//! contradict.
//!
//! In: two models, the first usually of fewer pages or fewer passes. Out: a [`Comparison`]. A fact is the type of a
//! body or of a parameter, identified by its uid, or the type of a property, identified by its entity. Two entities are
//! the same if they have a name of the docs in common, or are at the same place. Entities that the docs do not name are
//! compared by their content.

use std::collections::{BTreeMap, BTreeSet};

use superoffice_codegen::check::Checked;
use superoffice_codegen::model::{Api, EntityId, EnumId, Evidence, Known, Origin, Type};
use superoffice_codegen::source::Sources;

/// The result of a comparison.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    /// Facts that both models have.
    pub(crate) facts: usize,
    /// Facts that are decided alike.
    pub(crate) equal: usize,
    /// Facts that the first model leaves open, at some depth.
    pub(crate) first_open: usize,
    /// Facts that the second model leaves open, at some depth.
    pub(crate) second_open: usize,
    /// Facts that are a string in one model and an enumeration in the other.
    pub(crate) words: usize,
    /// Facts that cannot both be right.
    pub(crate) contradictions: Vec<Contradiction>,
    /// Properties of the first model that the second does not have.
    pub(crate) gone: Vec<String>,
}

/// A fact that is decided in two ways.
#[derive(Debug)]
pub(crate) struct Contradiction {
    /// `uid response`, `uid ?name`, `Entity.Property`.
    pub(crate) fact: String,
    /// The type, the rule and the pages in the first model.
    pub(crate) first: String,
    /// The same in the second model.
    pub(crate) second: String,
}

impl Comparison {
    /// The number of facts that are not equal.
    pub(crate) fn different(&self) -> usize {
        self.facts - self.equal
    }
}

/// The relation of two types. For a nested type, that of its worst part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Relation {
    Equal,
    Words,
    FirstOpen,
    SecondOpen,
    Contradiction,
}

/// Compares everything that both models decide.
pub(crate) fn compare(first: (&Checked, &Sources), second: (&Checked, &Sources)) -> Comparison {
    let mut comparison = Compare {
        first: Side::new(first.0, first.1),
        second: Side::new(second.0, second.1),
        pairs: BTreeSet::new(),
        open: Vec::new(),
        found: Comparison::default(),
    };
    comparison.all();
    comparison.found
}

struct Side<'a> {
    api: &'a Api,
    sources: &'a Sources,
    /// The names of each entity in the docs.
    names: BTreeMap<EntityId, BTreeSet<&'a str>>,
}

impl<'a> Side<'a> {
    fn new(api: &'a Api, sources: &'a Sources) -> Self {
        let mut names: BTreeMap<EntityId, BTreeSet<&str>> = BTreeMap::new();
        for (name, id) in &api.described {
            names.entry(*id).or_default().insert(name);
        }
        Self { api, sources, names }
    }

    /// The names of an entity in the docs. Empty if they do not name it.
    fn names(&self, id: EntityId) -> BTreeSet<&'a str> {
        let mut names = self.names.get(&id).cloned().unwrap_or_default();
        let entity = &self.api.entities[id];
        names.extend((entity.origin == Origin::Docs).then_some(entity.name.as_str()));
        names
    }

    fn word(&self, ty: &Type) -> String {
        match ty {
            Type::Array(element) => format!("[{}]", self.word(element)),
            Type::Map(value) => format!("{{{}}}", self.word(value)),
            Type::Entity(id) => self.api.entities[*id].name.clone(),
            Type::Enum(id) => format!("{:?}", self.api.enums[*id].words),
            other => format!("{other:?}"),
        }
    }

    /// The type, the rule, and the pages for and against it.
    fn described(&self, known: &Known<Type>) -> String {
        let place = |evidence: &Evidence| {
            let file = self.sources.file(evidence.span.file);
            format!("{}:{} ({})", file.path, file.line_column(evidence.span.start as usize), evidence.says)
        };
        let list = |of: &[Evidence]| of.iter().map(place).collect::<Vec<_>>().join("; ");
        format!(
            "{} by {}, {}; for it: {}; against: {}",
            self.word(&known.value),
            known.rule,
            known.class.as_str(),
            list(&known.because),
            list(&known.against)
        )
    }
}

struct Compare<'a> {
    first: Side<'a>,
    second: Side<'a>,
    /// Entities that are the same, as far as is known.
    pairs: BTreeSet<(EntityId, EntityId)>,
    /// Pairs whose properties are not compared yet.
    open: Vec<(EntityId, EntityId)>,
    found: Comparison,
}

impl<'a> Compare<'a> {
    fn all(&mut self) {
        let (one, two): (&'a Api, &'a Api) = (self.first.api, self.second.api);
        for (name, id) in &one.described {
            if let Some(other) = two.described.get(name) {
                self.pair(*id, *other);
            }
        }
        for operation in &one.operations {
            let Some(other) = two.operation(&operation.uid.value) else { continue };
            let uid = &operation.uid.value;
            let bodies =
                [(&operation.request, &other.request, "request"), (&operation.response, &other.response, "response")];
            for (a, b, side) in bodies {
                if let (Some(a), Some(b)) = (a, b) {
                    self.fact(&format!("{uid} {side}"), &a.ty, &b.ty);
                }
            }
            for a in &operation.parameters {
                let same =
                    |b: &&superoffice_codegen::model::Parameter| b.place == a.place && b.name.value == a.name.value;
                if let Some(b) = other.parameters.iter().find(same) {
                    self.fact(&format!("{uid} ?{}", a.name.value), &a.ty, &b.ty);
                }
            }
        }
        while let Some((a, b)) = self.open.pop() {
            let (a, b) = (&one.entities[a], &two.entities[b]);
            for property in &a.properties {
                match b.property(&property.name) {
                    Some(other) => self.fact(&format!("{}.{}", b.name, property.name), &property.ty, &other.ty),
                    None => self.found.gone.push(format!("{}.{} of {}", a.name, property.name, b.name)),
                }
            }
        }
    }

    fn pair(&mut self, a: EntityId, b: EntityId) {
        if self.pairs.insert((a, b)) {
            self.open.push((a, b));
        }
    }

    fn fact(&mut self, fact: &str, a: &Known<Type>, b: &Known<Type>) {
        self.found.facts += 1;
        match self.relate(&a.value, &b.value) {
            Relation::Equal => self.found.equal += 1,
            Relation::Words => self.found.words += 1,
            Relation::FirstOpen => self.found.first_open += 1,
            Relation::SecondOpen => self.found.second_open += 1,
            Relation::Contradiction => {
                let (first, second) = (self.first.described(a), self.second.described(b));
                self.found.contradictions.push(Contradiction { fact: fact.to_owned(), first, second });
            }
        }
    }

    fn relate(&mut self, a: &Type, b: &Type) -> Relation {
        match (a, b) {
            (Type::Open(_), Type::Open(_)) => Relation::Equal,
            (Type::Open(_), _) => Relation::FirstOpen,
            (_, Type::Open(_)) => Relation::SecondOpen,
            (Type::Array(a), Type::Array(b)) | (Type::Map(a), Type::Map(b)) => self.relate(a, b),
            (Type::Entity(a), Type::Entity(b)) => self.entities(*a, *b),
            (Type::Enum(a), Type::Enum(b)) => self.enums(*a, *b),
            (Type::Enum(_), Type::String) | (Type::String, Type::Enum(_)) => Relation::Words,
            _ if a == b => Relation::Equal,
            _ => Relation::Contradiction,
        }
    }

    /// Two entities that the docs name are the same if they share a name. Otherwise their contents are compared as
    /// separate facts; if they have nothing in common, the entities are not the same.
    fn entities(&mut self, a: EntityId, b: EntityId) -> Relation {
        if self.pairs.contains(&(a, b)) {
            return Relation::Equal;
        }
        let (of_a, of_b) = (self.first.names(a), self.second.names(b));
        if !of_a.is_empty() && !of_b.is_empty() {
            if of_a.is_disjoint(&of_b) {
                return Relation::Contradiction;
            }
        } else {
            let (one, two) = (&self.first.api.entities[a], &self.second.api.entities[b]);
            // The properties of the one must be among those of the other: fewer pages show fewer of them.
            let within = |x: &superoffice_codegen::model::Entity, y: &superoffice_codegen::model::Entity| {
                x.properties.iter().all(|property| y.property(&property.name).is_some())
            };
            if !within(one, two) && !within(two, one) {
                return Relation::Contradiction;
            }
        }
        self.pair(a, b);
        Relation::Equal
    }

    /// The words of an enumeration are those that were seen, so fewer pages may show fewer of them.
    fn enums(&self, a: EnumId, b: EnumId) -> Relation {
        let words = |api: &'a Api, id: EnumId| -> BTreeSet<&'a str> {
            api.enums[id].words.iter().map(String::as_str).collect()
        };
        let (a, b) = (words(self.first.api, a), words(self.second.api, b));
        if a.is_subset(&b) || b.is_subset(&a) { Relation::Equal } else { Relation::Contradiction }
    }
}
