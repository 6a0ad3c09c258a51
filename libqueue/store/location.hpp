#pragma once

#include <string>

namespace perfq::store {

struct SqliteLocation {
  std::string path;
  bool memory = false;  ///< a private database that ends with its connection
};

struct PostgresLocation {
  std::string connection;  ///< a URL that libpq takes, password and all: never print it
  std::string schema = "perfq";
  std::string shown;  ///< the same without passwords
};

}  // namespace perfq::store
