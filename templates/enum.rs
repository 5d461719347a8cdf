{# `word_type` is a plan::EnumPlan. Output: generated/src/enums.rs #}
{{ gate }}
superoffice_runtime::open_enum! {
    {% for line in word_type.docs %}
    /// {{ line }}
    {% endfor %}
    pub struct {{ word_type.ident }} {
        {% for word in word_type.words %}
        /// `{{ word.doc }}`
        {{ word.ident }} = {{ word.text }},
        {% endfor %}
    }
}
