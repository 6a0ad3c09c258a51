#include "exit.hpp"

namespace perfq::cli {

std::string_view to_text(Fault fault) {
  switch (fault) {
    case Fault::usage:
      return "usage";
    case Fault::nothing:
      return "nothing";
    case Fault::lease_lost:
      return "lease_lost";
    case Fault::state:
      return "state";
    case Fault::not_found:
      return "not_found";
    case Fault::conflict:
      return "conflict";
    case Fault::schema:
      return "schema";
    case Fault::version:
      return "version";
    case Fault::database:
      return "database";
    case Fault::child:
      return "child";
  }
  return "database";
}

Exit exit_of(Fault fault) {
  switch (fault) {
    case Fault::usage:
      return Exit::usage;
    case Fault::nothing:
      return Exit::nothing;
    case Fault::lease_lost:
    case Fault::state:
      return Exit::lost;
    case Fault::not_found:
      return Exit::not_found;
    case Fault::conflict:
      return Exit::conflict;
    case Fault::schema:
      return Exit::schema;
    case Fault::version:
      return Exit::version;
    case Fault::database:
    case Fault::child:
      return Exit::failed;
  }
  return Exit::failed;
}

Fault fault_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid:
      return Fault::usage;
    case ErrorKind::not_found:
      return Fault::not_found;
    case ErrorKind::state:
      return Fault::state;
    case ErrorKind::conflict:
      return Fault::conflict;
    case ErrorKind::schema:
      return Fault::schema;
    case ErrorKind::unavailable:
    case ErrorKind::busy:
    case ErrorKind::storage:
    case ErrorKind::bug:
      return Fault::database;
  }
  return Fault::database;
}

}  // namespace perfq::cli
