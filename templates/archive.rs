{# `archive` is a plan::ArchivePlan. Output: generated/src/columns/*.rs, above its sets of columns #}
superoffice_runtime::archive! {
    {% for line in archive.docs %}
    /// {{ line|checked }}
    {% endfor %}
    pub {{ archive.ident|checked }}: {{ archive.root|checked }} = {{ archive.name|checked }};
}

{% for call in archive.calls %}
{% if let Some(gate) = call.gate %}
#[{{ gate|checked }}]
{% endif %}
superoffice_runtime::archive_call! {
    super::super::client::{{ call.module|checked }}::{{ call.call|checked }}: {{ archive.ident|checked }},
    {% if call.select %}
    select_by = select,
    {% endif %}
    {% if let Some(filter) = call.filter %}
    filter_by = {{ filter|checked }},
    {% endif %}
    {% if let Some(order) = call.order %}
    sort_by = {{ order|checked }},
    {% endif %}
}
{% endfor %}
