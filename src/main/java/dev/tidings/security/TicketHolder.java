package dev.tidings.security;

import java.security.Principal;

/// Who comes with a good ticket.
record TicketHolder(Ticket ticket) implements Principal {

  /// The subject, as far as there is one.
  @Override
  public String getName() {
    return ticket.subject() == null ? "" : ticket.subject();
  }
}
