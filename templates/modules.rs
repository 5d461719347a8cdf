{# A `mod.rs`. `modules` are files, `names` what they hold and the crate shows flat. #}
{% for line in docs %}
//! {{ line }}
{% endfor %}

{% for module in modules %}
{{ module.gate }}
{{ module.visibility }} mod {{ module.ident }};
{% endfor %}

{% for name in names %}
{{ name.gate }}
{{ name.attributes }}
pub use {{ name.module }}::{{ name.ident }};
{% endfor %}

{% for alias in aliases %}
{{ alias }}
{% endfor %}
