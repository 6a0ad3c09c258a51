#pragma once

#include <memory>
#include <string>

namespace perfq::test {

/// An empty, migrated queue store of this test's own. It goes when the last copy does; close the
/// queues on it before.
struct TestStore {
  std::string url;
  std::string backend;  ///< `sqlite` or `postgres`
  std::shared_ptr<void> keeper;
};

/// A file in a folder of its own under the system's temporary one.
TestStore open_sqlite_store();

/// A schema in the database that PERFQ_TEST_POSTGRES names, which must be set. Throws
/// std::runtime_error, which fails the test, where it isn't or nothing answers there.
TestStore open_postgres_store();

/// One of the two: which one is decided when the program is linked, so that one suite runs over
/// either.
TestStore open_test_store();

}  // namespace perfq::test
