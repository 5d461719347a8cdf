{# `operation` is a plan::OperationPlan #}
    {% for line in operation.docs %}
    /// {{ line }}
    {% endfor %}
    {{ operation.attributes }}
    pub fn {{ operation.method }}(&self, {% for argument in operation.arguments %}{{ argument.ident }}: {{ argument.ty }}, {% endfor %}) -> {{ operation.returns }} {
        {{ operation.body }}
    }
