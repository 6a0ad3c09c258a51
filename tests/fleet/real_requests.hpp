#pragma once

#include "fleet/lane_order.hpp"
#include "support/cli.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace perfq::test {

inline constexpr const char* required_target = "x86_64-unknown-linux-gnu";
inline constexpr const char* optional_target = "aarch64-unknown-linux-gnu";

/// The Rust compiler's, but for its optional target, whose one set is cut as the other's two are:
/// two sets for each target.
void load_suite_of_four_lanes(const CliStore& store);

/// The first so many of those in `data/`, as they stand there.
std::vector<Json> real_commits(std::uint64_t count);

/// All at once, for both targets; how many jobs that made.
std::size_t enqueue(const CliStore& store, const std::vector<Json>& commits, int max_attempts);

/// Of a line of values with a blank between each two, as the statement below gives it.
void add_job(Plan& plan, const std::string& line);

template <class Store>
Plan plan_of(const Store& store, const std::vector<Json>& commits) {
  Plan plan;
  for (const Json& commit : commits) plan.parents[commit.at("sha")] = commit.at("parent");
  const auto lines =
      store.sql("SELECT job_id || ' ' || sha || ' ' || target || ' ' || set_index FROM " +
                store.table("bench_job"));
  for (const auto& line : lines_of(lines)) add_job(plan, line);
  return plan;
}

}  // namespace perfq::test
