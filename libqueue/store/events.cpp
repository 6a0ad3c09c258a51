#include "store/events.hpp"

#include "store/event_row.hpp"
#include "store/statements.hpp"

#include <perfq/error.hpp>

#include <algorithm>
#include <chrono>
#include <set>
#include <thread>

namespace perfq::store {

namespace {

void require_cursor_of_this_history(Context& context, std::int64_t after) {
  if (after == 0) return;
  const Rows rows = context.database.run(context.sql().event_bounds, {});
  const std::int64_t pruned_to = rows.front().integer(0);
  const std::int64_t newest = rows.front().integer(1);
  const std::string cursor = "cursor " + std::to_string(after);
  if (after > newest)
    throw Error(ErrorKind::invalid,
                cursor + " was never given out here: is this the right database?");
  if (after < pruned_to)
    throw Error(ErrorKind::invalid, cursor +
                                        " is from before pruned history, or from another database:"
                                        " start from 0 to read what is kept");
}

Rows read_after(Context& context, std::int64_t after, int limit) {
  return context.database.run(context.sql().list_events, {after, std::int64_t{limit}});
}

bool has_gap(const Rows& rows, std::int64_t after) {
  if (rows.empty()) return false;
  return rows.back().integer(0) - rows.front().integer(0) + 1 !=
             static_cast<std::int64_t>(rows.size()) ||
         (after > 0 && rows.front().integer(0) != after + 1);
}

std::set<std::string> writers(Context& context) {
  std::set<std::string> names;
  for (const Row& row : context.database.run(context.sql().event_writers, {}))
    names.insert(row.text(0));
  return names;
}

// True once all the transactions have ended that were writing at the call; they are short.
bool wait_for_writers(Context& context) {
  const std::set<std::string> before = writers(context);
  const auto still_there = [&] {
    const std::set<std::string> now = writers(context);
    return std::any_of(before.begin(), before.end(),
                       [&](const std::string& writer) { return now.contains(writer); });
  };
  constexpr int looks = 50;
  for (int i = 0; i < looks; ++i) {
    if (before.empty() || !still_there()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
  return false;
}

// PostgreSQL gives cursors out before the commit: a smaller one may become visible later, or never.
// Whatever was given out before its writers ended is settled after.
Rows read_settled(Context& context, std::int64_t after, int limit) {
  Rows rows = read_after(context, after, limit);
  if (context.sql().event_writers.sql.empty() || !has_gap(rows, after)) return rows;
  const std::int64_t given =
      context.database.run(context.sql().last_cursor_given, {}).front().integer(0);
  const bool settled = wait_for_writers(context);
  if (settled) rows = read_after(context, after, limit);
  std::int64_t last = after;
  const auto is_past = [&](const Row& row) {
    const std::int64_t cursor = row.integer(0);
    const bool safe = settled ? cursor <= given || cursor == last + 1 : cursor == last + 1;
    last = cursor;
    return !safe;
  };
  rows.erase(std::find_if(rows.begin(), rows.end(), is_past), rows.end());
  return rows;
}

}  // namespace

std::vector<Event> events(Context& context, std::int64_t after, int limit, bool goes_on) {
  if (limit < 1) throw Error(ErrorKind::invalid, "less than one event is asked for");
  if (!goes_on) require_cursor_of_this_history(context, after);
  std::vector<Event> found;
  for (const Row& row : read_settled(context, after, limit)) found.push_back(event_from(row));
  return found;
}

}  // namespace perfq::store
