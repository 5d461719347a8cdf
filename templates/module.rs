{# `module` is a plan::Module; if `nested`, its modules follow in the same file. Output: everything in generated/src #}
{% for line in module.docs %}
//! {{ line|checked }}
{% endfor %}

{% for attribute in module.inner_attributes %}
#![{{ attribute|checked }}]
{% endfor %}

{% for path in module.imports %}
use {{ path|checked }};
{% endfor %}

{% if !nested %}
{% for child in module.modules %}
{% for attribute in child.attributes %}
#[{{ attribute|checked }}]
{% endfor %}
{% if child.public %}pub {% endif %}mod {{ child.ident|checked }};
{% endfor %}
{% endif %}

{% for own in module.handwritten %}
pub mod {{ own|checked }};
{% endfor %}

{% for export in module.exports %}
{% for attribute in export.attributes %}
#[{{ attribute|checked }}]
{% endfor %}
pub use {{ export.path|checked }};
{% endfor %}

{% for module in module.renamed %}
{% if let Some(gate) = module.gate %}
#[{{ gate|checked }}]
{% endif %}
/// Renamed to `{{ module.now|checked }}`.
#[deprecated(note = "renamed to `{{ module.now|checked }}`")]
pub mod {{ module.old|checked }} {
    pub use super::{{ module.now|checked }}::*;
}
{% endfor %}
