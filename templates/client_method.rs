{# `operation` is a plan::OperationPlan #}
    {% for line in operation.docs %}
    /// {{ line }}
    {% endfor %}
    pub fn {{ operation.method }}(&self, {% for argument in operation.arguments %}{{ argument.ident }}: {{ argument.ty }}, {% endfor %}) -> {% if let Some(call) = operation.call %}{{ call }}{% else %}Call<{{ operation.output }}{{ operation.select }}>{% endif %} {
        {% if let Some(call) = operation.call %}{{ call }}::new({% endif %}self.http.request(&routes::{{ operation.constant }}){% for step in operation.steps %}.{{ step.method }}({% if let Some(name) = step.name %}{{ name }}, &{% endif %}{{ step.value }}){% endfor %}{% if operation.call.is_some() %}){% else %}.call(){% endif %}
    }
    {% for alias in operation.aliases %}
    {{ alias }}
    {% endfor %}
