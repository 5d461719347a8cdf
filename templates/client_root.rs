{# `groups` are plan::GroupPlans. Output: generated/src/client/mod.rs #}
/// The client of the whole API. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Client {
    http: Http,
}

impl Client {
    /// Creates a client that sends its requests through `http`.
    #[must_use]
    pub fn new(http: Http) -> Self {
        Self { http }
    }

    /// Starts the configuration of a client for an online tenant, such as `Cust12345`. See [`Http::online`].
    pub fn online(
        environment: superoffice_runtime::Environment,
        tenant: impl Into<String>,
    ) -> superoffice_runtime::HttpBuilder<Self> {
        Http::online(environment, tenant).for_client()
    }

    /// Starts the configuration of a client for an onsite installation, such as `https://crm.example.com/SuperOffice`.
    pub fn onsite(address: impl Into<String>) -> superoffice_runtime::HttpBuilder<Self> {
        Http::onsite(address).for_client()
    }

    /// Returns the connection to the tenant.
    #[must_use]
    pub fn http(&self) -> &Http {
        &self.http
    }

    {% for group in groups %}
    {% for line in group.docs %}
    /// {{ line|checked }}
    {% endfor %}
    {% if let Some(gate) = group.gate %}
    #[{{ gate|checked }}]
    {% endif %}
    #[must_use]
    pub fn {{ group.module|checked }}(&self) -> {{ group.module|checked }}::{{ group.client.ident|checked }} {
        {{ group.module|checked }}::{{ group.client.ident|checked }}::new(self.http.clone())
    }
    {% for old in group.modules_were %}
    {% if let Some(gate) = group.gate %}
    #[{{ gate|checked }}]
    {% endif %}
    /// Renamed to `{{ group.module|checked }}`.
    #[deprecated(note = "renamed to `{{ group.module|checked }}`")]
    #[must_use]
    pub fn {{ old|checked }}(&self) -> {{ group.module|checked }}::{{ group.client.ident|checked }} {
        self.{{ group.module|checked }}()
    }
    {% endfor %}
    {% endfor %}
}

impl From<Http> for Client {
    fn from(http: Http) -> Self {
        Self::new(http)
    }
}
