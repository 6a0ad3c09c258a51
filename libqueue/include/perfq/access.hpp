#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace perfq {

/// What a PostgreSQL role may do with a schema besides reading it; docs/access.md has the table.
enum class AccessKind {
  collector,  ///< claim jobs and end them
  submitter,  ///< enqueue, cancel, wait
  reader      ///< nothing else
};

std::string_view to_text(AccessKind kind);  ///< `collector`, `submitter`, `reader`
std::optional<AccessKind> parse_access_kind(std::string_view text);

struct Grant {
  AccessKind kind = AccessKind::reader;
  std::string role;
};

/// Row security: the role sees jobs of these queues only, and their payloads, results and output.
struct QueueLimit {
  std::string role;
  std::vector<std::string> queues;  ///< none: all of them, as before
};

struct Access {
  std::vector<Grant> grants = {};
  std::vector<QueueLimit> limits = {};
};

}  // namespace perfq
