{# `method` is a plan::MethodPlan #}
    {% if let Some(spread) = method.spread %}
    {% for line in method.docs %}
    /// {{ line|checked }}
    {% endfor %}
    {% for line in spread.docs %}
    /// {{ line|checked }}
    {% endfor %}
    pub fn {{ method.ident|checked }}(&self, {% for argument in spread.arguments %}{{ argument.ident|checked }}: {{ argument.ty|checked }}, {% endfor %}) -> {% include "client_returns.rs" %} {
        self.{{ spread.with|checked }}({% for value in spread.values %}{{ value|checked }}, {% endfor %})
    }
    /// `{{ method.ident|checked }}` with a request body, in which any property can be absent.
    pub fn {{ spread.with|checked }}(&self, {% for argument in method.arguments %}{{ argument.ident|checked }}: {{ argument.ty|checked }}, {% endfor %}) -> {% include "client_returns.rs" %} {
    {% else %}
    {% for line in method.docs %}
    /// {{ line|checked }}
    {% endfor %}
    pub fn {{ method.ident|checked }}(&self, {% for argument in method.arguments %}{{ argument.ident|checked }}: {{ argument.ty|checked }}, {% endfor %}) -> {% include "client_returns.rs" %} {
    {% endif %}
        {% if let Some(call) = method.call %}{{ call.ident|checked }}::new({% endif %}self.http.request(&routes::{{ method.constant|checked }}){% for step in method.steps %}.{{ step.method|checked }}{% if let Some(ty) = step.ty %}::<{{ ty|checked }}>{% endif %}({% if let Some(name) = step.name %}{{ name|checked }}, {% endif %}{{ step.value|checked }}){% endfor %}{% if method.call.is_some() %}){% else %}.call(){% endif %}
    }
    {% for old in method.was %}
    /// Renamed to `{{ method.ident|checked }}`.
    #[deprecated(note = "renamed to `{{ method.ident|checked }}`")]
    pub fn {{ old|checked }}(&self, {% for argument in method.signature() %}{{ argument.ident|checked }}: {{ argument.ty|checked }}, {% endfor %}) -> {% include "client_returns.rs" %} {
        self.{{ method.ident|checked }}({% for argument in method.signature() %}{{ argument.ident|checked }}, {% endfor %})
    }
    {% endfor %}
