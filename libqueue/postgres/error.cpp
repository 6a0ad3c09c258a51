#include "postgres/error.hpp"

#include "postgres/pqxx_compat.hpp"

#include <new>

namespace perfq::postgres {
namespace {

using std::string;

/// One line of what the driver said, without the URL that libpq quotes when it can't read it.
string said(const std::exception& error, const Scene& scene) {
  string text = error.what();
  auto at = scene.secret.empty() ? string::npos : text.find(scene.secret);
  while (at != string::npos) {
    text.replace(at, scene.secret.size(), "(the URL)");
    at = text.find(scene.secret);
  }
  text.resize(std::min(text.size(), text.find('\n')));
  if (const auto level = text.find(":  "); level < 10) text.erase(0, level + 3);
  return text;
}

bool contains(const string& text, std::string_view part) {
  return text.find(part) != string::npos;
}

/// The connection was to be safe, and can't be.
bool is_about_tls(const string& text) {
  return contains(text, "SSL") || contains(text, "certificate") || contains(text, "sslmode");
}

/// libpq gives no code for a refused connection.
ErrorKind kind_of_refusal(const string& text) {
  if (contains(text, "authentication failed") || contains(text, "no password supplied") ||
      contains(text, "pg_hba.conf") || contains(text, "permission denied") ||
      (contains(text, "role \"") && contains(text, "does not exist")))
    return ErrorKind::storage;
  if (contains(text, "invalid sslmode")) return ErrorKind::invalid;
  if (is_about_tls(text)) return ErrorKind::storage;
  if (contains(text, "database \"") && contains(text, "does not exist")) return ErrorKind::storage;
  if (contains(text, "URI") || contains(text, "connection option") || contains(text, "(the URL)") ||
      contains(text, "invalid port number"))
    return ErrorKind::invalid;
  return ErrorKind::unavailable;
}

string remedy(ErrorKind kind, const string& text) {
  if (kind == ErrorKind::unavailable) return "; is the server up, and is that its address?";
  if (kind == ErrorKind::invalid) return "; correct the URL";
  if (is_about_tls(text))
    return "; see to sslmode and sslrootcert in the URL, and to the server's certificate";
  if (contains(text, "database \"")) return "; create it, or correct the URL";
  return "; see to the role, its password and the server's pg_hba.conf";
}

Error lost(const string& text, const Scene& scene, Phase phase) {
  if (phase == Phase::connecting) {
    const ErrorKind kind = kind_of_refusal(text);
    return {kind, "can't connect to " + scene.shown + ": " + text + remedy(kind, text)};
  }
  const bool unknown = phase == Phase::alone || phase == Phase::committing;
  return {ErrorKind::unavailable, "the connection to " + scene.shown + " broke: " + text,
          unknown ? Error::Effect::unknown : Error::Effect::none};
}

Error of_code(const string& code, const string& text, const Scene& scene, Phase phase,
              std::string_view doing) {
  const string at = " (" + string{doing} + ")";
  const auto is = [&](std::string_view prefix) { return code.starts_with(prefix); };
  if (is("08") || is("57P") || is("25P03")) return lost(text, scene, phase);
  if (is("40") || is("55P03") || is("57014"))
    return {ErrorKind::busy, "another transaction was in the way: " + text + at};
  if (is("23505")) return {ErrorKind::conflict, "something else bears that name: " + text + at};
  if (is("23503")) return {ErrorKind::not_found, "what this refers to is not there: " + text + at};
  if (is("3F000") || is("42P01") || is("42703") || is("42883"))
    return {ErrorKind::schema, "no schema of this perfq '" + scene.schema + "' in " + scene.shown +
                                   ": run `perfq migrate --db '" + scene.shown + "'` (" + text +
                                   ")"};
  if (is("42501"))
    return {ErrorKind::storage,
            "the role may not do this in " + scene.shown + ": " + text +
                "; connect as another role, or let the schema's owner run `perfq migrate "
                "--grant collector|submitter|reader=ROLE`"};
  if (is("53100")) return {ErrorKind::storage, "the database server's disk is full: " + text};
  if (is("53")) return {ErrorKind::unavailable, scene.shown + " has no room for us: " + text};
  if (is("25006"))
    return {ErrorKind::storage, scene.shown + " is read-only: connect to the primary server"};
  if (is("58") || is("XX001") || is("XX002"))
    return {ErrorKind::storage, "the database server can't read or write its files: " + text};
  if (is("22021") || is("22P05"))
    return {ErrorKind::invalid, "a text that the database can't hold: " + text + at};
  return {ErrorKind::bug, "the database refused a command: " + text + " [" + code + "]" + at};
}

template <class Type>
bool is_a(const pqxx::sql_error& failed) {
  return dynamic_cast<const Type*>(&failed) != nullptr;
}

/// libpqxx 6 leaves the code out of some of its own types.
string code_of(const pqxx::sql_error& failed) {
  if (!failed.sqlstate().empty()) return string{failed.sqlstate()};
  if (is_a<pqxx::insufficient_privilege>(failed)) return "42501";
  if (is_a<pqxx::undefined_table>(failed)) return "42P01";
  if (is_a<pqxx::undefined_column>(failed)) return "42703";
  if (is_a<pqxx::undefined_function>(failed)) return "42883";
  if (is_a<pqxx::unique_violation>(failed)) return "23505";
  if (is_a<pqxx::foreign_key_violation>(failed)) return "23503";
  if (is_a<pqxx::disk_full>(failed)) return "53100";
  if (is_a<pqxx::insufficient_resources>(failed)) return "53000";
  return {};
}

string code_of(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const pqxx::sql_error& failed) {
    return code_of(failed);
  } catch (...) {
    return {};
  }
}

}  // namespace

Error translate(const std::exception_ptr& error, const Scene& scene, Phase phase,
                std::string_view doing) {
  // libpqxx 6's transaction_rollback is no sql_error and has no code.
  try {
    std::rethrow_exception(error);
  } catch (const Error& ours) {
    return ours;
  } catch (const pqxx::in_doubt_error& failed) {
    return lost(said(failed, scene), scene, Phase::committing);
  } catch (const pqxx::statement_completion_unknown& failed) {
    return lost(said(failed, scene), scene, Phase::committing);
  } catch (const pqxx::transaction_rollback& failed) {
    return of_code("40001", said(failed, scene), scene, phase, doing);
  } catch (const pqxx::broken_connection& failed) {
    return lost(said(failed, scene), scene, phase);
  } catch (const pqxx::sql_error& failed) {
    return of_code(code_of(failed), said(failed, scene), scene, phase, doing);
  } catch (const std::bad_alloc&) {
    return {ErrorKind::storage, "out of memory"};
  } catch (const std::exception& failed) {
    return {ErrorKind::bug, said(failed, scene) + " (" + string{doing} + ")"};
  }
}

bool is_about_prepared(const std::exception_ptr& error) {
  const string code = code_of(error);
  return code == "26000" || code == "42P05";
}

bool is_about_startup_settings(const std::exception& error) {
  return std::string_view{error.what()}.find("unsupported startup parameter") !=
         std::string_view::npos;
}

bool is_broken(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const pqxx::broken_connection&) {
    return true;
  } catch (const pqxx::in_doubt_error&) {
    return true;
  } catch (...) {
    const string code = code_of(error);
    return code.starts_with("57P") || code.starts_with("08") || code == "25P03";
  }
}

}  // namespace perfq::postgres
