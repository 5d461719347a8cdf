{# `client` is a plan::ClientPlan. Output: generated/src/client/*.rs #}
{% for line in client.docs %}
/// {{ line|checked }}
{% endfor %}
///
/// Cheap to clone. It can be kept in a struct and moved into a task.
#[derive(Debug, Clone)]
pub struct {{ client.ident|checked }} {
    http: Http,
}

impl {{ client.ident|checked }} {
    /// Creates a client that sends its requests through `http`.
    #[must_use]
    pub fn new(http: Http) -> Self {
        Self { http }
    }

    {% for method in client.methods %}
    {% include "client_method.rs" %}
    {% endfor %}
}

{% for method in client.methods %}
{% if let Some(call) = method.call %}
superoffice_runtime::call_builder! {
    {% for line in call.docs %}
    /// {{ line|checked }}
    {% endfor %}
    pub struct {{ call.ident|checked }} -> {{ method.output|checked }}{% if method.selectable %}, select{% endif %}{% if method.rows %}, rows{% endif %} {
        {% for option in call.options %}
        {% for line in option.docs %}
        /// {{ line|checked }}
        {% endfor %}
        {{ option.ident|checked }}: {{ option.ty|checked }} = {{ option.name|checked }}{% if let Some(into) = option.into %} as {{ into|checked }}{% endif %},
        {% endfor %}
    }
}
{% endif %}
{% endfor %}

{% for old in client.was %}
/// Renamed to `{{ client.ident|checked }}`.
#[deprecated(note = "renamed to `{{ client.ident|checked }}`")]
pub type {{ old|checked }} = {{ client.ident|checked }};
{% endfor %}

{% for method in client.methods %}
{% if let Some(call) = method.call %}
{% for old in call.was %}
/// Renamed to `{{ call.ident|checked }}`.
#[deprecated(note = "renamed to `{{ call.ident|checked }}`")]
pub type {{ old|checked }} = {{ call.ident|checked }};
{% endfor %}
{% endif %}
{% endfor %}
