mod at_rest;
mod attempts;
mod enumeration;
mod passkeys;
mod passwords;
mod races;
mod second_factors;
