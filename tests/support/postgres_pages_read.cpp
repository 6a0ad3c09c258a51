#include "support/pages_read.hpp"

namespace perfq::test {

PagesRead::PagesRead() = default;
PagesRead::~PagesRead() = default;

std::int64_t PagesRead::pages_read(store::Database& database) {
  static constexpr store::Statement count{"pages_read", R"(
SELECT sum(pg_stat_get_xact_blocks_fetched(oid))::bigint FROM pg_class
 WHERE relnamespace = (SELECT relnamespace FROM pg_class
                        WHERE oid = to_regclass('{schema}.job')))"};
  return database.run(count, {}).at(0).integer(0);
}

}  // namespace perfq::test
