{# `entity` is a plan::EntityPlan. Output: generated/src/entities/*.rs and generated/src/requests/*.rs. The macro in runtime/src/entity.rs generates the rest of the type. #}
{% for line in entity.docs %}
/// {{ line|checked }}
{% endfor %}
#[derive(Clone)]
#[non_exhaustive]
pub struct {{ entity.ident|checked }} {
    {% for field in entity.fields %}
    {% for line in field.docs %}
    /// {{ line|checked }}
    {% endfor %}
    pub {{ field.ident|checked }}: {{ field.ty|checked }},
    {% endfor %}
    /// Undocumented properties, and which properties were present in the response.
    pub extra: Extra,
}

superoffice_runtime::entity! {
    {{ entity.ident|checked }}, {{ entity.name|checked }} {
        {% for field in entity.fields %}
        {{ field.ident|checked }}, {{ field.setter|checked }}({{ field.argument|checked }}) = {{ field.key|checked }};
        {% endfor %}
    }
    {% if let Some(id) = entity.id_field %}
    id({{ id.ident|checked }}: {{ id.argument|checked }})
    {% endif %}
}

{% for old in entity.was %}
/// Renamed to `{{ entity.ident|checked }}`.
#[deprecated(note = "renamed to `{{ entity.ident|checked }}`")]
pub type {{ old|checked }} = {{ entity.ident|checked }};
{% endfor %}
