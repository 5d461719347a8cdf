{# `service` is the plan::ServicePlan of `group`. Output: generated/src/server/*.rs. The macros in runtime/src/server/macros.rs generate the routes. #}
{% for line in group.docs %}
/// {{ line|checked }}
{% endfor %}
///
/// A method without an implementation responds with status 501 and the uid of its operation.
#[allow(unused_variables, clippy::type_complexity, reason = "signatures follow the API, and default methods use no arguments")]
pub trait {{ service.ident|checked }}: Send + Sync + 'static {
    /// The error type of all methods. A method that fails responds with it.
    type Error: server::axum::response::IntoResponse + Send;

    {% for method in service.methods %}
    {% for line in method.docs %}
    /// {{ line|checked }}
    {% endfor %}
    fn {{ method.ident|checked }}(&self, context: server::Context, {% for input in method.inputs %}{{ input.ident|checked }}: {{ input.ty|checked }}, {% endfor %}) -> impl Future<Output = server::Replied<{{ method.output|checked }}, Self::Error>> + Send {
        server::not_implemented()
    }
    {% endfor %}
}

superoffice_runtime::service! {
    {{ service.ident|checked }};
    {% for method in service.methods %}
    {{ method.ident|checked }} = {{ method.constant|checked }}({% for input in method.inputs %}{% if !loop.first %}, {% endif %}{{ input.function|checked }}{% if let Some(name) = input.name %}({{ name|checked }}){% endif %}{% endfor %});
    {% endfor %}
}

{% for method in service.methods %}
{% if let Some(options) = method.options %}
superoffice_runtime::server_options! {
    {% for line in options.docs %}
    /// {{ line|checked }}
    {% endfor %}
    pub struct {{ options.ident|checked }} {
        {% for field in options.fields %}
        {% for line in field.docs %}
        /// {{ line|checked }}
        {% endfor %}
        {{ field.ident|checked }}: {{ field.ty|checked }} = {{ field.name|checked }},
        {% endfor %}
    }
}
{% endif %}
{% endfor %}
