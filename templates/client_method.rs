{# `method` is a plan::MethodPlan #}
    {% for line in method.docs %}
    /// {{ line|checked }}
    {% endfor %}
    pub fn {{ method.ident|checked }}(&self, {% for argument in method.arguments %}{{ argument.ident|checked }}: {{ argument.ty|checked }}, {% endfor %}) -> {% include "client_returns.rs" %} {
        {% if let Some(call) = method.call %}{{ call.ident|checked }}::new({% endif %}self.http.request(&routes::{{ method.constant|checked }}){% for step in method.steps %}.{{ step.method|checked }}{% if let Some(ty) = step.ty %}::<{{ ty|checked }}>{% endif %}({% if let Some(name) = step.name %}{{ name|checked }}, {% endif %}{{ step.value|checked }}){% endfor %}{% if method.call.is_some() %}){% else %}.call(){% endif %}
    }
    {% for old in method.was %}
    /// Renamed to `{{ method.ident|checked }}`.
    #[deprecated(note = "renamed to `{{ method.ident|checked }}`")]
    pub fn {{ old|checked }}(&self, {% for argument in method.arguments %}{{ argument.ident|checked }}: {{ argument.ty|checked }}, {% endfor %}) -> {% include "client_returns.rs" %} {
        self.{{ method.ident|checked }}({% for argument in method.arguments %}{{ argument.ident|checked }}, {% endfor %})
    }
    {% endfor %}
