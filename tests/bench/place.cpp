#include "bench/place.hpp"

namespace perfq::bench {

std::unique_ptr<Place> make_place(const std::string& url) {
  const std::string sqlite = "sqlite:";
  if (url.starts_with(sqlite)) return make_sqlite_place(url.substr(sqlite.size()));
  return make_postgres_place(url);
}

}  // namespace perfq::bench
