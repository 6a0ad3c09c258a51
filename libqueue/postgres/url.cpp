#include "postgres/url.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace perfq::postgres {
namespace {

bool is_given(std::string_view query, const std::string& name) {
  return query.starts_with(name + "=") || query.find("&" + name + "=") != std::string_view::npos;
}

}  // namespace

std::string with_defaults(const std::string& url, microseconds give_up_after) {
  const auto give_up_ms = std::max<std::int64_t>(give_up_after.count() / 1000, 1000);

  struct Setting {
    std::string name;
    std::string value;
  };

  const std::array<Setting, 6> settings{{
      {"connect_timeout", std::to_string((give_up_ms + 999) / 1000)},
      {"tcp_user_timeout", std::to_string(give_up_ms)},
      {"keepalives_idle", "10"},
      {"keepalives_interval", "5"},
      {"keepalives_count", "3"},
      {"fallback_application_name", "perfq"},
  }};
  const auto mark = url.find('?');
  std::string whole = url;
  std::string_view query = mark == std::string::npos ? "" : std::string_view{url}.substr(mark + 1);
  char separator = mark == std::string::npos ? '?' : '&';
  if (mark != std::string::npos && query.empty()) whole.pop_back(), separator = '?';
  for (const auto& [name, value] : settings) {
    if (is_given(query, name)) continue;
    whole += separator + name + "=" + value;
    separator = '&';
  }
  return whole;
}

}  // namespace perfq::postgres
