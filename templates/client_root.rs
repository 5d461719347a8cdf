{# `groups` are plan::GroupPlans. Output: generated/src/client/mod.rs #}
//! One method a resource or agent, each behind its cargo feature.

use superoffice_runtime::Http;

{% for group in groups %}
{{ group.gate }}
pub mod {{ group.module }};
{% endfor %}

{% for group in groups %}
{% for module in group.modules_were %}
{{ module }}
{% endfor %}
{% endfor %}

/// The whole API over one connection; cheap to clone.
#[derive(Debug, Clone)]
pub struct Client {
    http: Http,
}

impl Client {
    /// A client over a connection.
    #[must_use]
    pub fn new(http: Http) -> Self {
        Self { http }
    }

    /// The connection.
    #[must_use]
    pub fn http(&self) -> &Http {
        &self.http
    }

    {% for group in groups %}
    {% for line in group.docs %}
    /// {{ line }}
    {% endfor %}
    {{ group.gate }}
    #[must_use]
    pub fn {{ group.module }}(&self) -> {{ group.module }}::{{ group.client }}<'_> {
        {{ group.module }}::{{ group.client }}::new(&self.http)
    }
    {% for method in group.methods_were %}
    {{ method }}
    {% endfor %}
    {% endfor %}
}

impl From<Http> for Client {
    fn from(http: Http) -> Self {
        Self::new(http)
    }
}
