//! The macros that generated code calls: sets of columns, archives, and calls to lists.

/// Defines a set of columns: those of an archive, or those below a join. Each column is a method.
///
/// A row has the method, the kind of the column (a type in [`columns`](crate::columns)) and its name. A join has the method,
/// the set of columns below it and its name. Blocks without rows can be left out.
#[macro_export]
macro_rules! column_set {
    (
        $(#[$meta:meta])*
        pub struct $set:ident;
        $(sortable { $($sortable:ident: $sortable_kind:ident = $sortable_name:literal,)* })?
        $(unsortable { $($unsortable:ident: $unsortable_kind:ident = $unsortable_name:literal,)* })?
        $(joins { $($join:ident: $joined:ident = $segment:literal,)* })?
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone)]
        pub struct $set<A>($crate::columns::Path<A>);

        impl<A> $set<A> {
            $($(
                #[doc = concat!("The column `", $sortable_name, "`.")]
                #[inline]
                pub fn $sortable(&self) -> $crate::columns::Column<A, $crate::columns::$sortable_kind> {
                    self.0.column($sortable_name)
                }
            )*)?
            $($(
                #[doc = concat!("The column `", $unsortable_name, "`, by which rows cannot be ordered.")]
                #[inline]
                pub fn $unsortable(
                    &self,
                ) -> $crate::columns::Column<A, $crate::columns::$unsortable_kind, $crate::columns::Unsortable> {
                    self.0.column($unsortable_name)
                }
            )*)?
            $($(
                #[doc = concat!("The columns below `", $segment, "/`.")]
                #[inline]
                pub fn $join(&self) -> $joined<A> {
                    self.0.join($segment)
                }
            )*)?
        }

        impl<A> $crate::columns::ColumnSet<A> for $set<A> {
            #[inline]
            fn at(path: $crate::columns::Path<A>) -> Self {
                Self(path)
            }
        }
    };
}

/// Defines an archive with its set of columns and its name.
#[macro_export]
macro_rules! archive {
    ($(#[$meta:meta])* pub $archive:ident: $set:ident = $name:literal;) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy)]
        pub enum $archive {}

        impl $archive {
            /// Returns the columns of the archive.
            #[must_use]
            #[inline]
            pub fn columns() -> $set<Self> {
                $crate::columns::ColumnSet::at($crate::columns::Path::root())
            }
        }

        impl $crate::columns::Archive for $archive {
            type Columns = $set<Self>;

            const NAME: &'static str = $name;
        }
    };
}

/// Adds the methods that take columns of an archive to a call that lists its rows. The names after `=` are methods of the
/// call.
#[macro_export]
macro_rules! archive_call {
    (
        $call:ty: $archive:ident,
        $(select_by = $select:ident,)? $(filter_by = $filter:ident,)? $(sort_by = $sort:ident,)?
    ) => {
        impl $call {
            $(
                /// Requests only these columns of the archive, such as `|c| (c.name(), c.number())`.
                #[inline]
                pub fn select_by<S: $crate::columns::Select<$archive>>(
                    self,
                    columns: impl FnOnce(<$archive as $crate::columns::Archive>::Columns) -> S,
                ) -> Self {
                    self.$select($crate::columns::selected(columns($archive::columns())))
                }
            )?
            $(
                /// Lists only the rows that meet this condition on columns of the archive, such as
                /// `|c| c.name().begins("N")`.
                #[inline]
                pub fn filter_by(
                    self,
                    condition: impl FnOnce(
                        <$archive as $crate::columns::Archive>::Columns,
                    ) -> $crate::columns::Condition<$archive>,
                ) -> Self {
                    self.$filter(condition($archive::columns()).into_filter())
                }
            )?
            $(
                /// Orders the rows by columns of the archive, such as `|c| c.name().asc()`. The function can return an array.
                #[inline]
                pub fn sort_by<S: Into<$crate::columns::Order<$archive>>>(
                    self,
                    order: impl FnOnce(<$archive as $crate::columns::Archive>::Columns) -> S,
                ) -> Self {
                    self.$sort(order($archive::columns()).into().into_order_by())
                }
            )?
        }
    };
}
