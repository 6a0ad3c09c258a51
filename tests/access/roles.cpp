#include "access/roles.hpp"

#include <stdexcept>

namespace perfq::test {

namespace {

constexpr auto kinds = {"collector", "submitter", "reader", "stranger"};

Finished psql(const std::string& url, const std::string& text) {
  return run({{"psql", "--no-psqlrc", "-qAt", "-v", "ON_ERROR_STOP=1", "-f", "-", url},
              text,
              {{"PGOPTIONS", "-c client_min_messages=error"}}});
}

std::string quoted(const std::string& text) {
  std::string literal = "'";
  for (const char c : text) literal.append(c == '\'' ? 2 : 1, c);
  return literal + "'";
}

std::string in_schema(std::string text, const std::string& schema) {
  const std::string place = "{t}";
  for (auto at = text.find(place); at != std::string::npos; at = text.find(place))
    text.replace(at, place.size(), schema);
  return text;
}

}  // namespace

std::string url_as(const std::string& role, std::string url) {
  const auto user = url.find("://") + 3;
  return url.replace(user, url.find('@') - user, role);
}

Roles::Roles() {
  std::string create;
  for (const char* kind : kinds) create += "CREATE ROLE " + name(kind) + " LOGIN;";
  store_.sql(create);
  const auto granted =
      store_.run({"migrate", "--grant", "collector=" + name("collector"), "--grant",
                  "submitter=" + name("submitter"), "--grant", "reader=" + name("reader")});
  if (granted.exit != 0) throw std::runtime_error("the grant failed: " + granted.err);
}

Roles::~Roles() {
  try {
    for (const char* kind : kinds)
      store_.sql("DROP OWNED BY " + name(kind) + "; DROP ROLE " + name(kind));
  } catch (const std::exception&) {
    // The cluster of the tests is thrown away anyhow.
  }
}

CliStore Roles::as(const std::string& kind) const {
  return CliStore(url_as(name(kind), store_.url()));
}

std::string Roles::sql(const std::string& kind, const std::string& text) const {
  const auto done = psql(url_as(name(kind), postgres_server()), in_schema(text, store_.name()));
  if (done.exit != 0) throw std::runtime_error(text + ": " + done.err);
  return done.out;
}

// An exception at the end takes back what went through.
std::string Roles::allowed(const std::string& kind,
                           const std::vector<std::string>& statements) const {
  std::string list;
  for (const auto& statement : statements)
    list += (list.empty() ? "" : ",") + quoted(in_schema(statement, store_.name()));
  const std::string attempts =
      "DO $try$ DECLARE told text := ''; one text; BEGIN\n"
      "FOREACH one IN ARRAY ARRAY[" +
      list +
      "] LOOP\n"
      "  BEGIN EXECUTE one; told := told || E'\\n' || one;\n"
      "  EXCEPTION WHEN insufficient_privilege THEN NULL;\n"
      "  WHEN OTHERS THEN told := told || E'\\n' || one || ': ' || SQLERRM;\n"
      "  END;\nEND LOOP;\n"
      "IF told <> '' THEN RAISE EXCEPTION 'allowed: %', told; END IF;\nEND $try$";
  return psql(url_as(name(kind), postgres_server()), attempts).err;
}

}  // namespace perfq::test
