{# `entity` is a plan::EntityPlan, its `use` lines are above it. Output: generated/src/entities/*.rs #}
{% for line in entity.docs %}
/// {{ line }}
{% endfor %}
#[derive(Clone, Default)]
pub struct {{ entity.ident }} {
    {% for field in entity.fields %}
    {% for line in field.docs %}
    /// {{ line }}
    {% endfor %}
    pub {{ field.ident }}: {{ field.ty }},
    {% endfor %}
    /// What came along that the docs do not list, and which properties came at all.
    pub extra: Extra,
}

impl {{ entity.ident }} {
    /// Nothing is set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    {% for field in entity.fields %}
    /// Sets `{{ field.key_text }}`.
    #[must_use]
    pub fn {{ field.setter }}(mut self, value: {{ field.argument }}) -> Self {
        self.{{ field.ident }} = Some({{ field.value }});
        self
    }
    {% endfor %}
}

impl Entity for {{ entity.ident }} {
    fn name(&self) -> &'static str {
        {{ entity.name }}
    }

    fn keys(&self) -> &'static [&'static str] {
        &[{% for field in entity.fields %}{{ field.key }}, {% endfor %}]
    }

    fn get(&self, index: usize) -> Option<&dyn Field> {
        match index {
            {% for field in entity.fields %}
            {{ field.index }} => Some(&self.{{ field.ident }}),
            {% endfor %}
            _ => None,
        }
    }

    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Field> {
        match index {
            {% for field in entity.fields %}
            {{ field.index }} => Some(&mut self.{{ field.ident }}),
            {% endfor %}
            _ => None,
        }
    }

    fn extra(&self) -> &Extra {
        &self.extra
    }

    fn extra_mut(&mut self) -> &mut Extra {
        &mut self.extra
    }
}

superoffice_runtime::entity_impls!({{ entity.ident }});
