#include "model/stores.hpp"

namespace perfq::test {

std::vector<TestStore> model_stores() {
  return {open_sqlite_store(), open_postgres_store()};
}

}  // namespace perfq::test
