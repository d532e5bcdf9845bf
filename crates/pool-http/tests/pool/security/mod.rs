mod at_rest;
mod attempts;
mod enumeration;
mod passwords;
mod races;
