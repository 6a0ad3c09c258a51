#include "support/test_store.hpp"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace perfq::test {

namespace {

struct Folder {
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "perfq-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr)
      throw std::runtime_error("can't make a folder like " + name);
    path = name;
  }

  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }

  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::filesystem::path path;
};

}  // namespace

TestStore open_sqlite_store() {
  auto folder = std::make_shared<Folder>();
  return {"sqlite:" + (folder->path / "queue.db").string(), "sqlite", folder};
}

}  // namespace perfq::test
