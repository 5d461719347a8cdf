{# `group` is a plan::GroupPlan, its `use` lines are above it. Output: generated/src/client/*.rs #}
{% for line in group.docs %}
/// {{ line }}
{% endfor %}
#[derive(Debug, Clone, Copy)]
pub struct {{ group.client }}<'a> {
    http: &'a Http,
}

impl<'a> {{ group.client }}<'a> {
    /// The operations over one connection.
    #[must_use]
    pub fn new(http: &'a Http) -> Self {
        Self { http }
    }

    {% for operation in group.operations %}
    {% include "client_method.rs" %}
    {% endfor %}
}

{% for call in group.calls %}
superoffice_runtime::call_builder! {
    {% for line in call.docs %}
    /// {{ line }}
    {% endfor %}
    pub struct {{ call.ident }} -> {{ call.output }}{{ call.select }} {
        {% for option in call.options %}
        {% for line in option.docs %}
        /// {{ line }}
        {% endfor %}
        {{ option.ident }}: {{ option.ty }} = {{ option.name }},
        {% endfor %}
    }
}
{% endfor %}
