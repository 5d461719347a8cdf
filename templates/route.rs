{# `route` is a plan::RoutePlan. Output: generated/src/routes/*.rs #}
{% for line in route.docs %}
/// {{ line|checked }}
{% endfor %}
pub static {{ route.constant|checked }}: Operation = Operation {
    parameters: &[{% for parameter in route.parameters %}Parameter::new({{ parameter.name|checked }}, Place::{{ parameter.place|checked }}, {{ parameter.required|checked }}), {% endfor %}],
    statuses: &[{% for status in route.statuses %}{{ status|checked }}, {% endfor %}],
    {% if !route.accepts.is_empty() %}
    accepts: &[{% for media in route.accepts %}{{ media|checked }}, {% endfor %}],
    {% endif %}
    {% if !route.produces.is_empty() %}
    produces: &[{% for media in route.produces %}{{ media|checked }}, {% endfor %}],
    {% endif %}
    {% if let Some(milliseconds) = route.slow_ms %}
    slow_ms: Some({{ milliseconds|checked }}),
    {% endif %}
    {% if let Some(text) = route.restricted %}
    restricted: Some({{ text|checked }}),
    {% endif %}
    ..Operation::new({{ route.uid|checked }}, Method::{{ route.verb|checked }}, {{ route.path|checked }})
};
{% for old in route.was %}
/// Renamed to `{{ route.constant|checked }}`.
#[deprecated(note = "renamed to `{{ route.constant|checked }}`")]
pub static {{ old|checked }}: Operation = {{ route.constant|checked }};
{% endfor %}
