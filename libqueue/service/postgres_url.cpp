#include "service/postgres_url.hpp"

#include <perfq/error.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace perfq {
namespace {

using std::string;
using std::string_view;

constexpr std::array<string_view, 2> schemes{"postgresql://", "postgres://"};

/// Everything after the scheme; `password` and `query` never go into a text.
struct Parts {
  string_view scheme;
  string_view user;
  string_view password;
  bool has_user = false;
  bool has_password = false;
  string_view hosts;
  string_view path;  ///< with its slash
  std::vector<string_view> query;
};

[[noreturn]] void refuse(const string& fault) {
  throw Error(ErrorKind::invalid,
              "bad database URL: " + fault +
                  "; write postgresql://USER:PASSWORD@HOST:PORT/DATABASE?schema=NAME, special "
                  "characters as %XX");
}

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_digits(string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void check_characters(string_view url) {
  for (std::size_t i = 0; i < url.size(); ++i) {
    if (static_cast<unsigned char>(url[i]) <= ' ')
      refuse("it holds a space or a control character");
    if (url[i] == '%' && !(i + 2 < url.size() && is_hex(url[i + 1]) && is_hex(url[i + 2])))
      refuse("a '%' that no two hexadecimal digits follow");
  }
}

/// An unescaped `@`, `/` or `?` in a password would put the rest of it into the host or the path,
/// and so into every text that shows them.
void check_host(string_view host) {
  const auto close = host.find(']');
  if (host.starts_with('[') && close == string_view::npos) refuse("a '[' without its ']'");
  const string_view after = host.starts_with('[') ? host.substr(close + 1) : host;
  const auto colon = after.find(':');
  const string_view port = colon == string_view::npos ? "" : after.substr(colon + 1);
  if (!is_digits(port) || port.size() > 5) refuse("the port is no number");
}

void check_hosts(string_view hosts) {
  while (!hosts.empty()) {
    const auto host = hosts.substr(0, hosts.find(','));
    check_host(host);
    hosts.remove_prefix(std::min(hosts.size(), host.size() + 1));
  }
}

std::vector<string_view> split_query(string_view query) {
  std::vector<string_view> parameters;
  while (!query.empty()) {
    const auto parameter = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), parameter.size() + 1));
    if (parameter.empty()) continue;
    if (std::count(parameter.begin(), parameter.end(), '=') != 1 || parameter.front() == '=')
      refuse("a parameter that is not name=value");
    parameters.push_back(parameter);
  }
  return parameters;
}

Parts split(string_view url) {
  Parts parts;
  for (const auto scheme : schemes)
    if (url.starts_with(scheme)) parts.scheme = scheme;
  string_view rest = url.substr(parts.scheme.size());
  const auto mark = rest.find('?');
  if (mark != string_view::npos) parts.query = split_query(rest.substr(mark + 1));
  rest = rest.substr(0, mark);
  const auto slash = rest.find('/');
  if (slash != string_view::npos) parts.path = rest.substr(slash);
  rest = rest.substr(0, slash);
  const auto at = rest.find('@');
  parts.has_user = at != string_view::npos;
  if (parts.has_user) {
    const string_view who = rest.substr(0, at);
    rest.remove_prefix(at + 1);
    parts.user = who.substr(0, who.find(':'));
    parts.has_password = parts.user.size() < who.size();
    if (parts.has_password) parts.password = who.substr(parts.user.size() + 1);
  }
  parts.hosts = rest;
  if (rest.find('@') != string_view::npos || parts.path.find('@') != string_view::npos)
    refuse("an '@' in a user name, password or database");
  check_hosts(parts.hosts);
  return parts;
}

string_view name_of(string_view parameter) {
  return parameter.substr(0, parameter.find('='));
}

string_view value_of(string_view parameter) {
  return parameter.substr(parameter.find('=') + 1);
}

/// A parameter's name may itself be written in %XX.
bool is_secret(string_view parameter) {
  const auto name = name_of(parameter);
  return name == "password" || name == "sslpassword" || name.find('%') != string_view::npos;
}

string checked_schema(string_view name) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || c == '_' || (c >= '0' && c <= '9');
  };
  if (name.empty() || name.size() > 48 || is_digits(name.substr(0, 1)) ||
      !std::all_of(name.begin(), name.end(), is_allowed) || name.starts_with("pg_"))
    refuse("a schema is 1 to 48 of a-z, 0-9 and _, begins with no digit and not with pg_");
  return string{name};
}

string join(const Parts& parts, bool with_secrets, bool with_schema) {
  string url{parts.scheme};
  if (parts.has_user) {
    url += parts.user;
    if (with_secrets && parts.has_password) url.append(":").append(parts.password);
    url += '@';
  }
  url.append(parts.hosts).append(parts.path);
  char separator = '?';
  for (const string_view parameter : parts.query) {
    if (!with_schema && name_of(parameter) == "schema") continue;
    if (!with_secrets && is_secret(parameter)) continue;
    url.append(1, separator).append(parameter);
    separator = '&';
  }
  return url;
}

}  // namespace

bool is_postgres_url(const string& url) {
  return std::any_of(schemes.begin(), schemes.end(),
                     [&](string_view scheme) { return url.starts_with(scheme); });
}

store::PostgresLocation parse_postgres_url(const string& url) {
  check_characters(url);
  const Parts parts = split(url);
  store::PostgresLocation location;
  for (const string_view parameter : parts.query)
    if (name_of(parameter) == "schema") location.schema = checked_schema(value_of(parameter));
  location.connection = join(parts, true, false);
  location.shown = join(parts, false, true);
  return location;
}

}  // namespace perfq
