{# `groups` are plan::GroupPlans. Output: generated/src/server/mod.rs #}
/// The routes of the whole API: all operations of the resources and agents whose features are enabled.
///
/// An operation that no service implements answers with status 501 and its uid.
#[derive(Clone)]
#[must_use]
pub struct Api {
    routes: Routes,
}

impl Api {
    /// Creates routes that serve no resource yet.
    pub fn new() -> Self {
        let mut endpoints = Vec::new();
        {% for group in groups %}
        {% if let Some(gate) = group.gate %}
        #[{{ gate|checked }}]
        {% endif %}
        endpoints.extend_from_slice({{ group.module|checked }}::ENDPOINTS);
        {% endfor %}
        Self { routes: Routes::new(&endpoints, None) }
    }

    /// Lists the operations of the enabled features.
    pub fn operations(&self) -> impl Iterator<Item = &'static superoffice_runtime::Operation> {
        self.routes.operations()
    }

    /// Sets the maximum length of a JSON body, in bytes. See [`Routes::body_limit`].
    pub fn body_limit(self, bytes: usize) -> Self {
        Self { routes: self.routes.body_limit(bytes) }
    }

    /// Creates the router. See [`Routes::router`].
    pub fn router(self) -> superoffice_runtime::server::axum::Router {
        self.routes.router()
    }

    {% for group in groups %}
    {% for line in group.docs %}
    /// {{ line|checked }}
    {% endfor %}
    {% if let Some(gate) = group.gate %}
    #[{{ gate|checked }}]
    {% endif %}
    pub fn {{ group.module|checked }}<S: {{ group.module|checked }}::{{ group.service.ident|checked }}>(self, service: Arc<S>) -> Self {
        Self { routes: self.routes.merge({{ group.module|checked }}::routes(service)) }
    }
    {% for old in group.modules_were %}
    {% if let Some(gate) = group.gate %}
    #[{{ gate|checked }}]
    {% endif %}
    /// Renamed to `{{ group.module|checked }}`.
    #[deprecated(note = "renamed to `{{ group.module|checked }}`")]
    pub fn {{ old|checked }}<S: {{ group.module|checked }}::{{ group.service.ident|checked }}>(self, service: Arc<S>) -> Self {
        self.{{ group.module|checked }}(service)
    }
    {% endfor %}
    {% endfor %}
}

impl Default for Api {
    fn default() -> Self {
        Self::new()
    }
}
