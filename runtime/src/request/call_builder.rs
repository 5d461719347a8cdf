//! Calls with optional parameters.
//!
//! In: the optional parameters of an operation, one row each. Out: a type with a setter for each. This file must not know
//! any operation.

/// Defines the call to an operation with optional parameters: a type with a setter for each.
///
/// ```
/// superoffice_runtime::call_builder! {
///     /// A call to `GET /api/v1/Contact`.
///     pub struct ContactListCall -> Vec<String>, select {
///         /// Restricts the rows.
///         filter: impl Into<superoffice_runtime::Filter> = "$filter" as superoffice_runtime::Filter,
///         /// The maximum number of rows.
///         top: i32 = "$top",
///     }
/// }
/// ```
///
/// The value of a parameter is converted to the type after `as`.
///
/// A client method creates one from a [`Draft`](crate::Draft): `ContactListCall::new(self.http.request(&CONTACT_LIST))`.
/// The word `select` adds [`Call::select`](crate::Call::select), and `rows` a method that returns
/// [`Rows`](crate::Rows). The other methods are those of every [`Call`](crate::Call).
#[macro_export]
macro_rules! call_builder {
    (
        $(#[$type_meta:meta])*
        pub struct $name:ident -> $answer:ty $(, $extra:ident)* {
            $($(#[$meta:meta])* $setter:ident: $type:ty = $wire:literal $(as $into:ty)?),* $(,)?
        }
    ) => {
        $(#[$type_meta])*
        #[must_use = "a call is not sent until it is awaited"]
        #[derive(Debug)]
        pub struct $name($crate::Draft);

        impl $name {
            /// Creates the call without optional parameters.
            #[inline]
            pub fn new(draft: $crate::Draft) -> Self {
                Self(draft)
            }

            $(
                $(#[$meta])*
                #[inline]
                pub fn $setter(mut self, value: $type) -> Self {
                    $(let value: $into = value.into();)?
                    self.0.set_query($wire, &value);
                    self
                }
            )*

            $($crate::call_builder!(@$extra);)*

            $crate::inherent_options!();

            /// Returns the call with the optional parameters that are set.
            #[inline]
            pub fn call(self) -> $crate::Call<$answer> {
                self.0.call()
            }

            /// Sends the request. Awaiting the call does the same.
            #[inline]
            pub fn send(self) -> $crate::Pending<$answer> {
                self.call().send()
            }

            /// Sends the request and returns the value with the status code and the headers. See `Call::send_with_response`.
            ///
            /// # Errors
            /// As for every call.
            pub async fn send_with_response(self) -> $crate::Result<$crate::Answer<$answer>> {
                self.call().send_with_response().await
            }

            /// Sends the request and returns `None` if the object does not exist. See `Call::optional`.
            pub fn optional(self) -> $crate::Outcome<Option<<$answer as $crate::Present>::Value>> {
                self.call().optional()
            }

            /// Sends the request and returns the value only if there have been changes since this date. See
            /// `Call::if_changed_since`.
            pub fn if_changed_since(self, date: impl Into<$crate::HttpDate>) -> $crate::Outcome<$crate::Conditional<$answer>> {
                self.call().if_changed_since(date)
            }
        }

        impl $crate::CallOptions for $name {
            #[inline]
            fn draft_mut(&mut self) -> &mut $crate::Draft {
                &mut self.0
            }
        }

        impl IntoFuture for $name {
            type Output = $crate::Result<$answer>;
            type IntoFuture = $crate::Pending<$answer>;

            #[inline]
            fn into_future(self) -> $crate::Pending<$answer> {
                self.send()
            }
        }
    };
    (@select) => {
        /// Requests only these columns. Do not send the partial result back with PUT, which replaces the whole entity.
        #[inline]
        pub fn select<I: IntoIterator<Item: AsRef<str>>>(mut self, columns: I) -> Self {
            self.0.set_select(columns);
            self
        }
    };
    (@rows) => {
        /// Returns the rows of all pages. `$top` is the size of a page.
        #[inline]
        pub fn rows<R>(self) -> $crate::Rows<R> {
            $crate::Rows::new(self.0)
        }
    };
}
