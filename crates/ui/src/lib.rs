//! What all pages share: templates, stylesheet, languages, forms.
