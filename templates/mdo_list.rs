{# `list` is a plan::MdoListPlan. Output: generated/src/mdo.rs #}
/// {{ list.docs|checked }}
pub const {{ list.ident|checked }}: &str = {{ list.name|checked }};
