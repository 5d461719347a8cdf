{# `route` is a plan::OperationPlan. Output: generated/src/routes/*.rs #}
{% for line in route.docs %}
/// {{ line }}
{% endfor %}
pub static {{ route.constant }}: Operation = Operation {
    parameters: &[{% for parameter in route.parameters %}Parameter::new({{ parameter.name }}, Place::{{ parameter.place }}, {{ parameter.required }}), {% endfor %}],
    statuses: &[{% for status in route.statuses %}{{ status }}, {% endfor %}],
    {% for line in route.others %}
    {{ line }}
    {% endfor %}
    ..Operation::new({{ route.uid }}, Method::{{ route.verb }}, {{ route.path }})
};
