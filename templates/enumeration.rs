{# `enumeration` is a plan::EnumerationPlan. Output: generated/src/enums.rs. The macro in runtime/src/values/open_enum.rs generates the type. #}
{% if let Some(gate) = enumeration.gate %}
#[{{ gate|checked }}]
{% endif %}
superoffice_runtime::open_enum! {
    {% for line in enumeration.docs %}
    /// {{ line|checked }}
    {% endfor %}
    pub struct {{ enumeration.ident|checked }} {
        {% for word in enumeration.words %}
        /// {{ word.docs|checked }}
        {{ word.ident|checked }} = {{ word.text|checked }},
        {% endfor %}
    }
}

{% for old in enumeration.was %}
{% if let Some(gate) = enumeration.gate %}
#[{{ gate|checked }}]
{% endif %}
/// Renamed to `{{ enumeration.ident|checked }}`.
#[deprecated(note = "renamed to `{{ enumeration.ident|checked }}`")]
pub type {{ old|checked }} = {{ enumeration.ident|checked }};
{% endfor %}

{% if !enumeration.words_were.is_empty() %}
{% if let Some(gate) = enumeration.gate %}
#[{{ gate|checked }}]
{% endif %}
impl {{ enumeration.ident|checked }} {
    {% for (old, now) in enumeration.words_were %}
    /// Renamed to `{{ now|checked }}`.
    #[deprecated(note = "renamed to `{{ now|checked }}`")]
    pub const {{ old|checked }}: Self = Self::{{ now|checked }};
    {% endfor %}
}
{% endif %}
