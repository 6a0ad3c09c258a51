#include "postgres/url.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace perfq::postgres {
namespace {

struct Setting {
  std::string name;
  std::string value;
};

bool is_given(std::string_view query, const std::string& name) {
  return query.starts_with(name + "=") || query.find("&" + name + "=") != std::string_view::npos;
}

std::string with_settings(const std::string& url, const std::vector<Setting>& settings) {
  const auto mark = url.find('?');
  std::string whole = url;
  const std::string_view query =
      mark == std::string::npos ? "" : std::string_view{url}.substr(mark + 1);
  char separator = mark == std::string::npos ? '?' : '&';
  if (mark != std::string::npos && query.empty()) whole.pop_back(), separator = '?';
  for (const auto& [name, value] : settings) {
    if (is_given(query, name)) continue;
    whole += separator + name + "=" + value;
    separator = '&';
  }
  return whole;
}

}  // namespace

std::string with_defaults(const std::string& url, microseconds give_up_after) {
  const auto give_up_ms = std::max<std::int64_t>(give_up_after.count() / 1000, 1000);
  return with_settings(url, {
                                {"connect_timeout", std::to_string((give_up_ms + 999) / 1000)},
                                {"tcp_user_timeout", std::to_string(give_up_ms)},
                                {"keepalives_idle", "10"},
                                {"keepalives_interval", "5"},
                                {"keepalives_count", "3"},
                                {"fallback_application_name", "perfq"},
                            });
}

std::string with_planner_settings(const std::string& url) {
  const std::string ours =
      "-c%20enable_seqscan%3Doff%20-c%20jit%3Doff%20-c%20plan_cache_mode%3Dforce_generic_plan";
  for (const std::string name : {"?options=", "&options="}) {
    const auto at = url.find(name);
    if (at == std::string::npos) continue;
    return std::string{url}.insert(at + name.size(), ours + "%20");
  }
  return std::getenv("PGOPTIONS") != nullptr ? url : with_settings(url, {{"options", ours}});
}

}  // namespace perfq::postgres
