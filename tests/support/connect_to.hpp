#pragma once

#include "postgres/open.hpp"
#include "service/location.hpp"
#include "sqlite/open.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <variant>

namespace perfq::test {

/// A connection below the queue, for a test that writes what a sweep would.
inline std::unique_ptr<store::Database> connect_to(const std::string& url) {
  const Location location = parse_location(url);
  const std::chrono::seconds give_up_after{10};
  if (const auto* file = std::get_if<SqliteLocation>(&location))
    return sqlite::open(*file, Durability::normal, give_up_after);
  return postgres::open(std::get<PostgresLocation>(location), give_up_after);
}

}  // namespace perfq::test
