#pragma once

#include "store/database.hpp"

#include <cstdint>

namespace perfq::test {

/// Counts the pages that a connection opened since reads, from memory or from the file.
class PagesRead {
 public:
  PagesRead();
  ~PagesRead();
  PagesRead(const PagesRead&) = delete;
  PagesRead& operator=(const PagesRead&) = delete;

  /// So far; two calls differ by what lies between them where both are in one transaction.
  std::int64_t pages_read(store::Database& database);
};

}  // namespace perfq::test
