{# `entity` is a plan::EntityPlan. Output: generated/src/entities/*.rs and generated/src/requests/*.rs #}
{% for line in entity.docs %}
/// {{ line|checked }}
{% endfor %}
#[derive(Clone, Default)]
pub struct {{ entity.ident|checked }} {
    {% for field in entity.fields %}
    {% for line in field.docs %}
    /// {{ line|checked }}
    {% endfor %}
    pub {{ field.ident|checked }}: {{ field.ty|checked }},
    {% endfor %}
    /// What came along that the docs do not list, and which properties came at all.
    pub extra: Extra,
}

impl {{ entity.ident|checked }} {
    /// Nothing is set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    {% for field in entity.fields %}
    /// {{ field.setter_docs|checked }}
    #[must_use]
    pub fn {{ field.setter|checked }}(mut self, value: {{ field.argument|checked }}) -> Self {
        self.{{ field.ident|checked }} = Some({{ field.value|checked }});
        self
    }
    {% endfor %}
}

impl Entity for {{ entity.ident|checked }} {
    fn name(&self) -> &'static str {
        {{ entity.name|checked }}
    }

    fn keys(&self) -> &'static [&'static str] {
        &[{% for field in entity.fields %}{{ field.key|checked }}, {% endfor %}]
    }

    fn get(&self, index: usize) -> Option<&dyn Field> {
        match index {
            {% for field in entity.fields %}
            {{ loop.index0|checked }} => Some(&self.{{ field.ident|checked }}),
            {% endfor %}
            _ => None,
        }
    }

    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Field> {
        match index {
            {% for field in entity.fields %}
            {{ loop.index0|checked }} => Some(&mut self.{{ field.ident|checked }}),
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

superoffice_runtime::entity_impls!({{ entity.ident|checked }});

{% for old in entity.was %}
/// Renamed to `{{ entity.ident|checked }}`.
#[deprecated(note = "renamed to `{{ entity.ident|checked }}`")]
pub type {{ old|checked }} = {{ entity.ident|checked }};
{% endfor %}
