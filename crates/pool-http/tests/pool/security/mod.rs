mod at_rest;
mod enumeration;
mod passwords;
