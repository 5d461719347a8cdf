{# `set` is a plan::ColumnSetPlan. Output: generated/src/columns/*.rs. The macro in runtime/src/columns/macros.rs generates the type. #}
{% if let Some(gate) = gate %}
#[{{ gate|checked }}]
{% endif %}
superoffice_runtime::column_set! {
    {% for line in set.docs %}
    /// {{ line|checked }}
    {% endfor %}
    pub struct {{ set.ident|checked }};
    {% if !set.sortable.is_empty() %}
    sortable {
        {% for column in set.sortable %}
        {{ column.ident|checked }}: {{ column.kind|checked }} = {{ column.name|checked }},
        {% endfor %}
    }
    {% endif %}
    {% if !set.unsortable.is_empty() %}
    unsortable {
        {% for column in set.unsortable %}
        {{ column.ident|checked }}: {{ column.kind|checked }} = {{ column.name|checked }},
        {% endfor %}
    }
    {% endif %}
    {% if !set.joins.is_empty() %}
    joins {
        {% for join in set.joins %}
        {{ join.ident|checked }}: {{ join.set|checked }} = {{ join.name|checked }},
        {% endfor %}
    }
    {% endif %}
}
