#include "support/test_store.hpp"

namespace perfq::test {

TestStore open_test_store() {
  return open_postgres_store();
}

}  // namespace perfq::test
