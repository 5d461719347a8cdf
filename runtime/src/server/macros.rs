//! The macros of generated routes.
//!
//! In: the methods of a trait with their inputs, and the optional parameters of an operation. Out: the table of routes of a resource, and
//! structs. This file must not know any operation.

/// Connects the methods of a trait with their operations.
///
/// A row contains the method, its static in `routes`, and the function of `Input` for each argument.
#[doc(hidden)]
#[macro_export]
macro_rules! service {
    ($service:ident; $($method:ident = $route:ident($($input:ident$(($wire:literal))?),* $(,)?);)*) => {
        /// The operations and the inputs of their methods.
        pub(super) static ENDPOINTS: &[$crate::server::Endpoint] = &[$(
            $crate::server::Endpoint {
                operation: &routes::$route,
                inputs: &[$((stringify!($input), concat!("", $($wire)?))),*],
            },
        )*];

        /// Returns the routes of all operations of the trait, answered by `service`.
        pub fn routes<S: $service>(service: std::sync::Arc<S>) -> $crate::server::Routes {
            $crate::server::Routes::new(ENDPOINTS, Some(std::sync::Arc::new(move |context, input| {
                let service = std::sync::Arc::clone(&service);
                Box::pin(async move {
                    match serve(&*service, context, input) {
                        Ok(response) => response.await,
                        Err(problem) => $crate::server::axum::response::IntoResponse::into_response(problem),
                    }
                })
            })))
        }

        /// Returns the router of all operations of the trait, answered by `service`.
        pub fn router<S: $service>(service: std::sync::Arc<S>) -> $crate::server::axum::Router {
            routes(service).router()
        }

        #[allow(unused_mut, unused_variables, reason = "not every operation has inputs")]
        fn serve<S: $service>(
            service: &S,
            context: $crate::server::Context,
            mut input: $crate::server::Input,
        ) -> Result<$crate::server::Answering<'_>, $crate::server::Problem> {
            let operation = context.operation();
            $(
                if std::ptr::eq(operation, &routes::$route) {
                    let result = service.$method(context, $(input.$input($($wire)?)?),*);
                    return Ok($crate::server::respond(operation, result));
                }
            )*
            Err($crate::server::unknown(operation))
        }
    };
}

/// Defines a struct with the optional parameters of an operation.
///
/// ```
/// superoffice_runtime::server_options! {
///     /// The optional parameters of `GET /api/v1/Contact`.
///     pub struct ContactListOptions {
///         /// The number of rows.
///         top: i32 = "$top",
///     }
/// }
/// ```
#[macro_export]
macro_rules! server_options {
    (
        $(#[$type_meta:meta])*
        pub struct $name:ident {
            $($(#[$meta:meta])* $field:ident: $type:ty = $wire:literal),* $(,)?
        }
    ) => {
        $(#[$type_meta])*
        #[derive(Debug, Clone, Default)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$meta])* pub $field: Option<$type>,)*
        }

        impl $crate::server::Options for $name {
            fn read(input: &$crate::server::Input) -> Result<Self, $crate::server::Problem> {
                Ok(Self { $($field: input.query($wire)?,)* })
            }
        }
    };
}
