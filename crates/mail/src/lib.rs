//! A message: its type, its templates, the outbox, the development mailbox and its page.
